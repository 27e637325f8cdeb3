import type { BodyId, CoalitionId, Id } from '#kernel';

export type DrawId = Id<'Draw'>;

/** Where the chance comes from: a round of drand’s quicknet, or public numbers by which RFC 3797 picks. */
export type DrawSource = 'DRAND' | 'RFC3797';

/** A draw as it stands: committed to before its source exists, then settled once. */
export interface Draw {
  readonly coalitionId: CoalitionId;
  readonly id: DrawId;
  readonly version: number;
  readonly bodyId: BodyId;
  /** Where a charter or a decision has the words on which the draw rests. */
  readonly section: string;
  readonly source: DrawSource;
  /** The round; null unless the source is drand. */
  readonly sourceRound: number | null;
  /** What the public numbers are; null unless they are the source. */
  readonly sourceName: string | null;
  /** The instant before which nobody knows the source. */
  readonly sourceAt: Date;
  /** Sorted. */
  readonly pool: readonly string[];
  readonly committedAt: Date;
  /** What the source gave, as it was submitted; null until it is settled. */
  readonly output: string | null;
  /** The whole pool in the drawn order; null until it is settled. */
  readonly drawn: readonly string[] | null;
  readonly settledAt: Date | null;
}
