import { isRefusal, type Refusal } from '#kernel';
import type { ApprovalBallot } from '../ballot.js';
import { choice, type ValuesOf } from '../parameters.js';
import {
  budgetingOf,
  buyByVotes,
  fundingOf,
  TIE_PARAMETER,
  writeAmount,
  type Budgeting,
  type Project,
} from '../projects.js';
import { roundOf, say, type Sentence } from '../result.js';
import { defineRule, type Election, type Finding } from '../rule.js';

const PARAMETERS = {
  tooExpensive: choice(
    ['skip', 'stop'],
    'Whether a project that costs more than is left is passed over, or ends the purchases.',
    'skip',
  ),
  tie: TIE_PARAMETER,
} as const;

function countGreedy(election: Election<ApprovalBallot, ValuesOf<typeof PARAMETERS>>): Finding | Refusal {
  const budgeting = budgetingOf(election);
  if (isRefusal(budgeting)) return budgeting;
  const { bought, ties } = buyByVotes(budgeting.projects, budgeting.budget, {
    ...election.params,
    lot: election.lot,
  });
  return {
    outcome: fundingOf(budgeting, bought),
    rounds: [
      roundOf({
        n: 1,
        tallies: budgeting.projects.map(({ id, votes }) => ({ id, votes: votes.toString() })),
      }),
    ],
    ties,
    explanation: explain(budgeting, bought),
  };
}

/** Every project in the order of its votes, with what was left when its turn came. */
function explain(budgeting: Budgeting, bought: readonly Project[]): Sentence[] {
  const rest = budgeting.projects.filter((project) => !bought.includes(project));
  const left = bought.reduce((money, { cost }) => money - cost, budgeting.budget);
  const argsOf = ({ name, votes, cost }: Project) => ({
    name,
    votes: votes.toString(),
    cost: writeAmount(budgeting, cost),
    left: writeAmount(budgeting, left),
  });
  return [
    ...bought.map((project) =>
      say('pb_greedy.bought', '{name} has {votes|vote|votes} and costs {cost}: paid.', argsOf(project)),
    ),
    ...rest.map((project) =>
      project.votes === 0n
        ? say('pb_greedy.unwanted', '{name} has no votes: not paid.', argsOf(project))
        : say(
            'pb_greedy.passed',
            '{name} has {votes|vote|votes} and costs {cost}: not paid; {left} is left in the end.',
            argsOf(project),
          ),
    ),
  ];
}

/** Projects by their votes while the money lasts, as most cities do. */
export const pbGreedy = defineRule({
  id: 'pb-greedy',
  version: '1',
  text: {
    title: 'Pabulib, file format for participatory budgeting',
    section: 'field `rule`, value `greedy`',
  },
  ballot: 'approval',
  outcome: 'funding',
  parameters: PARAMETERS,
  ties: ['Equal votes that the money does not reach for: the declared steps, then the lot, else reported.'],
  count: countGreedy,
});
