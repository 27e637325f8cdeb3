import type { MandateId, OrganizationId } from '#kernel';
import type { Dated } from './assembly.types.js';

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
