import type { Ballot, OptionId } from '../index.js';
import type { Dice } from '../spec-support/dice.js';
import {
  slowBorda,
  slowCopeland,
  slowMinimax,
  slowRankedPairs,
  slowSchulze,
  type Places,
} from '../spec-support/slow-rankings.js';
import { describeTrials, OPTIONS, ordered, singles } from '../spec-support/trials.js';

/** Rankings with neighbours sometimes in one place. */
const tied = (dice: Dice) => (): Places =>
  dice.some(OPTIONS, 1).reduce<OptionId[][]>((places, id) => {
    const last = places.at(-1);
    return last && dice.below(3) === 0 ? [...places.slice(0, -1), [...last, id]] : [...places, [id]];
  }, []);

const rankingBallot = (ranking: Places): Ballot => ({ kind: 'ranking', ranking });
const STRENGTHS = ['winning_votes', 'margins'] as const;
const UNRANKED = ['last', 'no_opinion'] as const;

describeTrials(
  {
    borda(dice) {
      const election = singles(dice, 1 + dice.below(3), tied(dice));
      const params = { unranked: dice.pick(['last', 'none'] as const) };
      return ordered('borda', params, election, rankingBallot, slowBorda(election, params));
    },
    schulze(dice) {
      const election = singles(dice, 1 + dice.below(3), tied(dice));
      const order = dice.pick(['path_losses', 'peel'] as const);
      const params = { strength: dice.pick(STRENGTHS), unranked: dice.pick(UNRANKED), order };
      return ordered('schulze', params, election, rankingBallot, slowSchulze(election, params));
    },
    'ranked-pairs'(dice) {
      const election = singles(dice, 1 + dice.below(3), tied(dice));
      const params = { strength: dice.pick(STRENGTHS), unranked: dice.pick(UNRANKED) };
      return ordered('ranked-pairs', params, election, rankingBallot, slowRankedPairs(election, params));
    },
    minimax(dice) {
      const election = singles(dice, 1 + dice.below(3), tied(dice));
      const measure = dice.pick([...STRENGTHS, 'opposition'] as const);
      const params = { measure, unranked: dice.pick(UNRANKED) };
      return ordered('minimax', params, election, rankingBallot, slowMinimax(election, params));
    },
    copeland(dice) {
      const election = singles(dice, 1 + dice.below(3), tied(dice));
      const params = { unranked: dice.pick(UNRANKED) };
      return ordered('copeland', params, election, rankingBallot, slowCopeland(election, params));
    },
  },
  ({ id, ballot }) => ballot === 'ranking' && id !== 'irv' && !id.startsWith('stv-'),
);
