import { generateKeyPairSync } from 'node:crypto';
import { formatVerifierKey, keyId, parseVerifierKey, SIGNATURE_TYPE, verifierKey } from './note-key.js';
import { privateKeyOf } from './spec-support/signers.js';

/** The example of the format's first implementation. */
const EXAMPLE = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';

describe('verifier keys', () => {
  it('are read and written as the published example', () => {
    const key = parseVerifierKey(EXAMPLE);
    expect(key).toMatchObject({ name: 'PeterNeumann', type: 1, id: 0xc74f20a3 });
    expect('refused' in key ? '' : formatVerifierKey(key)).toBe(EXAMPLE);
  });

  it('have an id that depends on name, type and key, with all its eight digits', () => {
    const publicKey = Buffer.alloc(32, 1);
    const ids = [keyId('a', 1, publicKey), keyId('b', 1, publicKey), keyId('a', 4, publicKey)];
    expect(new Set(ids).size).toBe(3);
    const shortId = Array.from({ length: 200 }, (_, n) => verifierKey(`log${n}`, 1, publicKey)).find(
      ({ id }) => id < 0x10000000,
    );
    expect(formatVerifierKey(shortId!)).toMatch(/^log\d+\+0[0-9a-f]{7}\+/);
    expect(parseVerifierKey(formatVerifierKey(shortId!))).toMatchObject({ id: shortId!.id });
  });

  it('come from a private key, a public key or its 32 bytes alike', () => {
    const privateKey = privateKeyOf(Buffer.alloc(32, 3));
    const key = verifierKey('log.example', SIGNATURE_TYPE.ed25519, privateKey);
    expect(verifierKey('log.example', SIGNATURE_TYPE.ed25519, Buffer.from(key.publicKey))).toEqual(key);
    expect(key.publicKey).toHaveLength(32);
  });

  it('are not made of another algorithm, another length or a name that no note can carry', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    const x25519 = generateKeyPairSync('x25519').publicKey;
    for (const key of [rsa, x25519, Buffer.alloc(31), Buffer.alloc(33)]) {
      expect(() => verifierKey('log.example', 1, key)).toThrow(TypeError);
    }
    for (const name of ['', 'a b', 'a+b', 'a\u00a0b', 'a\u2003b', 'a\nb', 'a\u0000', '\ud800']) {
      expect(() => verifierKey(name, 1, Buffer.alloc(32))).toThrow(RangeError);
    }
    expect(verifierKey('w\u00fcrde.example/\u2014', 1, Buffer.alloc(32)).name).toBe(
      'w\u00fcrde.example/\u2014',
    );
  });

  const base64 = (...parts: Uint8Array[]) => Buffer.concat(parts).toString('base64');
  it.each([
    ['nothing', ''],
    ['no id', 'PeterNeumann+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
    ['another id', EXAMPLE.replace('c74f20a3', 'c74f20a4')],
    ['an upper-case id', EXAMPLE.replace('c74f20a3', 'C74F20A3')],
    ['a short id', EXAMPLE.replace('c74f20a3', '74f20a3')],
    ['another name', EXAMPLE.replace('PeterNeumann', 'PeterNewmann')],
    ['no name', EXAMPLE.replace('PeterNeumann', '')],
    ['a space in the name', EXAMPLE.replace('PeterNeumann', 'Peter Neumann')],
    ['another type', EXAMPLE.replace('+ARpc', '+Axpc')],
    ['missing padding or bytes', EXAMPLE.slice(0, -1)],
    ['stray bytes behind', `${EXAMPLE}AAAA`],
    ['the URL alphabet', EXAMPLE.replace('/', '_')],
    ['a newline behind', `${EXAMPLE}\n`],
    [
      'a short key',
      `a+${keyId('a', 1, Buffer.alloc(31)).toString(16)}+${base64(Buffer.of(1), Buffer.alloc(31))}`,
    ],
  ])('are refused with %s', (_, text) => {
    expect(parseVerifierKey(text)).toMatchObject({ refused: true, code: 'VERIFIER_KEY_MALFORMED' });
  });
});
