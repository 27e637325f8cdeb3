declare const noun: unique symbol;

/** The identifier of one kind of thing: a UUIDv7 (RFC 9562 section 5.7) that the compiler does not mix with others. */
export type Id<Noun extends string> = string & { readonly [noun]: Noun };

export type CoalitionId = Id<'Coalition'>;
export type SectorId = Id<'Sector'>;
export type OrganizationId = Id<'Organization'>;
export type PersonId = Id<'Person'>;
export type BodyId = Id<'Body'>;
export type SeatId = Id<'Seat'>;
export type MandateId = Id<'Mandate'>;
export type ProposalId = Id<'Proposal'>;
export type BoxId = Id<'Box'>;
export type BallotId = Id<'Ballot'>;
export type DecisionId = Id<'Decision'>;
export type AccountId = Id<'Account'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for the canonical lower-case text of a UUID of any version. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/**
 * Writes a UUIDv7: 48 bits of milliseconds since 1970, then random bits.
 *
 * @param now the instant that the identifier carries
 * @param random 10 random bytes, handed in by the caller
 */
export function uuidv7<Noun extends string>(now: Date, random: Uint8Array): Id<Noun> {
  if (random.length < 10) throw new RangeError('A UUIDv7 needs 10 random bytes.');
  const bytes = new Uint8Array(16);
  let millis = now.getTime();
  for (let i = 5; i >= 0; i -= 1) {
    bytes[i] = millis % 256;
    millis = Math.floor(millis / 256);
  }
  bytes.set(random.subarray(0, 10), 6);
  return writeUuid<Noun>(bytes, 7);
}

/**
 * Writes a UUIDv8 (RFC 9562 section 5.8): bytes that the caller has derived, so that the same facts have the same
 * identifier. Six of the 128 bits give way to version and variant.
 *
 * @param bytes 16 bytes, evenly spread: the beginning of a hash
 */
export function uuidFromBytes<Noun extends string>(bytes: Uint8Array): Id<Noun> {
  if (bytes.length !== 16) throw new RangeError('A UUID has 16 bytes.');
  return writeUuid<Noun>(Uint8Array.from(bytes), 8);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function writeUuid<Noun extends string>(bytes: Uint8Array, version: number): Id<Noun> {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  let hex = '';
  for (const byte of bytes) hex += HEX[byte] ?? '';
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id<Noun>;
}
