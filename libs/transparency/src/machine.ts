import { createHmac, createPublicKey, hash, verify } from 'node:crypto';

/*
 * What the verifier asks of the machine that it runs on, and nothing else of it: here by Node, in a browser by
 * `apps/verifier/src/machine.ts`, which takes this file's place there and gives the same bytes.
 */

/** An Ed25519 key in DER is this, then its 32 bytes (RFC 8410 section 4). */
const SPKI_PREFIX = '302a300506032b6570032100';

/** The parts, one after the other. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

/** SHA-256 over the concatenation of the parts. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return hash('sha256', Buffer.concat(parts), 'buffer');
}

/** HMAC-SHA-256 (RFC 2104). */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(message).digest();
}

/** True when the 64 bytes are the key's Ed25519 signature of the message (RFC 8032 section 5.1.7). */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({
    key: Buffer.concat([Buffer.from(SPKI_PREFIX, 'hex'), publicKey]),
    format: 'der',
    type: 'spki',
  });
  return signature.length === 64 && verify(null, message, key, signature);
}

/** True when both hold the same bytes. For public values: the time it takes depends on them. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** Standard base64 with padding (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/**
 * Reads standard base64 with padding. Null for any other spelling: the URL alphabet, missing padding,
 * white space or stray bits, all of which `Buffer.from` would silently accept.
 */
export function fromBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/** Lower-case hex, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** The UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

/** The text of UTF-8 bytes, with a byte order mark kept as a character. Null when the bytes are not valid UTF-8. */
export function utf8Text(bytes: Uint8Array): string | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return equalBytes(utf8(text), bytes) ? text : null;
}
