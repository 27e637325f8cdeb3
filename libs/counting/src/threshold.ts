import { parseExact, refuse, type Refusal } from '#kernel';
import { choice, type ParameterSpecs, type ValuesOf } from './parameters.js';
import type { Turnout } from './rule.js';

/** What a share is a share of. */
export type Base = 'cast' | 'valid' | 'decisive' | 'present' | 'entitled';
export const BASES = ['cast', 'valid', 'decisive', 'present', 'entitled'] as const;

/** Votes for and against, with those who took part and no side. */
export interface YesNo {
  readonly yes: bigint;
  readonly no: bigint;
  readonly abstain: bigint;
}

/** A share of a base: at least num/den of it, or more than num/den where `strict`. */
export interface Threshold {
  readonly num: bigint;
  readonly den: bigint;
  readonly strict: boolean;
}

/** The fewest who must take part: a share of the entitled and a number of votes, counted by one of three. */
export interface Quorum {
  readonly share: Threshold;
  readonly count: bigint;
  readonly countedBy: 'cast' | 'present' | 'yes';
}

/**
 * The weight of a base: `cast` is every ballot, blank and invalid too; `valid` has the abstentions in;
 * `decisive` is yes and no; `present` and `entitled` come from the frozen electorate, less the recused.
 * Null when the count was not told who is present or entitled.
 */
export function weightOf(base: Base, votes: YesNo, turnout: Turnout): bigint | null {
  switch (base) {
    case 'cast':
      return turnout.cast;
    case 'valid':
      return turnout.valid;
    case 'decisive':
      return votes.yes + votes.no;
    case 'present':
      return turnout.present;
    case 'entitled':
      return turnout.entitled;
  }
}

/** True when `part` reaches the threshold of `base`. Multiplied across, never rounded; a base of 0 never passes. */
export function reaches(part: bigint, threshold: Threshold, base: bigint): boolean {
  if (base <= 0n) return false;
  const [have, need] = [part * threshold.den, threshold.num * base];
  return threshold.strict ? have > need : have >= need;
}

/** The smallest whole weight that reaches the threshold of `base`; null when none can (a base of 0). */
export function leastToReach(threshold: Threshold, base: bigint): bigint | null {
  if (base <= 0n) return null;
  const need = threshold.num * base;
  const whole = need / threshold.den;
  return threshold.strict || whole * threshold.den < need ? whole + 1n : whole;
}

/** A threshold from parameters that were parsed. Throws a RangeError when the text is no exact fraction. */
export function thresholdOf(share: string, strict: boolean): Threshold {
  const fraction = parseExact(share);
  if (fraction === null) throw new RangeError(`${share} is no exact fraction.`);
  return { ...fraction, strict };
}

/** The parameters by which any rule may ask for a quorum. Without them there is none. */
export const QUORUM_PARAMETERS = {
  quorum: {
    type: 'fraction',
    min: '0',
    max: '1',
    default: '0',
    meaning: 'The share of the entitled who must take part.',
  },
  quorumStrict: {
    type: 'flag',
    default: false,
    meaning: 'Whether more than that share must take part, not just that share.',
  },
  quorumCount: {
    type: 'integer',
    min: 0,
    max: 1_000_000_000_000,
    default: 0,
    meaning: 'The number of votes that must take part.',
  },
  quorumBy: choice(
    ['cast', 'present', 'yes'],
    'Who counts for the quorum: ballots cast (abstentions too), those present, or only yes votes.',
    'cast',
  ),
} as const satisfies ParameterSpecs;

/** The quorum that parsed parameters ask for. */
export function quorumOf(params: ValuesOf<typeof QUORUM_PARAMETERS>): Quorum {
  return {
    share: thresholdOf(params.quorum, params.quorumStrict),
    count: BigInt(params.quorumCount),
    countedBy: params.quorumBy,
  };
}

/** Whether a quorum is met, and how many took part of how many that must. */
export interface QuorumFinding {
  readonly met: boolean;
  readonly counted: bigint;
  readonly needed: bigint;
}

/**
 * Looks whether enough took part. `yes` is asked for only by a quorum of yes votes.
 *
 * Refuses `ELECTORATE_UNKNOWN` when the quorum speaks of people whose number the count was not told.
 */
export function checkQuorum(quorum: Quorum, turnout: Turnout, yes: bigint): QuorumFinding | Refusal {
  const counted = { cast: turnout.cast, present: turnout.present, yes }[quorum.countedBy];
  const hasShare = quorum.share.num > 0n || quorum.share.strict;
  if (counted === null || (hasShare && turnout.entitled === null)) return electorateUnknown();
  const entitled = turnout.entitled ?? 0n;
  const share = hasShare ? leastToReach(quorum.share, entitled) : 0n;
  const needed = share === null || share < quorum.count ? quorum.count : share;
  return { met: share !== null && counted >= needed, counted, needed };
}

/** The refusal of a share whose base is not known. */
export function electorateUnknown(): Refusal<'ELECTORATE_UNKNOWN'> {
  return refuse(
    'ELECTORATE_UNKNOWN',
    'The rule measures against those entitled or present; hand in how many they are.',
  );
}
