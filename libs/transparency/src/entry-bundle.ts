import { concat } from './bytes.js';

/** The most bytes that the length field of a bundle can announce. */
const MAX_BUNDLED_BYTES = 0xffff;

/**
 * The bytes of an entry bundle: each entry behind its length as a big-endian uint16 (C2SP tlog-tiles).
 * Throws a RangeError for an entry above 65,535 bytes.
 */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    if (entry.length > MAX_BUNDLED_BYTES) throw new RangeError('A bundled entry has at most 65,535 bytes.');
    parts.push(Uint8Array.of(Math.floor(entry.length / 256), entry.length % 256), entry);
  }
  return concat(parts);
}

/** Reads a bundle of exactly `width` entries. Null when bytes are missing, left over, or hold another number. */
export function decodeBundle(bytes: Uint8Array, width: number): Uint8Array[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (entries.length === width || at + 2 > bytes.length) return null;
    const start = at + 2;
    at = start + view.getUint16(at);
    if (at > bytes.length) return null;
    entries.push(bytes.subarray(start, at));
  }
  return entries.length === width ? entries : null;
}
