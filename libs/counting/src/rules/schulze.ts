import type { OptionId, RankingBallot } from '../ballot.js';
import { rankByDefeats, rankByPeeling } from '../beaten.js';
import { namesOf, placesOfRanking } from '../names.js';
import {
  STRENGTH_PARAMETER,
  UNRANKED_PARAMETER,
  comparePairs,
  linkStrength,
  writePairwise,
  writeSquare,
  type Pairwise,
  type Strength,
} from '../pairwise.js';
import { choice, type ValuesOf } from '../parameters.js';
import { listNames, say, type Sentence } from '../result.js';
import { defineRule, type CountOption, type Election, type Finding } from '../rule.js';
import { seatFromRanking } from '../seats.js';

const PARAMETERS = {
  strength: STRENGTH_PARAMETER,
  unranked: UNRANKED_PARAMETER,
  order: choice(
    ['path_losses', 'peel'],
    'The ranking below the winners: by fewest lost paths, or by taking winners away and looking again.',
    'path_losses',
  ),
} as const;

type SchulzeElection = Election<RankingBallot, ValuesOf<typeof PARAMETERS>>;

/**
 * The strength of the strongest path between every two options: a path is as strong as its weakest link
 * (Floyd-Warshall, Schulze 2011 section 2.3.1). 0 where no path leads.
 */
export function strongestPaths(pairwise: Pairwise, strength: Strength): Float64Array {
  const { size } = pairwise;
  const paths = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) paths[i * size + j] = linkStrength(pairwise, strength, i, j);
  }
  for (let via = 0; via < size; via += 1) {
    for (let from = 0; from < size; from += 1) {
      const first = paths[from * size + via] ?? 0;
      if (first === 0 || from === via) continue;
      for (let to = 0; to < size; to += 1) {
        const second = paths[via * size + to] ?? 0;
        const weakest = first < second ? first : second;
        if (to !== from && weakest > (paths[from * size + to] ?? 0)) paths[from * size + to] = weakest;
      }
    }
  }
  return paths;
}

/** Which options beat each other by their paths: `beats(i, j)` when the path there is the stronger one. */
function beatsBy(paths: Float64Array, size: number) {
  return (i: number, j: number) => (paths[i * size + j] ?? 0) > (paths[j * size + i] ?? 0);
}

/** Who is beaten by nobody, and of everybody else by whom: the first in the ranking who beats them. */
function explain(
  options: readonly CountOption[],
  ranking: readonly (readonly OptionId[])[],
  pathOf: (from: OptionId, to: OptionId) => number,
): Sentence[] {
  const nameOf = namesOf(options);
  const [winners = []] = ranking;
  if (winners.length === 0) return [];
  const ids = ranking.flat();
  const behind = (id: OptionId, place: number) => {
    const rival = ids.find((other) => pathOf(other, id) > pathOf(id, other)) ?? id;
    return say(
      'schulze.behind',
      'Place {place}: {name}, behind {rival}: the strongest chain of comparisons from {rival} to {name} holds with {there|vote|votes}, the strongest back with {back}.',
      { place, name: nameOf(id), rival: nameOf(rival), there: pathOf(rival, id), back: pathOf(id, rival) },
    );
  };
  return [
    say(
      'schulze.winners',
      'Place 1: {names}. No chain of comparisons against them is stronger than the one back; a chain is as strong as its weakest comparison.',
      { names: listNames(winners.map(nameOf)) },
    ),
    ...placesOfRanking(ranking)
      .slice(winners.length)
      .map(({ id, place }) => behind(id, place)),
  ];
}

function countSchulze({ options, ballots, seats, params, lot }: SchulzeElection): Finding {
  const pairwise = comparePairs(options, ballots, params.unranked);
  const { size } = pairwise;
  const paths = strongestPaths(pairwise, params.strength);
  const index = new Map(pairwise.options.map((id, at) => [id, at]));
  const indexOf = (id: OptionId) => index.get(id) ?? 0;
  const order = params.order === 'peel' ? rankByPeeling : rankByDefeats;
  const ranking = order(size, beatsBy(paths, size)).map((group) =>
    group.map((at) => pairwise.options[at] ?? ''),
  );
  return {
    ...seatFromRanking(ranking, seats, lot),
    pairwise: writePairwise(pairwise),
    strengths: { kind: 'paths', matrix: writeSquare(size, paths) },
    explanation: explain(options, ranking, (from, to) => paths[indexOf(from) * size + indexOf(to)] ?? 0),
  };
}

/** The Schulze method: whoever has no rival with a stronger path against them wins. */
export const schulze = defineRule({
  id: 'schulze',
  version: '2011',
  text: {
    title:
      'Markus Schulze, A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner election method (Social Choice and Welfare 36, 2011; arXiv 1804.02973)',
    section: '2.1 to 2.3',
  },
  ballot: 'ranking',
  outcome: 'election',
  parameters: PARAMETERS,
  ties: ['Several options beaten by nobody, or equal at the last seat: the lot, else reported.'],
  count: countSchulze,
});
