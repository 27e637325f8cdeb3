import type { RankingBallot } from '../ballot.js';
import { rankByPeeling } from '../beaten.js';
import { lockIn, type Majority } from '../lock-in.js';
import { namesOf, placesOfRanking } from '../names.js';
import {
  STRENGTH_PARAMETER,
  UNRANKED_PARAMETER,
  comparePairs,
  linkStrength,
  winsOf,
  writePairwise,
} from '../pairwise.js';
import type { ValuesOf } from '../parameters.js';
import type { OptionId } from '../ballot.js';
import { listNames, say, type LockedPair, type Sentence } from '../result.js';
import { defineRule, type Election, type Finding } from '../rule.js';
import { seatFromRanking } from '../seats.js';

const PARAMETERS = {
  strength: STRENGTH_PARAMETER,
  unranked: UNRANKED_PARAMETER,
} as const;

/** Who stands behind nobody, and of everybody else behind whom, by a comparison that was locked in. */
function explainPlaces(
  nameOf: (id: OptionId) => string,
  ranking: readonly (readonly OptionId[])[],
  pairs: readonly LockedPair[],
): Sentence[] {
  const [first = []] = ranking;
  const above = new Map<OptionId, LockedPair>();
  for (const pair of pairs) if (pair.locked && !above.has(pair.loser)) above.set(pair.loser, pair);
  const text = 'Place {place}: {name}, behind {rival}, who is preferred with a strength of {strength}.';
  const behind = (id: OptionId, place: number) => {
    const pair = above.get(id);
    const args = {
      place,
      name: nameOf(id),
      rival: nameOf(pair?.winner ?? id),
      strength: pair?.strength ?? '0',
    };
    return say('ranked_pairs.behind', text, args);
  };
  if (first.length === 0) return [];
  return [
    say('ranked_pairs.first', 'Place 1: {names}. No comparison that counts puts anybody above them.', {
      names: listNames(first.map(nameOf)),
    }),
    ...placesOfRanking(ranking)
      .slice(first.length)
      .map(({ id, place }) => behind(id, place)),
  ];
}

function countRankedPairs({
  options,
  ballots,
  seats,
  params,
  lot,
}: Election<RankingBallot, ValuesOf<typeof PARAMETERS>>): Finding {
  const pairwise = comparePairs(options, ballots, params.unranked);
  const majorities: Majority[] = [];
  for (let winner = 0; winner < pairwise.size; winner += 1) {
    for (let loser = 0; loser < pairwise.size; loser += 1) {
      const strength = linkStrength(pairwise, params.strength, winner, loser);
      if (strength > 0)
        majorities.push({ winner, loser, strength, opposing: winsOf(pairwise, loser, winner) });
    }
  }
  const { turns, beats } = lockIn(pairwise.size, majorities);
  const idOf = (at: number) => pairwise.options[at] ?? '';
  const ranking = rankByPeeling(pairwise.size, (i, j) => beats.has(i, j)).map((group) => group.map(idOf));
  const pairs = turns.map((turn): LockedPair => ({
    winner: idOf(turn.winner),
    loser: idOf(turn.loser),
    strength: turn.strength.toFixed(0),
    opposing: turn.opposing.toFixed(0),
    locked: turn.locked,
  }));
  const nameOf = namesOf(options);
  const dropped = pairs
    .filter(({ locked }) => !locked)
    .map(({ winner, loser, strength }) =>
      say(
        'ranked_pairs.dropped',
        '{winner} over {loser} ({strength}) contradicts stronger or equal comparisons and is left out.',
        {
          winner: nameOf(winner),
          loser: nameOf(loser),
          strength,
        },
      ),
    );
  return {
    ...seatFromRanking(ranking, seats, lot),
    pairwise: writePairwise(pairwise),
    strengths: { kind: 'locked', pairs },
    explanation: [...dropped, ...explainPlaces(nameOf, ranking, pairs)],
  };
}

/** Ranked pairs: the strongest comparisons are locked in first, and none that contradicts those. */
export const rankedPairs = defineRule({
  id: 'ranked-pairs',
  version: '1989',
  text: {
    title:
      'T. N. Tideman, Independence of clones as a criterion for voting rules (1987), with T. M. Zavist and T. N. Tideman, Complete independence of clones in the ranked pairs rule (1989)',
    section: 'ranked pairs rule',
  },
  ballot: 'ranking',
  outcome: 'election',
  parameters: PARAMETERS,
  ties: [
    'Comparisons of equal strength and opposition are locked together, none of them that lies on a circle.',
    'Options that nothing locked tells apart at the last seat: the lot, else reported.',
  ],
  count: countRankedPairs,
});
