import type { OptionId, RankingBallot } from '../ballot.js';
import { explainFigures } from '../names.js';
import { UNRANKED_PARAMETER, comparePairs, winsOf, writePairwise } from '../pairwise.js';
import type { ValuesOf } from '../parameters.js';
import { roundOf } from '../result.js';
import { defineRule, type Election, type Finding } from '../rule.js';
import { rankBy, seatFromRanking } from '../seats.js';

const PARAMETERS = {
  unranked: UNRANKED_PARAMETER,
} as const;

function countCopeland({
  options,
  ballots,
  seats,
  params,
  lot,
}: Election<RankingBallot, ValuesOf<typeof PARAMETERS>>): Finding {
  const pairwise = comparePairs(options, ballots, params.unranked);
  const scores = new Map<OptionId, number>(
    pairwise.options.map((id, i) => [
      id,
      pairwise.options.reduce(
        (sum, _, j) => sum + Math.sign(winsOf(pairwise, i, j) - winsOf(pairwise, j, i)),
        0,
      ),
    ]),
  );
  const scoreOf = (id: OptionId) => scores.get(id) ?? 0;
  const ranking = rankBy(pairwise.options, scoreOf, (a, b) => b - a);
  return {
    ...seatFromRanking(ranking, seats, lot),
    pairwise: writePairwise(pairwise),
    rounds: [
      roundOf({ n: 1, tallies: pairwise.options.map((id) => ({ id, votes: scoreOf(id).toFixed(0) })) }),
    ],
    explanation: explainFigures(
      options,
      ranking,
      {
        key: 'copeland.place',
        text: 'Place {place}: {name}, whose won comparisons less the lost ones are {figure}.',
      },
      (id) => scoreOf(id).toFixed(0),
    ),
  };
}

/** Copeland's method: each option against each other, wins minus losses. */
export const copeland = defineRule({
  id: 'copeland',
  version: '1',
  text: {
    title: "A. H. Copeland, A 'reasonable' social welfare function (1951)",
    section: 'wins minus losses',
  },
  ballot: 'ranking',
  outcome: 'election',
  parameters: PARAMETERS,
  ties: ['Equal wins minus losses, which is frequent: the lot, else reported.'],
  count: countCopeland,
});
