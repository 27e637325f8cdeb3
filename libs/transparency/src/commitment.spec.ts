import fc from 'fast-check';
import { createHash, createHmac } from 'node:crypto';
import { commitTo, opensCommitment, pseudonym } from './commitment.js';
import { type JsonValue } from './jcs.js';

const salt = Buffer.alloc(32, 7);

describe('commitments', () => {
  it('are SHA-256 of the domain, a zero byte, the salt and the canonical value', () => {
    const bytes = Buffer.concat([
      Buffer.from('quorate/commit/v1'),
      Buffer.of(0),
      salt,
      Buffer.from('{"a":"x","b":1}'),
    ]);
    expect(commitTo({ b: 1, a: 'x' }, salt)).toBe(createHash('sha256').update(bytes).digest('base64'));
  });

  it('are opened by their salt and value and by nothing else', () => {
    const commitment = commitTo('Ada', salt);
    expect(opensCommitment(commitment, 'Ada', salt)).toBe(true);
    expect(opensCommitment(commitment, 'ada', salt)).toBe(false);
    expect(opensCommitment(commitment, 'Ada', Buffer.alloc(32, 8))).toBe(false);
    expect(opensCommitment(commitment, 'Ada', salt.subarray(1))).toBe(false);
    expect(opensCommitment(commitment.replace('=', ''), 'Ada', salt)).toBe(false);
    expect(opensCommitment('', 'Ada', salt)).toBe(false);
  });

  it('do not depend on the order of keys, and differ for different values', () => {
    expect(commitTo({ a: 1, b: 2 }, salt)).toBe(commitTo({ b: 2, a: 1 }, salt));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(commitTo(a, salt) === commitTo(b, salt)).toBe(a === b);
      }),
    );
  });

  it('need a salt of 32 bytes and a value that JSON can say', () => {
    expect(() => commitTo('Ada', Buffer.alloc(31))).toThrow(RangeError);
    expect(() => commitTo('Ada', Buffer.alloc(33))).toThrow(RangeError);
    expect(() => commitTo(NaN as JsonValue, salt)).toThrow(TypeError);
  });
});

describe('pseudonyms', () => {
  const key = Buffer.alloc(32, 1);

  it('are HMAC-SHA-256 of the stream under the key of the person', () => {
    expect(pseudonym(key, 'stream')).toBe(createHmac('sha256', key).update('stream').digest('base64'));
  });

  it('are the same in one stream and unrelated in another or for another person', () => {
    const names = [pseudonym(key, 'a'), pseudonym(key, 'b'), pseudonym(Buffer.alloc(32, 2), 'a')];
    expect(new Set(names).size).toBe(3);
    expect(pseudonym(Buffer.alloc(32, 1), 'a')).toBe(names[0]);
  });

  it('need a key of at least 32 bytes', () => {
    expect(() => pseudonym(Buffer.alloc(31), 'a')).toThrow(RangeError);
  });
});
