/** One unbroken time of a person in a sector: the slots from `from` on, before `until`. */
export interface Stint {
  readonly from: number;
  readonly until: number;
  /** By slot: 1 where the person can take it. */
  readonly free: Uint8Array;
}

/** What the turns are matched against, and what has become of them. */
export interface Matching {
  /** By slot: the stint that has it, and -1 for a slot of another sector or of nobody. */
  readonly holders: Int32Array;
  /** By stint: the turns it has, those it began with included. */
  readonly loads: Int32Array;
}

/** The stints of a sector and the slots that it has to fill. */
export interface MatchingTask<One extends Stint = Stint> {
  readonly stints: readonly One[];
  /** The slots to fill, ascending. */
  readonly slots: readonly number[];
  /** By slot: the stint that has it whatever else is planned, else -1. */
  readonly pinned: Int32Array;
  /** By slot: the stint that had it in an earlier plan, else -1. */
  readonly previous: Int32Array;
  readonly balances: Balances;
}

/** The turns of a stint until now, with what it began with. */
export type Had = (stint: number) => number;

/** Who keeps the balances of those who come and go; asked when their time comes. */
export interface Balances {
  /** The load that a stint begins with. */
  begin(stint: number, had: Had): number;
  /** Notes that a stint has ended. */
  end(stint: number, had: Had): void;
}
