import type { BodyId, CoalitionId, Id, MandateId, OrganizationId } from '#kernel';
import type { Dated, EndReason } from './assembly.types.js';

/** Why a mandate began: for a term of its own, or for what was left of another's. */
export type Serves = 'FULL_TERM' | 'REMAINDER';

/** A mandate of one person as terms and limits see it. */
export interface Tenure extends Dated {
  readonly mandateId: MandateId;
  readonly seatClass: string;
  readonly onBehalfOf: OrganizationId | null;
  /** When its term ends or would have ended; null where no instant is known. */
  readonly scheduledEnd: Date | null;
  readonly serves: Serves;
  /** Why it ended, as far as it is known; null where it runs. */
  readonly endReason: EndReason | null;
}

/** Something dated that is known of a person and of which a charter speaks: a breach, an office, attendance. */
export interface KnownFact {
  readonly kind: string;
  readonly at: Date;
  /** The first instant at which it is so no more; null while it is, and the same instant for what happened at once. */
  readonly until: Date | null;
}

/** A limit that those who may do so have waived for one person. */
export interface Waiver extends Dated {
  /** The section of the limit. */
  readonly clause: string;
}

/** The term of a mandate, as the charter of its begin gives it. */
export interface GrantedTerm {
  /** The section that says so. */
  readonly clause: string;
  /** Null where no instant is known yet, and where it has no end. */
  readonly endsAt: Date | null;
  /** The event that is yet to come and ends it, or ends it earlier; null where it waits for none. */
  readonly event: string | null;
  /** Whether the holder goes on until there is a successor. */
  readonly holdover: boolean;
  /** When seniority is looked at next; null where it ends no terms. */
  readonly reviewedOn: Date | null;
}

/** An event that ends terms, and has come. */
export interface RecordedEvent {
  readonly coalitionId: CoalitionId;
  readonly id: Id<'TermEvent'>;
  readonly version: number;
  readonly bodyId: BodyId;
  /** What the charter calls it. */
  readonly kind: string;
  readonly at: Date;
}

/** What a look at the seniority of a body’s holders gave. */
export interface SeniorityReview {
  readonly coalitionId: CoalitionId;
  readonly id: Id<'SeniorityReview'>;
  readonly version: number;
  readonly bodyId: BodyId;
  readonly clause: string;
  /** The day on whose roster it looks. */
  readonly reviewedOn: Date;
  /** The mandates that end by it. */
  readonly leave: readonly MandateId[];
  /** What must be ruled on before anybody leaves; none once it is decided. */
  readonly questions: readonly string[];
}

export type SeniorityListId = Id<'SeniorityList'>;

/** An order that a body keeps of its holders, the most senior first, by which it tells apart who began together. */
export interface SeniorityList {
  readonly coalitionId: CoalitionId;
  readonly id: SeniorityListId;
  readonly version: number;
  readonly bodyId: BodyId;
  readonly mandates: readonly MandateId[];
  /** It decides on reviews whose day comes later. */
  readonly listedAt: Date;
}
