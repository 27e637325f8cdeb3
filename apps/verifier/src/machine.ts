import { ed25519 } from '@noble/curves/ed25519.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as digest } from '@noble/hashes/sha2.js';

/*
 * Takes the place of `libs/transparency/src/machine.ts` in the bundle: the same functions, by no more than what every
 * browser has. What each one means stands there.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return digest(concat(parts));
}

export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(digest, key, message);
}

export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === 64 && ed25519.verify(signature, message, publicKey, { zip215: false });
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.subarray(at, at + 3);
    text += letter(a >> 2) + letter(((a & 3) << 4) | ((b ?? 0) >> 4));
    text += b === undefined ? '=' : letter(((b & 15) << 2) | ((c ?? 0) >> 6));
    text += c === undefined ? '=' : letter(c & 63);
  }
  return text;
}

function letter(value: number): string {
  return ALPHABET.charAt(value);
}

export function fromBase64(text: string): Uint8Array | null {
  if (!BASE64.test(text)) return null;
  const bytes = new Uint8Array((text.length / 4) * 3);
  for (let at = 0, to = 0; at < text.length; at += 4, to += 3) {
    const [a, b, c, d] = [
      valueAt(text, at),
      valueAt(text, at + 1),
      valueAt(text, at + 2),
      valueAt(text, at + 3),
    ];
    bytes.set([(a << 2) | (b >> 4), ((b & 15) << 4) | (c >> 2), ((c & 3) << 6) | d], to);
  }
  const padding = /=*$/.exec(text)?.[0].length ?? 0;
  const read = bytes.subarray(0, bytes.length - padding);
  // Bits beyond the last byte must be zero, or there would be several spellings of the same bytes.
  return toBase64(read) === text ? read : null;
}

/** The six bits of a letter; none of the padding. */
function valueAt(text: string, at: number): number {
  return Math.max(ALPHABET.indexOf(text.charAt(at)), 0);
}

export function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function utf8Text(bytes: Uint8Array): string | null {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return equalBytes(utf8(text), bytes) ? text : null;
}
