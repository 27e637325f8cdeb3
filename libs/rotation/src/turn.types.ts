import type { BodyId, CoalitionId, Id, MandateId, PersonId, SectorId } from '#kernel';
import type { TurnCause } from './explanation.rules.js';
import type { RecurrenceUnit } from './local-time.js';
import type { RotatingRole, TurnReason } from './rotation.types.js';

export type RotationId = Id<'Rotation'>;
export type TurnId = Id<'Turn'>;
export type SwapId = Id<'TurnSwap'>;

/** How many turns a sector gets, in proportion to the others. */
export type SectorWeight = { readonly sectorId: SectorId; readonly weight: number };

/** The turns of one role in one body, and the terms by which they are given. */
export interface Rotation {
  readonly coalitionId: CoalitionId;
  readonly id: RotationId;
  readonly version: number;
  readonly bodyId: BodyId;
  readonly role: RotatingRole;
  /** The IANA time zone of its boundaries. */
  readonly zone: string;
  /** The first boundary as a local time of the zone: `2026-05-01T09:00`. */
  readonly startsAt: string;
  readonly every: number;
  readonly unit: RecurrenceUnit;
  readonly turns: number;
  /** The weights from the first turn on, then those from later ones on. */
  readonly weightings: readonly DatedWeights[];
  /** How many turns apart two turns of one person should be. */
  readonly spacing: number;
  /** How many turns ahead are published whenever one begins. */
  readonly notice: number;
  /** Where the charter or the decision has the words on which the rotation rests; refusals name it. */
  readonly section: string;
  readonly plannedAt: Date;
}

export type DatedWeights = { readonly fromSlot: number; readonly weights: readonly SectorWeight[] };

/** A planned turn may be planned anew, a published one not; one that has begun counts, one that was missed does not. */
export type TurnState = 'PLANNED' | 'PUBLISHED' | 'BEGUN' | 'MISSED';

/** What a turn is since its last change. A change never alters a line: it writes the next. */
export interface Turn {
  readonly coalitionId: CoalitionId;
  readonly id: TurnId;
  /** How often it has changed; from 1. */
  readonly version: number;
  readonly rotationId: RotationId;
  /** Its place in the rotation, from 0. */
  readonly slot: number;
  readonly beginsAt: Date;
  readonly endsAt: Date;
  readonly sectorId: SectorId | null;
  /** The mandate by which it is held; null while it is nobody's. */
  readonly mandateId: MandateId | null;
  readonly personId: PersonId | null;
  readonly state: TurnState;
  readonly cause: TurnCause;
  readonly reason: PublicReason;
  /** Who could not take it; never shown outside the coalition. */
  readonly away: readonly PersonId[];
  /** The earlier line that this one corrects, where the turn had begun; null otherwise. */
  readonly corrects: number | null;
  readonly changedAt: Date;
  /** The version of the rotation that brought the last change. */
  readonly entryVersion: number;
}

/** The numbers of a reason, without who was away. */
export type PublicReason = { readonly [Field in Exclude<keyof TurnReason, 'away'>]: TurnReason[Field] };

/** An offer to exchange two turns of one rotation. */
export interface Swap {
  readonly coalitionId: CoalitionId;
  readonly id: SwapId;
  readonly version: number;
  readonly rotationId: RotationId;
  readonly givenSlot: number;
  readonly takenSlot: number;
  readonly offeredBy: PersonId;
  readonly offeredTo: PersonId;
  readonly offeredAt: Date;
  readonly acceptedAt: Date | null;
}

/** A time at which a person takes no turns. Why is nobody's business: the record commits to it, and nobody is shown it. */
export interface Unavailability {
  readonly coalitionId: CoalitionId;
  readonly id: Id<'Unavailability'>;
  readonly version: number;
  readonly personId: PersonId;
  readonly beginsAt: Date;
  readonly endsAt: Date | null;
  readonly withdrawnAt: Date | null;
}
