import type { OptionId, RankingBallot } from '../ballot.js';
import { explainFigures } from '../names.js';
import { UNRANKED_PARAMETER, comparePairs, winsOf, writePairwise, type Pairwise } from '../pairwise.js';
import { choice, type ValuesOf } from '../parameters.js';
import { roundOf } from '../result.js';
import { defineRule, type Election, type Finding } from '../rule.js';
import { rankBy, seatFromRanking } from '../seats.js';

const PARAMETERS = {
  measure: choice(
    ['winning_votes', 'margins', 'opposition'],
    'What makes a defeat bad: the votes for the winner of it, their lead, or any votes for another at all.',
    'winning_votes',
  ),
  unranked: UNRANKED_PARAMETER,
} as const;

type Params = ValuesOf<typeof PARAMETERS>;

/** What the figure of an option says, by the measure. */
const MEASURED: Readonly<Record<Params['measure'], string>> = {
  winning_votes: 'against whom at most {figure|vote|votes} won a comparison',
  margins: 'who is behind any rival by at most {figure|vote|votes} (below 0: always ahead)',
  opposition: 'to whom at most {figure|vote|votes} prefer any one rival',
};

/** How bad the comparison with `rival` is for `option`. A margin is negative where the option wins. */
function badness(pairwise: Pairwise, measure: Params['measure'], option: number, rival: number): number {
  const [against, behind] = [winsOf(pairwise, rival, option), winsOf(pairwise, option, rival)];
  switch (measure) {
    case 'winning_votes':
      return against > behind ? against : 0;
    case 'margins':
      return against - behind;
    case 'opposition':
      return against;
  }
}

function countMinimax({ options, ballots, seats, params, lot }: Election<RankingBallot, Params>): Finding {
  const pairwise = comparePairs(options, ballots, params.unranked);
  const worst = pairwise.options.map((_, option) => {
    const rivals = pairwise.options.map((__, rival) => rival).filter((rival) => rival !== option);
    if (rivals.length === 0) return 0;
    return Math.max(...rivals.map((rival) => badness(pairwise, params.measure, option, rival)));
  });
  const worstOf = new Map<OptionId, number>(pairwise.options.map((id, at) => [id, worst[at] ?? 0]));
  const figureOf = (id: OptionId) => worstOf.get(id) ?? 0;
  const ranking = rankBy(pairwise.options, figureOf, (a, b) => a - b);
  return {
    ...seatFromRanking(ranking, seats, lot),
    pairwise: writePairwise(pairwise),
    rounds: [
      roundOf({ n: 1, tallies: pairwise.options.map((id) => ({ id, votes: figureOf(id).toFixed(0) })) }),
    ],
    explanation: explainFigures(
      options,
      ranking,
      { key: `minimax.${params.measure}`, text: `Place {place}: {name}, ${MEASURED[params.measure]}.` },
      (id) => figureOf(id).toFixed(0),
    ),
  };
}

/** Minimax: the option wins whose worst pairwise comparison is the least bad. Its measures are three rules. */
export const minimax = defineRule({
  id: 'minimax',
  version: '1',
  text: { title: 'Simpson (1969) and Kramer (1977), minimax Condorcet method', section: 'by its measure' },
  ballot: 'ranking',
  outcome: 'election',
  parameters: PARAMETERS,
  ties: ['Equal worst comparisons at the last seat: the lot, else reported.'],
  count: countMinimax,
});
