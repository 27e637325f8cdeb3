/** Somebody who may be drawn. `features` gives each feature of the quotas one value, such as `gender` → `woman`. */
export interface PoolMember {
  readonly id: string;
  readonly features: Readonly<Record<string, string>>;
}

/** How many places of a panel go to people whose `feature` has this `value`; both bounds are included. */
export interface Quota {
  readonly feature: string;
  readonly value: string;
  readonly min: number;
  readonly max: number;
}

/** People who are alike in every feature that a quota names: for a panel they are interchangeable. */
export interface MemberType {
  /** The values, in the order of `Sortition.features`. */
  readonly values: readonly string[];
  /** The ids of its people, sorted. */
  readonly members: readonly string[];
}

/** Who is drawn from, for how many places, under which quotas. */
export interface Sortition {
  readonly seats: number;
  readonly features: readonly string[];
  readonly quotas: readonly Quota[];
  /** Sorted by their values, so that the order in which people are listed changes nothing. */
  readonly types: readonly MemberType[];
}

/** A row of a program: so many of the places must go to people of these types. */
export interface Bound {
  /** Indices of types. */
  readonly types: readonly number[];
  readonly min: number;
  readonly max: number;
}

/** A sortition without names: what a program is made of. */
export interface SortitionProblem {
  readonly seats: number;
  /** How many people each type has; all at least one. */
  readonly sizes: readonly number[];
  readonly bounds: readonly Bound[];
}

/** How many places each type has on a panel, by the index of the type. */
export type Panel = readonly number[];

/** A panel and how often it is drawn: `weight` of the sum of all weights. */
export interface WeightedPanel {
  readonly panel: Panel;
  readonly weight: number;
}

/**
 * Why nobody unfixed could be given more than `level` at this stage: whatever the panels, the people of the types
 * weighted by `prices` have at most what one integer program gives. The types in `fixed` stay at their level.
 */
export interface Stage {
  /** The least chance of the types that were not yet fixed, from 0 to 1. */
  readonly level: number;
  /** A price for each type, 0 or more. Those of types that were not yet fixed sum to 1. */
  readonly prices: readonly number[];
  /** Indices of the types whose chance is this level and no more. */
  readonly fixed: readonly number[];
}

/** How chances are shared out: `maximin` lifts the least chance as far as it goes, `leximin` then the next, and so on. */
export type Fairness = 'leximin' | 'maximin';

/** A lottery over panels with the proof that nobody's least chance could be greater. */
export interface Lottery {
  readonly fairness: Fairness;
  /** Each panel once, the likeliest first. */
  readonly panels: readonly WeightedPanel[];
  /** Types of which no panel that keeps the quotas has anybody. */
  readonly excluded: readonly number[];
  readonly stages: readonly Stage[];
}
