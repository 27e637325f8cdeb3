import { drawOrder, drawSeed, sha256, toBase64, utf8 } from '#transparency';
import type { BoxDraw } from './voting.types.js';

/** What the seed of a box's lot is for; no other draw has the same seed. */
const DOMAIN = 'quorate/box-draw/v1';

/** What the lot of a box depends on. Each is fixed before anybody but the server knows the next. */
export interface DrawTerms {
  readonly boxHash: string;
  /** Base64 of the SHA-256 of the document that holds the ballots. */
  readonly ballotsDigest: string;
  readonly secret: Uint8Array;
}

/** What a box freezes at its opening of the secret that it shows at its close: base64 of its SHA-256. */
export function commitToDraw(secret: Uint8Array): string {
  return toBase64(sha256(secret));
}

/**
 * Settles the lot of a closed box. The secret was committed to before the first ballot, and the ballots were cast
 * by others: neither the server nor an elector alone could aim at an order.
 *
 * @param options the ids of all options, in any order
 */
export function settleDraw(
  { boxHash, ballotsDigest, secret }: DrawTerms,
  options: readonly string[],
): BoxDraw {
  const seed = drawSeed(DOMAIN, [utf8(boxHash), utf8(ballotsDigest), secret]);
  const order = drawOrder(
    seed,
    [...options].sort((a, b) => (a < b ? -1 : 1)),
  );
  return { secret: toBase64(secret), seed: toBase64(seed), order };
}
