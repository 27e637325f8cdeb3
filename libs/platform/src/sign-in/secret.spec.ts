import { createHash } from 'node:crypto';
import { hashSecret, isSecret, newSecret } from './secret.js';

describe('a secret', () => {
  it('has 256 bits and is never the same twice', () => {
    const secrets = Array.from({ length: 100 }, () => newSecret());
    expect(new Set(secrets).size).toBe(100);
    for (const secret of secrets) {
      expect(isSecret(secret)).toBe(true);
      expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    }
  });

  it('is kept as its SHA-256', () => {
    expect(hashSecret('abc')).toEqual(createHash('sha256').update('abc').digest());
  });

  it.each([
    '',
    'abc',
    'a'.repeat(42),
    'a'.repeat(44),
    `${'a'.repeat(42)}\n`,
    `${'a'.repeat(42)}=`,
    'a'.repeat(100_000),
  ])('is not read from %p', (text) => {
    expect(isSecret(text)).toBe(false);
  });
});
