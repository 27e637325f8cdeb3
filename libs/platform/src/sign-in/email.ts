/** RFC 5321 section 4.5.3.1: 64 octets before the @, 254 for a path that fits in an SMTP command. */
const LONGEST = 254;
const ADDRESS = /^[^\s@"(),:;<>[\\\]\p{C}]{1,64}@[^\s@"(),:;<>[\\\]\p{C}]{1,189}$/u;

/**
 * Reads an e-mail address as somebody typed it: blanks around it are dropped, its letters are kept as they are.
 * Null for anything that is not one plain address; line breaks and other control characters never pass, so the
 * text is safe in a mail's header.
 */
export function readEmail(text: string): string | null {
  const address = text.trim().normalize('NFC');
  const isPlain = Buffer.byteLength(address) <= LONGEST && ADDRESS.test(address);
  return isPlain && !/(^|[.@])(\.|@|$)/u.test(address) ? address : null;
}
