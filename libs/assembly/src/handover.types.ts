import type { BodyId, CoalitionId, Id, MandateId, PersonId, Sealed, SeatId } from '#kernel';

export type HandoverId = Id<'Handover'>;

/** One thing that the charter has a leaving holder hand over. */
export type ChecklistItem = {
  readonly item: string;
  /** The section of the charter that asks for it. */
  readonly clause: string;
  /** Within how many days after the mandate has ended. */
  readonly days: number;
};

/** What is to be handed over by one who leaves a seat, and what the charter leaves open about it. */
export interface Checklist {
  readonly items: readonly ChecklistItem[];
  /** What the charter leaves open: until it is ruled on, everything that any reading asks for is handed over. */
  readonly questions: readonly string[];
}

/** The checklist of a mandate that ends, with the people whom it concerns. */
export interface Handover extends Checklist {
  readonly coalitionId: CoalitionId;
  readonly id: HandoverId;
  readonly version: number;
  readonly bodyId: BodyId;
  readonly seatId: SeatId;
  /** The mandate that ends. */
  readonly mandateId: MandateId;
  readonly openedAt: Date;
  readonly leaving: PersonId;
  /** When the mandate ends; null where its end was corrected away. */
  readonly endsAt: Date | null;
  /** The mandates by which the seat is held after it, the first one first. */
  readonly followers: readonly Follower[];
  /** The database's clock when this was read, by which it is overdue or not. */
  readonly readAt: Date;
}

/** One who holds the seat later, or shall hold it. */
export interface Follower {
  readonly mandateId: MandateId;
  readonly personId: PersonId;
  /** Whether the mandate is over. */
  readonly isOver: boolean;
}

export type HandoverSide = 'HANDED_OVER' | 'RECEIVED';

/** That one side has done its part for one item. */
export interface HandoverTick {
  readonly coalitionId: CoalitionId;
  readonly handoverId: HandoverId;
  /** Its place in the checklist, from 1. */
  readonly item: number;
  readonly side: HandoverSide;
  /** The mandate of whoever did it; null for a steward, who receives for a seat that nobody has. */
  readonly mandateId: MandateId | null;
  readonly doneAt: Date;
  readonly entryStream: string;
  readonly entryVersion: number;
  /** Whether a note was left, also where it has been erased since. */
  readonly isNoted: boolean;
  readonly note: Sealed<string> | null;
}

/** Where a handover stands. */
export type HandoverStage = 'OPEN' | 'OVERDUE' | 'DONE' | 'NOT_NEEDED';
