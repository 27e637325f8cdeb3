import { refuse, type Refusal } from '#kernel';
import { drawOrder, drawSeed, sha256, toHex, utf8 } from '#transparency';

/** What the seed of a draw is for; no other use of SHA-256 in the record has the same bytes. */
const DOMAIN = 'draw/v1';
/** Separates the leaves of pools from all other hashes. */
const LEAF_DOMAIN = utf8('quorate/pool-leaf/v1\0');
export const CLAUSE = 'Draw, phase 1: pool, method and future source are on record before the source exists';
/** What the seed of a draw follows from. Each is fixed before anybody knows the next. */
export interface SeedTerms {
  readonly drawId: string;
  /** The hash of the entry that committed to the draw, as a leaf of the record. */
  readonly leafHash: Uint8Array;
  /** The root of the tree that ends with this entry. */
  readonly root: Uint8Array;
  /** What the source gave: the randomness of a drand round, or the revealed secrets together. */
  readonly output: Uint8Array;
}

/** The seed of a draw: SHA-256 of `draw/v1` and the terms, each after its length in four bytes. */
export function seedOfDraw({ drawId, leafHash, root, output }: SeedTerms): Uint8Array {
  return drawSeed(DOMAIN, [utf8(drawId), leafHash, root, output]);
}

/** The pool as a draw reads it: sorted, so that the order in which it is listed changes nothing. */
export function poolOrder(seed: Uint8Array, pool: readonly string[]): string[] {
  return drawOrder(seed, [...pool].sort());
}

/** The leaf by which somebody stands in a published pool; whoever is shown the salt can find the own place. */
export function poolLeaf(member: string, salt: Uint8Array): string {
  return toHex(sha256(LEAF_DOMAIN, salt, utf8(member)));
}

/** Refuses a pool that nothing can be drawn from, or in which somebody stands twice. */
export function poolFault(pool: readonly string[]): Refusal | null {
  const sorted = [...pool].sort();
  const twice = sorted.find((line, at) => at > 0 && line === sorted[at - 1]);
  if (twice !== undefined) {
    return refuse('PERSON_TWICE', `${twice} stands twice in the pool; list everybody once.`, {
      clause: CLAUSE,
    });
  }
  return pool.length > 0 ? null : refuse('POOL_EMPTY', 'A pool has one line or more.', { clause: CLAUSE });
}

/** Refuses a second result: a draw that could be repeated until it suits would be none. */
export function maySettle({ settledAt }: { readonly settledAt: Date | null }): Refusal | null {
  if (settledAt === null) return null;
  const because = 'This draw is settled, and its result stays. Another draw needs a decision of its own.';
  return refuse('DRAW_SETTLED', because, { clause: CLAUSE, settledAt: settledAt.toISOString() });
}

/** What the record holds of the decision that a second draw names; null where it holds none. */
export interface RedrawDecision {
  readonly kind: string;
  readonly bodyId: unknown;
  readonly outcome: unknown;
}

const DECIDED = ['PASSED', 'ELECTED'];

/**
 * Refuses DRAW_STANDS when the same was drawn from before and no decision of the body lets it be drawn once more.
 *
 * @param earlier the draws of the body from the same pool under the same section
 * @param decision what the record holds of the decision that is named; null where none is
 */
export function mayDrawAgain(
  earlier: readonly { readonly id: string }[],
  decision: RedrawDecision | null,
  bodyId: string,
): Refusal | null {
  const isDecided =
    decision?.kind === 'decision.recorded' &&
    decision.bodyId === bodyId &&
    DECIDED.some((outcome) => outcome === decision.outcome);
  if (earlier.length === 0 || isDecided) return null;
  const because =
    'This was committed to before, and the first draw stays. Another one needs a decision of the body; name it.';
  return refuse('DRAW_STANDS', because, { clause: CLAUSE, draws: earlier.map(({ id }) => id) });
}
