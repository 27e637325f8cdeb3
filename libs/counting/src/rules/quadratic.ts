import { refuse, type Refusal } from '#kernel';
import type { CreditsBallot, OptionId } from '../ballot.js';
import type { ValuesOf } from '../parameters.js';
import { defineRule, type BallotCheck, type Election, type Finding } from '../rule.js';
import { electByTotals } from '../totals.js';

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

function countQuadratic(election: Election<CreditsBallot, QuadraticParams>): Finding {
  const sums = new Map<OptionId, bigint>();
  for (const { ballot, weight } of election.ballots) {
    for (const { option, votes } of ballot.votes) {
      sums.set(option, (sums.get(option) ?? 0n) + BigInt(votes) * weight);
    }
  }
  return electByTotals(election, sums, {
    key: 'quadratic.place',
    text: 'Place {place}: {name} with {figure|vote|votes}.',
  });
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
