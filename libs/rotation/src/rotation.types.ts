import type { PersonId, SectorId, Span } from '#kernel';
import type { Lag, Weighting } from './apportionment.rules.js';

/** A role that goes round. */
export type RotatingRole = 'CHAIR' | 'FACILITATOR' | 'NOTE_TAKER' | 'SPOKESPERSON';

/** The time of one turn: it begins where the one before ends. */
export interface Slot {
  readonly beginsAt: Date;
  readonly endsAt: Date;
}

/** A constituency that takes part; null where the body's people take turns without regard to sectors. */
export type SectorOrAll = SectorId | null;

/** Somebody who takes part. */
export interface Member {
  readonly personId: PersonId;
  readonly sectorId: SectorOrAll;
  /** When the person sits on the body: spans that neither touch nor overlap, in their order. */
  readonly present: readonly Span[];
  /** When the person cannot take a turn: away, or with a turn in another role or body. */
  readonly away: readonly Span[];
}

/** A turn that is not planned any more: published or had, with the person who has it; null for a turn of nobody. */
export interface FixedTurn {
  readonly personId: PersonId | null;
  readonly sectorId: SectorOrAll;
}

/** What a plan is made of. Equals are taken in the order of `sectors` and `members`, which was drawn once. */
export interface Planning {
  readonly slots: readonly Slot[];
  readonly sectors: readonly SectorOrAll[];
  /** By sector, in the order of `sectors`. */
  readonly weightings: readonly Weighting[];
  readonly members: readonly Member[];
  /** How many turns apart two turns of one person should be, at least; 2 for never twice in a row. */
  readonly spacing: number;
  /** By slot: what is fixed already. */
  readonly fixed: ReadonlyMap<number, FixedTurn>;
  /** By slot: who was to have it until now. */
  readonly previous: ReadonlyMap<number, FixedTurn>;
}

/** Why a turn is whose it is, in the numbers of that moment. */
export interface TurnReason {
  /** How far the sector was behind when the turn was given to it: `lag / parts` turns. */
  readonly lag: number;
  readonly parts: number;
  /** The sectors that came before it and had nobody free: they keep their lag. */
  readonly passedOver: readonly SectorOrAll[];
  /** How many turns the person had before, in the count that evens out joining and leaving. */
  readonly had: number;
  /** The fewest and the most that others of the sector had, who sat on the body then; null where there are none. */
  readonly fewest: number | null;
  readonly most: number | null;
  /** People of the sector who could not take it. */
  readonly away: readonly PersonId[];
  /** Who has the turn before; null for the first and after one of nobody. */
  readonly before: PersonId | null;
}

/** One turn of a plan; nobody's where nobody could take it. */
export interface PlannedTurn {
  readonly slot: number;
  readonly sectorId: SectorOrAll;
  readonly personId: PersonId | null;
  readonly reason: TurnReason;
}

/** A plan with what can be said for it. */
export interface Plan {
  /** Written out with their reasons when they are first read, from numbers that the plan keeps. */
  readonly turns: readonly PlannedTurn[];
  /** The furthest that any sector is from its due at any moment, in turns, and the bound for it. */
  readonly deviation: Lag;
  readonly bound: Lag;
  /** True when no other sharing within the sectors is more even: the certificate was checked. */
  readonly isOptimal: boolean;
  /** Turns of one person that are closer to each other than the spacing asks. */
  readonly tooClose: number;
  /** How many turns have gone to others than before. */
  readonly moved: number;
}
