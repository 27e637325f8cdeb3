import {
  add,
  divide,
  exactText,
  floor,
  isRefusal,
  multiply,
  parseExact,
  rational,
  refuse,
  type Rational,
  type Refusal,
} from '#kernel';
import type { ApprovalBallot } from '../ballot.js';
import { EqualSharesRun, type SharesElection } from '../equal-shares-run.js';
import { choice, type ValuesOf } from '../parameters.js';
import {
  budgetingOf,
  buyByVotes,
  firstOf,
  fundingOf,
  purchaseTie,
  TIE_PARAMETER,
  writeAmount,
  type Budgeting,
  type Project,
} from '../projects.js';
import { roundOf, say, type Sentence, type Tie } from '../result.js';
import { defineRule, type Election, type Finding } from '../rule.js';

/** More runs than this mean that the increment does not suit the currency. */
const MAX_RUNS = 100_000n;

const PARAMETERS = {
  utility: choice(
    ['cost', 'cardinality'],
    'Whether a project is worth to its supporters what it costs, or one is as good as another.',
    'cost',
  ),
  completion: choice(
    ['none', 'add1', 'utilitarian', 'add1u'],
    'How money that is left is spent: not, by raising the shares, by votes, or by both in turn.',
    'none',
  ),
  add1Stop: choice(
    ['first_exhaustive', 'last_affordable'],
    'Whether shares are raised until no other project can be paid, or as long as the budget holds.',
    'first_exhaustive',
  ),
  start: choice(
    ['floored', 'exact'],
    'Whether raised shares start at a whole amount, such as a whole euro, or at the exact share.',
    'floored',
  ),
  increment: {
    type: 'fraction',
    min: '1/1000000',
    max: '1000000000000',
    default: '1',
    meaning: 'By how much every share is raised in one step, in the unit of the budget.',
  },
  tie: TIE_PARAMETER,
} as const;

type SharesParams = ValuesOf<typeof PARAMETERS>;

interface Selection {
  readonly bought: readonly Project[];
  readonly ties: readonly Tie[];
  readonly isOpen: boolean;
}

const costOf = (projects: readonly Project[]) => projects.reduce((sum, { cost }) => sum + cost, 0n);

class SharesCount {
  readonly #budgeting: Budgeting;
  readonly #params: SharesParams;
  readonly #lot: readonly string[] | null;
  readonly #voters: bigint;
  readonly #onStep: (steps: number) => void;
  readonly #shares: SharesElection;
  readonly #explanation: Sentence[] = [];

  constructor(
    budgeting: Budgeting,
    { ballots, params, lot, turnout, onStep }: Election<ApprovalBallot, SharesParams>,
  ) {
    this.#budgeting = budgeting;
    this.#params = params;
    this.#lot = lot;
    this.#voters = turnout.valid;
    this.#onStep = onStep;
    const supporters = new Map<string, number[]>(budgeting.projects.map(({ id }) => [id, []]));
    for (const [group, { ballot }] of ballots.entries()) {
      for (const id of ballot.approved) supporters.get(id)?.push(group);
    }
    this.#shares = {
      weights: Float64Array.from(ballots, ({ weight }) => Number(weight)),
      supporters: budgeting.projects.map(({ id }) => Int32Array.from(supporters.get(id) ?? [])),
      costs: budgeting.projects.map(({ cost }) => cost),
      utility: params.utility,
    };
  }

  count(): Finding | Refusal {
    const raises = this.#params.completion === 'add1' || this.#params.completion === 'add1u';
    const selection =
      this.#voters === 0n ? NOTHING : raises ? this.#raiseShares() : this.#run(this.#exactShare());
    if (isRefusal(selection)) return selection;
    const done = this.#complete(selection);
    return {
      outcome: fundingOf(this.#budgeting, done.bought),
      rounds: done.bought.map(({ id, votes }, at) =>
        roundOf({ n: at + 1, tallies: [{ id, votes: votes.toString() }], elected: [id] }),
      ),
      ties: done.ties,
      explanation: [
        ...this.#explanation,
        ...selection.bought.map((project) => this.#explain(project)),
        ...done.bought.slice(selection.bought.length).map((project) => this.#explainFill(project)),
        ...this.#budgeting.projects
          .filter((project) => !done.bought.includes(project))
          .map((project) => this.#explainUnpaid(project, done.ties)),
      ],
    };
  }

  #exactShare(): Rational {
    const share = rational(this.#budgeting.budget, this.#voters);
    this.#explanation.push(this.#explainShare(share, 0n));
    return share;
  }

  #explainShare(share: Rational, raises: bigint): Sentence {
    const { unit } = this.#budgeting;
    return say('shares.start', 'Every voter has a share of {share}, raised {raises} times.', {
      share: exactText(rational(share.num * unit.num, share.den * unit.den)),
      raises: raises.toString(),
    });
  }

  #explain({ name, votes, cost }: Project): Sentence {
    return say('shares.bought', '{name} costs {cost} and is paid by its {votes|supporter|supporters}.', {
      name,
      cost: writeAmount(this.#budgeting, cost),
      votes: votes.toString(),
    });
  }

  #explainFill({ name, votes, cost }: Project): Sentence {
    return say(
      'shares.filled',
      '{name} costs {cost} and has {votes|vote|votes}: paid from what was left over.',
      {
        name,
        cost: writeAmount(this.#budgeting, cost),
        votes: votes.toString(),
      },
    );
  }

  #explainUnpaid({ name, votes, cost }: Project, ties: readonly Tie[]): Sentence {
    const args = { name, cost: writeAmount(this.#budgeting, cost), votes: votes.toString() };
    if (ties.some(({ brokenBy }) => brokenBy === null)) {
      return say(
        'shares.waiting',
        '{name} costs {cost}: not paid, since an open tie ends the count before it.',
        args,
      );
    }
    return votes === 0n
      ? say('shares.unwanted', '{name} has no supporters: not paid.', args)
      : say(
          'shares.unpaid',
          '{name} costs {cost}, more than its {votes|supporter|supporters} had left together: not paid.',
          args,
        );
  }

  #run(share: Rational): Selection {
    const { projects } = this.#budgeting;
    const ties: Tie[] = [];
    const run = new EqualSharesRun(this.#shares, share);
    const finished = run.run((tied) => {
      const rivals = tied.flatMap((at) => projects[at] ?? []);
      const { first, brokenBy } = firstOf(rivals, this.#params.tie, this.#lot);
      ties.push(purchaseTie(rivals, first, brokenBy));
      return first === null ? null : projects.indexOf(first);
    });
    return { bought: run.bought.flatMap((at) => projects[at] ?? []), ties, isOpen: !finished };
  }

  /** Add1: raises all shares step by step and keeps the last selection that the budget pays. */
  #raiseShares(): Selection | Refusal {
    const { budget, unit, projects } = this.#budgeting;
    const step = parseExact(this.#params.increment) ?? rational(1n);
    const exact = rational(budget * unit.num, this.#voters * unit.den);
    const first = this.#params.start === 'exact' ? exact : rational(floor(exact));
    const shareAfter = (raises: bigint) => divide(add(first, multiply(rational(raises), step)), unit);
    const supported = projects.filter(({ votes }) => votes > 0n);
    let kept = this.#run(shareAfter(0n));
    for (let raises = 0n; ; raises += 1n) {
      if (raises > MAX_RUNS)
        return refuse('INCREMENT_TOO_SMALL', 'Shares would be raised more than 100000 times.');
      const left = budget - costOf(kept.bought);
      const isExhaustive = supported.every((project) => project.cost > left || kept.bought.includes(project));
      const isDone = this.#params.add1Stop === 'first_exhaustive' && isExhaustive;
      const next =
        isDone || kept.isOpen || kept.bought.length === supported.length
          ? null
          : this.#run(shareAfter(raises + 1n));
      if (next === null || costOf(next.bought) > budget) {
        this.#explanation.push(this.#explainShare(shareAfter(raises), raises));
        return kept;
      }
      kept = next;
      this.#onStep(Number(raises) + 1);
    }
  }

  /** Fills up by votes where the parameter says so. An open tie is left as it is. */
  #complete(selection: Selection): Selection {
    const fills = this.#params.completion === 'utilitarian' || this.#params.completion === 'add1u';
    if (!fills || selection.isOpen) return selection;
    const rest = this.#budgeting.projects.filter((project) => !selection.bought.includes(project));
    const left = this.#budgeting.budget - costOf(selection.bought);
    const filled = buyByVotes(rest, left, { tooExpensive: 'skip', tie: this.#params.tie, lot: this.#lot });
    return {
      bought: [...selection.bought, ...filled.bought],
      ties: [...selection.ties, ...filled.ties],
      isOpen: false,
    };
  }
}

const NOTHING: Selection = { bought: [], ties: [], isOpen: false };

/** The method of equal shares: every voter has an equal part of the money, and pays for what they approve of. */
export const equalShares = defineRule({
  id: 'equal-shares',
  version: '2021',
  text: {
    title:
      'D. Peters, G. Pierczyński and P. Skowron, Proportional Participatory Budgeting with Additive Utilities (2021), with the completion and tie pages of equalshares.net',
    section: 'method of equal shares',
  },
  ballot: 'approval',
  outcome: 'funding',
  parameters: PARAMETERS,
  ties: ['Equal prices per use: the declared steps, then one lot for all steps, else reported.'],
  count: (election) => {
    const budgeting = budgetingOf(election);
    return isRefusal(budgeting) ? budgeting : new SharesCount(budgeting, election).count();
  },
});
