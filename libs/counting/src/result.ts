import type { OptionId } from './ballot.js';
import type { ParameterValues } from './parameters.js';

/** An exact number as text: a decimal where one ends, else `n/d`. */
export type Exact = string;

/** How a decision ends. `NO_QUORUM` is no rejection; a tie leaves the status quo. */
export type Decision = 'PASSED' | 'REJECTED' | 'NO_QUORUM' | 'SENT_BACK' | 'TIED' | 'VOID';

/** What was decided by `yes` or `no` on one proposal. */
export interface DecisionOutcome {
  readonly kind: 'decision';
  readonly decision: Decision;
}

/** Who has a seat, in the order of election, and the whole ranking, where an inner list is a tie. */
export interface ElectionOutcome {
  readonly kind: 'election';
  readonly elected: readonly OptionId[];
  readonly ranking: readonly (readonly OptionId[])[];
  /** Seats that an open tie leaves empty. */
  readonly openSeats: number;
}

/** Which projects are paid, in the order of their selection. */
export interface FundingOutcome {
  readonly kind: 'funding';
  readonly funded: readonly { readonly id: OptionId; readonly cost: Exact }[];
  readonly spent: Exact;
  readonly left: Exact;
}

export type Outcome = DecisionOutcome | ElectionOutcome | FundingOutcome;

export interface Tally {
  readonly id: OptionId;
  readonly votes: Exact;
}

/** Weight of ballots that count for nobody any more, by the reason. */
export interface Inactive {
  readonly exhausted: Exact;
  readonly overvotes: Exact;
  readonly skipped: Exact;
  readonly repeated: Exact;
}

/** One round or stage. Where votes move, tallies, inactive and rounding add up to the valid weight. */
export interface Round {
  readonly n: number;
  readonly quota: Exact | null;
  readonly tallies: readonly Tally[];
  readonly elected: readonly OptionId[];
  readonly eliminated: readonly OptionId[];
  readonly transfers: readonly {
    readonly from: OptionId;
    readonly to: OptionId | null;
    readonly votes: Exact;
  }[];
  readonly inactive: Inactive;
  readonly rounding: Exact;
}

/** How a tie was broken: by an earlier stage, by a later step of the rule, by the lot; null while it is open. */
export type TieBreak = 'earlier_stage' | 'rule_step' | 'lot' | null;

export interface Tie {
  readonly round: number | null;
  /** What hung on the tie: `seat`, `exclusion`, `surplus`, `runoff`, `purchase`, `lock`. */
  readonly decided: string;
  readonly between: readonly OptionId[];
  readonly brokenBy: TieBreak;
  readonly chosen: readonly OptionId[];
}

/** `wins[i][j]` is the weight of the ballots that place `options[i]` above `options[j]`. */
export interface PairwiseMatrix {
  readonly options: readonly OptionId[];
  readonly wins: readonly (readonly Exact[])[];
}

/** One comparison that ranked pairs looked at, in the order in which it did. */
export interface LockedPair {
  readonly winner: OptionId;
  readonly loser: OptionId;
  readonly strength: Exact;
  readonly opposing: Exact;
  readonly locked: boolean;
}

/** What a Condorcet rule derives from the matrix: path strengths in the order of its options, or locked pairs. */
export type Strengths =
  | { readonly kind: 'paths'; readonly matrix: readonly (readonly Exact[])[] }
  | { readonly kind: 'locked'; readonly pairs: readonly LockedPair[] };

/** One lay sentence; `key` and `args` let it be said in another language. */
export interface Sentence {
  readonly key: string;
  readonly args: Readonly<Record<string, string | number>>;
  readonly text: string;
}

/** A seat that a cap took from `passedOver`, by the clause that set the cap, and who takes it instead. */
export interface CapStep {
  readonly cap: string;
  readonly clause: string;
  readonly passedOver: OptionId;
  readonly takenBy: OptionId | null;
}

/** The text that a rule follows. */
export interface RulingText {
  readonly title: string;
  readonly section: string;
}

/** Weights of ballots, as exact text; `entitled` and `present` are null where the count was not told them. */
export interface CountedInput {
  readonly format: string | null;
  readonly sha256: string | null;
  readonly cast: Exact;
  readonly valid: Exact;
  readonly blank: Exact;
  readonly invalid: Exact;
  /** What the valid ballots weigh together: what tallies, inactive and rounding of a round add up to. */
  readonly weight: Exact;
  readonly entitled: Exact | null;
  readonly present: Exact | null;
}

/** The tie order that was handed in, and where it came from. */
export interface CountedLot {
  readonly order: readonly OptionId[];
  readonly source: string | null;
}

/**
 * A result of any rule, as data of canonical JSON (RFC 8785): two counts agree when their bytes agree.
 * Numbers are whole; every other quantity is exact text.
 */
export interface CountResult {
  readonly rule: { readonly id: string; readonly version: string; readonly text: RulingText };
  readonly params: ParameterValues;
  readonly options: readonly { readonly id: OptionId; readonly name: string; readonly withdrawn: boolean }[];
  readonly seats: number | null;
  readonly budget: Exact | null;
  readonly input: CountedInput;
  readonly lot: CountedLot | null;
  readonly rounds: readonly Round[];
  readonly pairwise: PairwiseMatrix | null;
  readonly strengths: Strengths | null;
  readonly ties: readonly Tie[];
  readonly caps: readonly CapStep[];
  readonly outcome: Outcome;
  readonly explanation: readonly Sentence[];
}

/** True when the result hangs on a tie that neither the rule nor a lot has broken. */
export function hasOpenTie(result: CountResult): boolean {
  return result.ties.some((tie) => tie.brokenBy === null);
}

const NOTHING_INACTIVE: Inactive = { exhausted: '0', overvotes: '0', skipped: '0', repeated: '0' };

/** A round in which nothing happened but what is given. */
export function roundOf(given: Partial<Round> & Pick<Round, 'n' | 'tallies'>): Round {
  return {
    quota: null,
    elected: [],
    eliminated: [],
    transfers: [],
    inactive: NOTHING_INACTIVE,
    rounding: '0',
    ...given,
  };
}

/**
 * A sentence from a template: `{name}` stands for the argument of that name, `{name|vote|votes}` for it with the word
 * that goes with it, which is the first for exactly one.
 */
export function say(key: string, template: string, args: Sentence['args'] = {}): Sentence {
  const text = template.replace(
    /\{(\w+)(?:\|(\w+)\|(\w+))?\}/g,
    (whole, name: string, one?: string, many?: string) => {
      if (!Object.hasOwn(args, name)) return whole;
      const value = String(args[name]);
      return one === undefined ? value : `${value} ${value === '1' ? one : (many ?? one)}`;
    },
  );
  return { key, args, text };
}

/** Names in a sentence: `Ana`, `Ana and Bo`, `Ana, Bo and Cy`. */
export function listNames(names: readonly string[]): string {
  return names.length < 2
    ? (names[0] ?? 'nobody')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
