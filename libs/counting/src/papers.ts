import { refuse, type Refusal } from '#kernel';
import type { BallotGroup, OptionId, RankingBallot } from './ballot.js';
import { listNames } from './result.js';
import type { CountOption } from './rule.js';

/** A place that the voter left empty. Codes below it point at a place with several marks. */
export const EMPTY = -1;

/**
 * Rankings as flat numbers. The places of paper `p` are `cells[starts[p]]` up to `cells[starts[p + 1]]`: the
 * index of an option, `EMPTY`, or `-2 - k` for the several options of `several[k]`.
 */
export interface Papers {
  readonly size: number;
  readonly starts: Int32Array;
  readonly cells: Int32Array;
  readonly several: readonly (readonly number[])[];
  /** Whole numbers below 2^53. */
  readonly weights: Float64Array;
}

/** Writes rankings down as flat numbers. Places behind `maxPlaces` are not read. */
export function flattenRankings(
  options: readonly CountOption[],
  ballots: readonly BallotGroup<RankingBallot>[],
  maxPlaces = Infinity,
): Papers {
  const index = new Map<OptionId, number>(options.map(({ id }, at) => [id, at]));
  const starts = new Int32Array(ballots.length + 1);
  const weights = new Float64Array(ballots.length);
  const several: number[][] = [];
  const cells = new Int32Array(ballots.reduce((sum, { ballot }) => sum + ballot.ranking.length, 0));
  let end = 0;
  let paper = 0;
  for (const { ballot, weight } of ballots) {
    weights[paper] = Number(weight);
    const places = Math.min(ballot.ranking.length, maxPlaces);
    for (let at = 0; at < places; at += 1) {
      const place = ballot.ranking[at] ?? [];
      const only = place[0];
      if (place.length > 1 || ballot.overvoted?.includes(at) === true) {
        cells[end] = -2 - several.length;
        several.push(place.map((id) => index.get(id) ?? 0));
      } else {
        cells[end] = only === undefined ? EMPTY : (index.get(only) ?? 0);
      }
      end += 1;
    }
    paper += 1;
    starts[paper] = end;
  }
  return { size: ballots.length, starts, cells, several, weights };
}

/** Refuses `EQUAL_RANKS` for a ranking with two options in one place, where a rule cannot divide a paper. */
export function onePerPlace({ ballot }: { readonly ballot: RankingBallot }): Refusal | null {
  const shared = ballot.ranking.find((place) => place.length > 1);
  return shared || ballot.overvoted
    ? refuse('EQUAL_RANKS', `This rule takes one option a place; ${listNames(shared ?? [])} share one.`)
    : null;
}
