import type { ApprovalBallot, OptionId } from '../ballot.js';
import { defineRule, type Election, type Finding } from '../rule.js';
import { electByTotals } from '../totals.js';

function countApproval(election: Election<ApprovalBallot, unknown>): Finding {
  const approvals = new Map<OptionId, bigint>();
  for (const { ballot, weight } of election.ballots) {
    for (const id of ballot.approved) approvals.set(id, (approvals.get(id) ?? 0n) + weight);
  }
  const text = 'Place {place}: {name}, approved by {figure}.';
  return electByTotals(election, approvals, { key: 'approval.place', text });
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
