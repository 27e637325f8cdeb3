import type { BodyId, CoalitionId, Id, PersonId } from '#kernel';
import type { RotatingRole } from './rotation.types.js';

export type CalendarFeedId = Id<'CalendarFeed'>;

/** What a feed shows: the turns of one person, or those of a body, or of one role of it. */
export interface FeedScope {
  /** Null for all bodies. */
  readonly bodyId: BodyId | null;
  /** Null for all roles. */
  readonly role: RotatingRole | null;
  /** True for the turns of the person who opened it alone. */
  readonly ownTurns: boolean;
}

/** A feed that a person has opened. Its secret is shown once; only the hash is kept. */
export interface OpenedFeed extends FeedScope {
  readonly coalitionId: CoalitionId;
  readonly id: CalendarFeedId;
  readonly personId: PersonId;
  readonly openedAt: Date;
  readonly revokedAt: Date | null;
}
