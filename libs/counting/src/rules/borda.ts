import { exactText, rational } from '#kernel';
import type { OptionId, RankingBallot } from '../ballot.js';
import { explainFigures } from '../names.js';
import { choice, type ValuesOf } from '../parameters.js';
import { roundOf } from '../result.js';
import { defineRule, type Election, type Finding } from '../rule.js';
import { rankBy, seatFromRanking } from '../seats.js';

const PARAMETERS = {
  unranked: choice(
    ['last', 'none'],
    'Whether options left unranked share the points of the places below, or get none.',
    'last',
  ),
} as const;

/** Twice the average of the points of places `first` up to `first + count - 1`, place 0 being worth `top`. */
function twiceShared(top: number, first: number, count: number): number {
  return 2 * top - 2 * first - (count - 1);
}

function countBorda({
  options,
  ballots,
  seats,
  params,
  lot,
}: Election<RankingBallot, ValuesOf<typeof PARAMETERS>>): Finding {
  const ids = options.map(({ id }) => id);
  const top = ids.length - 1;
  const index = new Map(ids.map((id, at) => [id, at]));
  const twice = new Float64Array(ids.length);
  const give = (at: number, points: number) => (twice[at] = (twice[at] ?? 0) + points);
  for (const { ballot, weight } of ballots) {
    const votes = Number(weight);
    const ranked = new Set<number>();
    for (const place of ballot.ranking) {
      const points = twiceShared(top, ranked.size, place.length) * votes;
      for (const id of place) {
        const at = index.get(id) ?? 0;
        give(at, points);
        ranked.add(at);
      }
    }
    if (params.unranked === 'none') continue;
    const left = ids.map((_, at) => at).filter((at) => !ranked.has(at));
    for (const at of left) give(at, twiceShared(top, ranked.size, left.length) * votes);
  }
  const pointsOf = (id: OptionId) => twice[index.get(id) ?? 0] ?? 0;
  const write = (id: OptionId) => exactText(rational(BigInt(pointsOf(id)), 2n));
  const ranking = rankBy(ids, pointsOf, (a, b) => b - a);
  return {
    ...seatFromRanking(ranking, seats, lot),
    rounds: [roundOf({ n: 1, tallies: ids.map((id) => ({ id, votes: write(id) })) })],
    explanation: explainFigures(
      options,
      ranking,
      { key: 'borda.place', text: 'Place {place}: {name} with {figure|point|points}.' },
      write,
    ),
  };
}

/** The Borda count: n - 1 points for the first of n options, down to 0; options in one place share theirs. */
export const borda = defineRule({
  id: 'borda',
  version: '1',
  text: { title: 'J.-C. de Borda, Mémoire sur les élections au scrutin (1781)', section: 'n-1 to 0 points' },
  ballot: 'ranking',
  outcome: 'election',
  parameters: PARAMETERS,
  ties: ['Equal points at the last seat: the lot, else reported.'],
  count: countBorda,
});
