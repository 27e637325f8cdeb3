import type { BallotGroup, OptionId, RankingBallot } from './ballot.js';
import { choice } from './parameters.js';
import type { PairwiseMatrix } from './result.js';
import type { CountOption } from './rule.js';

/** What a ballot says about an option that it does not rank: placed below all that it ranks, or nothing. */
export type Unranked = 'last' | 'no_opinion';

export const UNRANKED_PARAMETER = choice(
  ['last', 'no_opinion'],
  'Whether an option left unranked stands below all ranked ones, or is not compared.',
  'last',
);

/** Weights of pairwise preferences: `wins[i * size + j]` ballots place option i above option j. */
export interface Pairwise {
  readonly options: readonly OptionId[];
  readonly size: number;
  /** Whole numbers below 2^53, because the total weight of a count is bounded. */
  readonly wins: Float64Array;
}

const NOWHERE = 0x7fffffff;

/** Counts, for every two options, the weight of the ballots that place the one above the other. */
export function comparePairs(
  options: readonly CountOption[],
  ballots: readonly BallotGroup<RankingBallot>[],
  unranked: Unranked,
): Pairwise {
  const size = options.length;
  const ids = options.map(({ id }) => id);
  const index = new Map(ids.map((id, at) => [id, at]));
  const wins = new Float64Array(size * size);
  const rankOf = new Int32Array(size);
  const ranked = new Int32Array(size);
  for (const { ballot, weight } of ballots) {
    const votes = Number(weight);
    const { ranking } = ballot;
    rankOf.fill(NOWHERE);
    let found = 0;
    for (let rank = 0; rank < ranking.length; rank += 1) {
      for (const id of ranking[rank] ?? []) {
        const at = index.get(id) ?? 0;
        rankOf[at] = rank;
        ranked[found] = at;
        found += 1;
      }
    }
    for (let above = 0; above < found; above += 1) {
      const winner = ranked[above] ?? 0;
      const rank = rankOf[winner] ?? 0;
      const row = winner * size;
      for (let other = 0; other < size; other += 1) {
        const otherRank = rankOf[other] ?? 0;
        if (otherRank > rank && (otherRank !== NOWHERE || unranked === 'last')) {
          wins[row + other] = (wins[row + other] ?? 0) + votes;
        }
      }
    }
  }
  return { options: ids, size, wins };
}

/** The weight of the ballots that place option `i` above option `j`. */
export function winsOf(pairwise: Pairwise, i: number, j: number): number {
  return pairwise.wins[i * pairwise.size + j] ?? 0;
}

/** Writes a square of whole numbers, row by row, as exact text. */
export function writeSquare(size: number, values: Float64Array): string[][] {
  return Array.from({ length: size }, (_, row) =>
    Array.from(values.subarray(row * size, (row + 1) * size), (value) => value.toFixed(0)),
  );
}

export function writePairwise(pairwise: Pairwise): PairwiseMatrix {
  return { options: pairwise.options, wins: writeSquare(pairwise.size, pairwise.wins) };
}

/** How a comparison that option `i` wins is measured; 0 where it does not win. */
export type Strength = 'winning_votes' | 'margins';

export const STRENGTH_PARAMETER = choice(
  ['winning_votes', 'margins'],
  'How strongly one option beats another.',
  'winning_votes',
);

/** The strength of the link from `i` to `j`: 0 unless more ballots place `i` above `j` than the reverse. */
export function linkStrength(pairwise: Pairwise, strength: Strength, i: number, j: number): number {
  const [wins, losses] = [winsOf(pairwise, i, j), winsOf(pairwise, j, i)];
  if (wins <= losses) return 0;
  return strength === 'margins' ? wins - losses : wins;
}
