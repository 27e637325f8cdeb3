import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import * as node from '#transparency';
import * as browser from './machine.js';

const bytes = fc.uint8Array({ maxLength: 300 });
const plain = (value: Uint8Array | null) => value && [...value];

it('joins, hashes, compares and spells bytes as Node does', () =>
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(plain(browser.concat([a, b]))).toEqual(plain(node.concat([a, b])));
      expect(plain(browser.sha256(a, b))).toEqual(plain(node.sha256(a, b)));
      expect(plain(browser.hmacSha256(a, b))).toEqual(plain(node.hmacSha256(a, b)));
      expect(browser.equalBytes(a, b)).toBe(node.equalBytes(a, b));
      expect(browser.equalBytes(a, Uint8Array.from(a))).toBe(true);
      expect(browser.toHex(a)).toBe(node.toHex(a));
      expect(browser.toBase64(a)).toBe(node.toBase64(a));
      expect(plain(browser.fromBase64(node.toBase64(a)))).toEqual(plain(a));
    }),
  ));

it('reads one spelling of base64 and no other', () =>
  fc.assert(
    fc.property(
      fc.oneof(
        fc.base64String(),
        fc.string(),
        fc.constantFrom('AA==', 'AB==', 'AAA=', 'AAB=', 'A', 'AA', 'A===', '-_=='),
      ),
      (text) => expect(plain(browser.fromBase64(text))).toEqual(plain(node.fromBase64(text))),
    ),
  ));

it('reads and writes UTF-8 as Node does, and refuses what is none', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), bytes, (text, any) => {
      expect(plain(browser.utf8(text))).toEqual(plain(node.utf8(text)));
      expect(browser.utf8Text(any)).toBe(node.utf8Text(any));
      const marked = Uint8Array.of(0xef, 0xbb, 0xbf, ...node.utf8(text));
      expect(browser.utf8Text(marked)).toBe(node.utf8Text(marked));
    }),
  ));

it('believes a signature if and only if Node does', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  fc.assert(
    fc.property(bytes, fc.nat(63), fc.nat(7), (message, at, bit) => {
      const signature = sign(null, message, privateKey);
      const forged = Uint8Array.from(signature, (byte, place) => (place === at ? byte ^ (1 << bit) : byte));
      for (const given of [signature, forged, signature.subarray(1)]) {
        expect(browser.verifyEd25519(raw, message, given)).toBe(node.verifyEd25519(raw, message, given));
      }
      expect(browser.verifyEd25519(raw, message, signature)).toBe(true);
    }),
    { numRuns: 20 },
  );
});
