import { hash } from 'node:crypto';

/** SHA-256 over the concatenation of the parts. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return hash('sha256', Buffer.concat(parts), 'buffer');
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

/** Reads the base64 of a SHA-256 hash. Null unless it is exactly 32 bytes in the one spelling. */
export function hashFromBase64(text: string): Uint8Array | null {
  const bytes = text.length === 44 ? fromBase64(text) : null;
  return bytes?.length === 32 ? bytes : null;
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

/** True when the text holds half of a surrogate pair and so has no UTF-8 form. */
export function hasLoneSurrogate(text: string): boolean {
  // The first pattern reads code units, which is fast and enough for almost every text.
  return /[\ud800-\udfff]/.test(text) && /\p{Surrogate}/u.test(text);
}

/**
 * Reads a size or an index: ASCII decimal without sign or leading zero, at most 2^53-1.
 * Null for anything else, so that `0x10`, `+1`, ` 1` or an empty text never becomes a number.
 */
export function parseDecimal(text: string): number | null {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}
