import type { ApprovalBallot, OptionId } from '../ballot.js';
import { explainFigures } from '../names.js';
import { roundOf } from '../result.js';
import { defineRule, type Election, type Finding } from '../rule.js';
import { rankBy, seatFromRanking } from '../seats.js';

function countApproval({ options, ballots, seats, lot }: Election<ApprovalBallot, unknown>): Finding {
  const ids = options.map(({ id }) => id);
  const approvals = new Map<OptionId, bigint>(ids.map((id) => [id, 0n]));
  for (const { ballot, weight } of ballots) {
    for (const id of ballot.approved) approvals.set(id, (approvals.get(id) ?? 0n) + weight);
  }
  const votesOf = (id: OptionId) => approvals.get(id) ?? 0n;
  const ranking = rankBy(ids, votesOf, (a, b) => (a < b ? 1 : a > b ? -1 : 0));
  return {
    ...seatFromRanking(ranking, seats, lot),
    rounds: [roundOf({ n: 1, tallies: ids.map((id) => ({ id, votes: votesOf(id).toString() })) })],
    explanation: explainFigures(
      options,
      ranking,
      { key: 'approval.place', text: 'Place {place}: {name}, approved by {figure}.' },
      (id) => votesOf(id).toString(),
    ),
  };
}

/** Approval voting: whoever most voters approve of. */
export const approval = defineRule({
  id: 'approval',
  version: '1',
  text: {
    title: 'S. J. Brams and P. C. Fishburn, Approval Voting (1978)',
    section: 'single vote for each approved',
  },
  ballot: 'approval',
  outcome: 'election',
  parameters: {},
  ties: ['Equal approvals at the last seat: the lot, else reported.'],
  count: countApproval,
});
