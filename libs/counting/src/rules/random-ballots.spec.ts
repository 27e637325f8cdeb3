import type { Ballot, CountInput, OptionId } from '../index.js';
import type { Dice } from '../spec-support/dice.js';
import { electionOf, fundedOf } from '../spec-support/election.js';
import { slowGreedy, slowShares, type SingleBudget } from '../spec-support/slow-budgets.js';
import { rankedBy, slowScore, slowStar, type Scores } from '../spec-support/slow-rankings.js';
import {
  approvalBallot,
  describeTrials,
  MOST_BALLOTS,
  OPTIONS,
  ordered,
  scored,
  scoresBallot,
  singles,
  sorted,
  type Trial,
} from '../spec-support/trials.js';

/** A decision on one proposal: what came out, and nothing else to compare. */
function decided(
  rule: string,
  params: object,
  ballots: readonly Ballot[],
  expected: string,
  more: Pick<CountInput, 'electorate'> = {},
): Trial {
  return {
    counting: { rule, params: { ...params }, options: [], ...more },
    ballots,
    found: ({ outcome }) => (outcome.kind === 'decision' ? outcome.decision : null),
    expected,
  };
}

const shareOf = (ballots: readonly Ballot[], test: (ballot: Ballot) => boolean) =>
  ballots.filter(test).length;

function majorityTrial(dice: Dice): Trial {
  const ballots = dice.list(1 + dice.below(MOST_BALLOTS), (): Ballot => {
    const choice = dice.pick(['yes', 'yes', 'no', 'no', 'abstain', 'blank'] as const);
    return choice === 'blank' ? { kind: 'blank' } : { kind: 'choice', choice };
  });
  const [yes, no, abstain] = (['yes', 'no', 'abstain'] as const).map((answer) =>
    shareOf(ballots, (ballot) => ballot.kind === 'choice' && ballot.choice === answer),
  ) as [number, number, number];
  const entitled = ballots.length + dice.below(5);
  const present = Math.max(1, entitled - dice.below(3));
  const [num, den] = dice.pick([
    [1, 2],
    [2, 3],
    [3, 4],
    [1, 1],
  ] as const);
  const isStrict = dice.below(2) === 0;
  const bases = { cast: ballots.length, valid: yes + no + abstain, decisive: yes + no, present, entitled };
  const base = dice.pick(['cast', 'valid', 'decisive', 'present', 'entitled'] as const);
  const half = dice.below(2) === 0;
  const line = (num / den) * bases[base];
  const passes = bases[base] > 0 && (isStrict ? yes > line + 1e-9 : yes > line - 1e-9);
  const isTie = yes > 0 && yes === no && Math.abs(yes - line) < 1e-9;
  const quorate = !half || ballots.length >= entitled / 2;
  return decided(
    'majority',
    { threshold: `${num}/${den}`, strict: isStrict, base, ...(half ? { quorum: '1/2' } : {}) },
    ballots,
    quorate ? (passes ? 'PASSED' : isTie ? 'TIED' : 'REJECTED') : 'NO_QUORUM',
    { electorate: { entitled: BigInt(entitled), present: BigInt(present) } },
  );
}

function gradientsTrial(dice: Dice): Trial {
  const levels = dice.list(1 + dice.below(MOST_BALLOTS), () => 1 + dice.below(8));
  const level = 1 + dice.below(8);
  const supporting = levels.filter((one) => one <= level).length / levels.length;
  const opposing = levels.filter((one) => one >= 7).length / levels.length;
  return decided(
    'gradients',
    { level, share: '3/4', lowest: '1/4' },
    levels.map((one) => ({ kind: 'grade', level: one })),
    supporting < 0.75 ? 'REJECTED' : opposing > 0.25 ? 'SENT_BACK' : 'PASSED',
  );
}

function budgetTrial(
  dice: Dice,
  rule: string,
  slow: (budget: SingleBudget) => readonly OptionId[] | null,
  params = {},
): Trial {
  const costs = new Map(OPTIONS.map((id) => [id, 1 + dice.below(30)]));
  const budget = 10 + dice.below(60);
  const voters = dice.list(1 + dice.below(MOST_BALLOTS), () => dice.some(OPTIONS));
  const lot = dice.shuffled(OPTIONS);
  return {
    counting: {
      rule,
      params,
      options: Array.from(costs, ([id, cost]) => ({ id, cost: String(cost) })),
      budget: String(budget),
      lot,
    },
    ballots: voters.map(approvalBallot),
    found: (result) => sorted(fundedOf(result)),
    expected: sorted(slow({ costs, voters, budget, lot }) ?? []),
  };
}

describeTrials(
  {
    majority: majorityTrial,
    consent(dice) {
      const ballots = dice.list(1 + dice.below(4), (): Ballot => ({
        kind: 'consent',
        position: dice.pick(['consent', 'consent', 'concern', 'objection'] as const),
      }));
      const objects = ballots.some((ballot) => ballot.kind === 'consent' && ballot.position === 'objection');
      return decided('consent', {}, ballots, objects ? 'SENT_BACK' : 'PASSED');
    },
    'consensus-blocks'(dice) {
      const ballots = dice.list(1 + dice.below(MOST_BALLOTS), (): Ballot => ({
        kind: 'blocks',
        position: dice.pick(['agree', 'reservation', 'stand_aside', 'block'] as const),
      }));
      const having = (position: string) =>
        shareOf(ballots, (ballot) => ballot.kind === 'blocks' && ballot.position === position);
      const sentBack = having('block') > 1 || having('stand_aside') > ballots.length / 4;
      const agreed = having('agree') + having('reservation') > 0;
      return decided(
        'consensus-blocks',
        { blocks: 1, standAsides: '1/4' },
        ballots,
        sentBack ? 'SENT_BACK' : agreed ? 'PASSED' : 'REJECTED',
      );
    },
    gradients: gradientsTrial,
    approval(dice) {
      const election = singles(dice, 1 + dice.below(3), () => dice.some(OPTIONS));
      const votes = (id: OptionId) => election.ballots.filter((approved) => approved.includes(id)).length;
      return ordered('approval', {}, election, approvalBallot, rankedBy(OPTIONS, votes));
    },
    score(dice) {
      const election = singles(dice, 1 + dice.below(3), scored(dice, 5));
      const params = { unrated: dice.pick(['none', 'zero'] as const) };
      return ordered('score', params, election, scoresBallot, slowScore(election, params));
    },
    star(dice) {
      const election = singles(dice, 1 + dice.below(3), scored(dice, 5));
      return {
        ...ordered('star', {}, election, scoresBallot, []),
        found: (result) => electionOf(result).elected,
        expected: slowStar(election, { max: 5 }),
      };
    },
    'equal-shares'(dice) {
      const utility = dice.pick(['cost', 'cardinality'] as const);
      return budgetTrial(dice, 'equal-shares', (budget) => slowShares(budget, utility), { utility });
    },
    'pb-greedy': (dice) => budgetTrial(dice, 'pb-greedy', slowGreedy),
    quadratic(dice) {
      const election = singles(dice, 1 + dice.below(3), scored(dice, 4));
      const votes = (id: OptionId) =>
        election.ballots.reduce((sum, bought) => sum + (bought.get(id) ?? 0), 0);
      const ballotOf = (bought: Scores): Ballot => ({
        kind: 'credits',
        votes: Array.from(bought, ([option, score]) => ({ option, votes: score })),
      });
      return ordered('quadratic', { credits: 64 }, election, ballotOf, rankedBy(OPTIONS, votes));
    },
    lot(dice) {
      const election = { ...singles(dice, 1 + dice.below(3), () => null), ballots: [] };
      const order = election.lot.map((id) => [id]);
      return ordered('lot', {}, election, () => ({ kind: 'blank' }), order);
    },
  },
  ({ ballot }) => ballot !== 'ranking',
);
