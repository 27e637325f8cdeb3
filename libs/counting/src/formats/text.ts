type Decoder = Pick<InstanceType<typeof TextDecoder>, 'decode'>;

/** True for what a decoder throws when bytes are no text in its encoding (Encoding standard, `fatal`). */
function isBadText(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
  );
}

/** Decodes the next bytes by a decoder that is `fatal`. Null when they are no text. */
export function decodeText(decoder: Decoder, bytes: Uint8Array, stream: boolean): string | null {
  try {
    return decoder.decode(bytes, { stream });
  } catch (error) {
    if (isBadText(error)) return null;
    throw error;
  }
}

/** The first line from 1 that is no text, in bytes of which some are none. */
export function badLineIn(bytes: Uint8Array, encoding: string): number {
  // The first bytes may end a character whose beginning came before.
  let start = Math.max(
    0,
    bytes.findIndex((byte) => byte >> 6 !== 0b10),
  );
  for (let line = 1; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    const content = bytes.subarray(start, end < 0 ? bytes.length : end);
    if (decodeText(new TextDecoder(encoding, { fatal: true }), content, false) === null) return line;
    start += content.length + 1;
  }
  // All that is here is right by itself, so it broke off a character that had begun before.
  return 1;
}

/** Bytes as text, or the first line from 1 that is none. */
export function textIn(bytes: Uint8Array, encoding: string): string | { readonly badLine: number } {
  const text = decodeText(new TextDecoder(encoding, { fatal: true }), bytes, false);
  return text ?? { badLine: badLineIn(bytes, encoding) };
}
