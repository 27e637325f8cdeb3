import type { Added } from './limit.rules.js';
import type { Provisions } from './provision.rules.js';
import type { Case, Rulings } from './reading.rules.js';
import type { KnownFact, Tenure, Waiver } from './term.types.js';

/** What a body's charter provided and provides: its versions, oldest first. */
export type Rulebook = readonly { readonly beginsAt: Date; readonly provisions: Provisions }[];

/** The rules by which a body's seats are filled. */
export interface BodyRules {
  readonly rulebook: Rulebook;
  readonly rulings: Rulings;
  readonly zone: string;
}

/** What is known of one person who is to be seated. */
export interface Candidate {
  readonly tenures: readonly Tenure[];
  readonly facts: readonly KnownFact[];
  readonly waivers: readonly Waiver[];
}

/** From when on something may be so: an instant, after an event that has none yet, never, or a ruling must say. */
export type NextEligible =
  { readonly kind: 'AT'; readonly at: Date } | { readonly kind: 'AFTER_AN_EVENT' | 'NEVER' | 'NEEDS_RULING' };

/** One thing that stands in the way of a person’s being seated. */
export interface Obstacle {
  readonly code: 'TERM_LIMIT_REACHED' | 'COOLING_OFF' | 'NOT_QUALIFIED' | 'BARRED';
  readonly clause: string;
  readonly because: string;
  readonly passes: Exclude<NextEligible, { kind: 'NEEDS_RULING' }>;
  /** True where the charter lets somebody waive it. */
  readonly waivable: boolean;
}

/** What comes out under one combination of readings. */
export interface Finding {
  readonly obstacles: readonly Obstacle[];
  /** Sections of limits that are reached and waived for this person. */
  readonly waived: readonly string[];
  /** What each limit adds up. */
  readonly limits: readonly (Added & { readonly clause: string })[];
}

/** Whether a person may be seated, why, and from when on if not yet. */
export interface Eligibility extends Finding {
  readonly answer: 'YES' | 'NO' | 'NEEDS_RULING';
  /** Null for one who may be seated now. */
  readonly nextEligible: NextEligible | null;
  /** What every combination of readings gives; one where nothing that matters is open. */
  readonly cases: readonly Case<Finding>[];
}
