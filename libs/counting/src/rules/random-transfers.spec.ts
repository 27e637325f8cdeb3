import type { OptionId } from '../index.js';
import type { Dice } from '../spec-support/dice.js';
import { electionOf } from '../spec-support/election.js';
import type { Places, Singles } from '../spec-support/slow-rankings.js';
import {
  slowMeek,
  slowRctab,
  slowRunoff,
  slowScottish,
  type SlowTransfers,
} from '../spec-support/slow-transfers.js';
import { describeTrials, OPTIONS, singles, sorted, type Trial } from '../spec-support/trials.js';

/** Votes in units, from text with at most so many decimals. */
function unitsOf(text: string, decimals: number): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(decimals, '0'));
}

const asRows = (rounds: readonly ReadonlyMap<OptionId, bigint>[]) =>
  rounds.map((round) => [...round].map(([id, votes]) => `${id} ${votes.toString()}`).sort());

/** An election of moving votes: who is elected, and the votes of everybody in every round. */
function transferred(
  rule: string,
  params: object,
  decimals: number,
  election: Singles<Places>,
  slow: SlowTransfers,
): Trial {
  return {
    counting: { rule, params: { ...params }, options: 'ABCD', seats: election.seats, lot: election.lot },
    ballots: election.ballots.map((ranking) => ({ kind: 'ranking', ranking })),
    found: (result) => ({
      elected: sorted(electionOf(result).elected),
      rounds: asRows(
        result.rounds.map(
          ({ tallies }) => new Map(tallies.map(({ id, votes }) => [id, unitsOf(votes, decimals)])),
        ),
      ),
    }),
    expected: { elected: sorted(slow.elected), rounds: asRows(slow.rounds) },
  };
}

const strict = (dice: Dice) => (): Places => dice.some(OPTIONS, 1).map((id) => [id]);

const TIEBREAKS = ['lot', 'earlier_round'] as const;

describeTrials(
  {
    irv(dice) {
      const election = singles(dice, 1, strict(dice));
      const params = { tiebreak: dice.pick(TIEBREAKS) };
      return transferred('irv', params, 0, election, slowRunoff(election, params));
    },
    'stv-scottish'(dice) {
      const election = singles(dice, 1 + dice.below(3), strict(dice));
      return transferred('stv-scottish', {}, 5, election, slowScottish(election));
    },
    'stv-meek-prf'(dice) {
      const election = singles(dice, 1 + dice.below(3), strict(dice));
      return transferred('stv-meek-prf', {}, 9, election, slowMeek(election));
    },
    'stv-rctab'(dice) {
      const election = singles(dice, 1 + dice.below(3), strict(dice));
      const params = {
        decimals: dice.below(6),
        threshold: dice.pick(['whole', 'fractional'] as const),
        tiebreak: dice.pick(TIEBREAKS),
      };
      return transferred('stv-rctab', params, params.decimals, election, slowRctab(election, params));
    },
  },
  ({ id }) => id === 'irv' || id.startsWith('stv-'),
);
