import { fromBase64 } from './machine.js';

export {
  concat,
  equalBytes,
  fromBase64,
  hmacSha256,
  sha256,
  toBase64,
  toHex,
  utf8,
  utf8Text,
  verifyEd25519,
} from './machine.js';

/** Reads the base64 of a SHA-256 hash. Null unless it is exactly 32 bytes in the one spelling. */
export function hashFromBase64(text: string): Uint8Array | null {
  const bytes = text.length === 44 ? fromBase64(text) : null;
  return bytes?.length === 32 ? bytes : null;
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
