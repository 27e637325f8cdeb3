import type { BodyId, CoalitionId, DecisionId, PersonId } from '#kernel';
import type { NamedSource, SortitionId } from './draw.types.js';
import type { SortitionAnswer } from './sortition-answer.js';
import type { Fairness, Lottery, MemberType, Quota } from './sortition.types.js';

/**
 * A sortition as the record has it: people behind the leaves of a pool, by types; then the lottery over panels that
 * was committed to before its source existed; then the panel that the source drew.
 */
export interface HeldSortition {
  readonly coalitionId: CoalitionId;
  readonly id: SortitionId;
  readonly version: number;
  readonly bodyId: BodyId;
  /** Where a charter or a decision has the words on which it rests. */
  readonly section: string;
  readonly seats: number;
  readonly fairness: Fairness;
  /** As they were accepted last. */
  readonly quotas: readonly Quota[];
  /** Their members are the leaves that stand for people. */
  readonly types: readonly MemberType[];
  readonly preparedAt: Date;
  /** Null until it is committed to. */
  readonly lottery: Lottery | null;
  /** The leaves of the panel in the drawn order; null until it is drawn. */
  readonly panel: readonly string[] | null;
  readonly drawnAt: Date | null;
  readonly withdrawnAt: Date | null;
}

/** What the solver is at. Nothing here is on record: what it found is, once an act commits to it. */
export interface SortitionWork {
  readonly coalitionId: CoalitionId;
  readonly id: SortitionId;
  /** The version of the sortition whose quotas are asked about. */
  readonly asked: number;
  /** Panels that are known so far, and types whose chance is settled. */
  readonly panels: number;
  readonly settled: number;
  /** How often the solver gave up. */
  readonly failures: number;
  /** Why it did so last; null unless it did. */
  readonly fault: string | null;
  readonly answer: SortitionAnswer | null;
}

/** What a sortition waits for, or how it ended. */
export type SortitionStage =
  'SOLVING' | 'SOLVED' | 'INFEASIBLE' | 'FAILED' | 'COMMITTED' | 'DRAWN' | 'WITHDRAWN';

/** People who are alike in every feature that a quota names. */
export interface PeopleAlike {
  readonly features: Readonly<Record<string, string>>;
  readonly people: readonly PersonId[];
}

/** The sortition that is prepared. */
export interface PrepareSortition {
  readonly bodyId: BodyId;
  readonly section: string;
  readonly seats: number;
  readonly fairness: Fairness;
  readonly quotas: readonly Quota[];
  readonly groups: readonly PeopleAlike[];
}

/** A sortition as the caller has seen it. */
export interface SeenSortition {
  readonly sortitionId: SortitionId;
  readonly expectedVersion: number;
}

/** The lottery that is committed to, with its future source. */
export interface CommitSortition extends SeenSortition {
  readonly source: Exclude<NamedSource, { readonly name: string }>;
  /** The decision that lets the same be drawn once more; null for a first draw. */
  readonly decisionId: DecisionId | null;
}
