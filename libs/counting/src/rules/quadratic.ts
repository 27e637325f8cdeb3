import { refuse, type Refusal } from '#kernel';
import type { CreditsBallot, OptionId } from '../ballot.js';
import { explainFigures } from '../names.js';
import type { ValuesOf } from '../parameters.js';
import { roundOf } from '../result.js';
import { defineRule, type BallotCheck, type Election, type Finding } from '../rule.js';
import { rankBy, seatFromRanking } from '../seats.js';

const PARAMETERS = {
  credits: {
    type: 'integer',
    min: 1,
    max: 1_000_000,
    meaning: 'How many voice credits every voter has: v votes for an option cost v squared.',
  },
  against: {
    type: 'flag',
    default: false,
    meaning: 'Whether votes can also be bought against an option.',
  },
} as const;

type QuadraticParams = ValuesOf<typeof PARAMETERS>;

/** Refuses votes that are not whole (`OFF_SCALE`), against where that is not allowed, or dearer than the credits. */
function checkCredits({ ballot, params }: BallotCheck<CreditsBallot, QuadraticParams>): Refusal | null {
  const least = params.against ? -1000 : 0;
  const off = ballot.votes.find(({ votes }) => !Number.isInteger(votes) || votes < least || votes > 1000);
  if (off) {
    return refuse('OFF_SCALE', `The votes for ${off.option} must be a whole number from ${least} to 1000.`, {
      option: off.option,
    });
  }
  const cost = ballot.votes.reduce((sum, { votes }) => sum + votes * votes, 0);
  return cost > params.credits
    ? refuse('OVERSPENT', `The votes cost ${cost} credits and ${params.credits} are there.`, { cost })
    : null;
}

function countQuadratic({ options, ballots, seats, lot }: Election<CreditsBallot, QuadraticParams>): Finding {
  const ids = options.map(({ id }) => id);
  const sums = new Map<OptionId, bigint>(ids.map((id) => [id, 0n]));
  for (const { ballot, weight } of ballots) {
    for (const { option, votes } of ballot.votes) {
      sums.set(option, (sums.get(option) ?? 0n) + BigInt(votes) * weight);
    }
  }
  const votesOf = (id: OptionId) => sums.get(id) ?? 0n;
  const ranking = rankBy(ids, votesOf, (a, b) => (a < b ? 1 : a > b ? -1 : 0));
  return {
    ...seatFromRanking(ranking, seats, lot),
    rounds: [roundOf({ n: 1, tallies: ids.map((id) => ({ id, votes: votesOf(id).toString() })) })],
    explanation: explainFigures(
      options,
      ranking,
      { key: 'quadratic.place', text: 'Place {place}: {name} with {figure|vote|votes}.' },
      (id) => votesOf(id).toString(),
    ),
  };
}

/** Quadratic voting: the more votes for one option, the dearer each. */
export const quadratic = defineRule({
  id: 'quadratic',
  version: '2018',
  text: {
    title:
      'S. P. Lalley and E. G. Weyl, Quadratic Voting: How Mechanism Design Can Radicalize Democracy (2018)',
    section: 'v votes cost v squared, credits handed out equally',
  },
  ballot: 'credits',
  outcome: 'election',
  parameters: PARAMETERS,
  ties: ['Equal votes at the last seat: the lot, else reported.'],
  check: checkCredits,
  count: countQuadratic,
});
