import type { CoalitionId, Id } from '#kernel';

/** A subject of the record, as its row keeps it. */
export interface Kept<Noun extends string> {
  readonly coalitionId: CoalitionId;
  readonly id: Id<Noun>;
  readonly version: number;
}
