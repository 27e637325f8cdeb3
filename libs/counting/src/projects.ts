import { exactText, parseExact, rational, refuse, type Rational, type Refusal } from '#kernel';
import type { ApprovalBallot, BallotGroup, OptionId } from './ballot.js';
import { choice } from './parameters.js';
import type { FundingOutcome, Tie, TieBreak } from './result.js';
import type { CountOption, Election } from './rule.js';

/** A project with its cost and the weight of its approvals. Money is in whole units of `Budgeting.unit`. */
export interface Project {
  readonly id: OptionId;
  readonly name: string;
  readonly cost: bigint;
  readonly votes: bigint;
}

/** A participatory budget in whole numbers: one `unit` is the largest amount that divides every sum in it. */
export interface Budgeting {
  readonly projects: readonly Project[];
  readonly budget: bigint;
  readonly unit: Rational;
}

/** Refuses `BUDGET_MISSING` and `COST_MISSING`; a cost must be an exact amount above 0. */
export function budgetingOf({
  options,
  ballots,
  budget,
}: Pick<Election<ApprovalBallot, unknown>, 'options' | 'ballots' | 'budget'>): Budgeting | Refusal {
  if (budget === null) return refuse('BUDGET_MISSING', 'Hand in the budget that is to be spent.');
  const costs: Rational[] = [];
  for (const option of options) {
    const cost = option.cost === undefined ? null : parseExact(option.cost);
    if (cost === null || cost.num <= 0n) return costMissing(option);
    costs.push(cost);
  }
  const den = [...costs, budget].reduce((product, amount) => leastCommonMultiple(product, amount.den), 1n);
  const whole = (amount: Rational) => amount.num * (den / amount.den);
  const votes = approvalsOf(ballots);
  const projects = options.map(({ id, name }, at) => ({
    id,
    name: name ?? id,
    cost: whole(costs[at] ?? budget),
    votes: votes.get(id) ?? 0n,
  }));
  return { projects, budget: whole(budget), unit: rational(1n, den) };
}

function costMissing({ id, name }: CountOption): Refusal {
  return refuse('COST_MISSING', `The cost of ${name ?? id} must be an exact amount above 0.`, { option: id });
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  return a * rational(b, a).num;
}

function approvalsOf(ballots: readonly BallotGroup<ApprovalBallot>[]): ReadonlyMap<OptionId, bigint> {
  const votes = new Map<OptionId, bigint>();
  for (const { ballot, weight } of ballots) {
    for (const id of ballot.approved) votes.set(id, (votes.get(id) ?? 0n) + weight);
  }
  return votes;
}

/** An amount in the unit of the options' costs, as exact text. */
export function writeAmount({ unit }: Budgeting, amount: bigint): string {
  return exactText(rational(amount * unit.num, unit.den));
}

export function fundingOf(budgeting: Budgeting, funded: readonly Project[]): FundingOutcome {
  const spent = funded.reduce((sum, { cost }) => sum + cost, 0n);
  return {
    kind: 'funding',
    funded: funded.map(({ id, cost }) => ({ id, cost: writeAmount(budgeting, cost) })),
    spent: writeAmount(budgeting, spent),
    left: writeAmount(budgeting, budgeting.budget - spent),
  };
}

const ORDERS = [
  'none',
  'min_cost',
  'max_cost',
  'max_votes',
  'min_cost,max_votes',
  'max_cost,max_votes',
  'max_votes,min_cost',
  'max_votes,max_cost',
] as const;

/** By what tied projects are told apart, before the lot. */
export const TIE_PARAMETER = choice(ORDERS, 'What tells tied projects apart before the lot does.', 'none');

const byAmount = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
const STEPS: Readonly<Record<string, (a: Project, b: Project) => number>> = {
  min_cost: (a, b) => byAmount(a.cost, b.cost),
  max_cost: (a, b) => byAmount(b.cost, a.cost),
  max_votes: (a, b) => byAmount(b.votes, a.votes),
};

/** The first of tied projects by the declared steps, then by the lot; null when neither tells them apart. */
export function firstOf(
  tied: readonly Project[],
  order: (typeof ORDERS)[number],
  lot: readonly OptionId[] | null,
): { readonly first: Project | null; readonly brokenBy: TieBreak } {
  let left = tied;
  for (const name of order.split(',')) {
    const step = STEPS[name];
    const [best] = step ? left.toSorted(step) : [];
    if (step && best) left = left.filter((project) => step(project, best) === 0);
  }
  if (left.length === 1) return { first: left[0] ?? null, brokenBy: 'rule_step' };
  if (lot === null) return { first: null, brokenBy: null };
  const [drawn = null] = left.toSorted((a, b) => lot.indexOf(a.id) - lot.indexOf(b.id));
  return { first: drawn, brokenBy: 'lot' };
}

/** Writes down who was tied for the next purchase. */
export function purchaseTie(tied: readonly Project[], first: Project | null, brokenBy: TieBreak): Tie {
  return {
    round: null,
    decided: 'purchase',
    between: tied.map(({ id }) => id),
    brokenBy,
    chosen: first === null ? [] : [first.id],
  };
}

/** What to do with a project that costs more than is left: look at the next, or end there. */
export type TooExpensive = 'skip' | 'stop';

/**
 * Buys projects with the most approvals first while the money lasts; nobody's project, without any approval, is
 * not bought. Tied projects that can all be paid need no order. An open tie ends the purchases.
 */
export function buyByVotes(
  candidates: readonly Project[],
  money: bigint,
  rules: {
    readonly tooExpensive: TooExpensive;
    readonly tie: (typeof ORDERS)[number];
    readonly lot: readonly OptionId[] | null;
  },
): { readonly bought: readonly Project[]; readonly ties: readonly Tie[] } {
  const bought: Project[] = [];
  const ties: Tie[] = [];
  let waiting = candidates.filter(({ votes }) => votes > 0n);
  let left = money;
  while (waiting.length > 0) {
    const most = waiting.reduce((max, { votes }) => (votes > max ? votes : max), 0n);
    const top = waiting.filter(({ votes }) => votes === most);
    const able = rules.tooExpensive === 'skip' ? top.filter(({ cost }) => cost <= left) : top;
    const sum = able.reduce((total, { cost }) => total + cost, 0n);
    const needsOrder = able.length > 1 && sum > left;
    const { first, brokenBy } = needsOrder
      ? firstOf(able, rules.tie, rules.lot)
      : { first: able[0] ?? null, brokenBy: null };
    if (needsOrder) ties.push(purchaseTie(able, first, brokenBy));
    if (able.length > 0 && first === null) break;
    if (first && first.cost > left) break;
    if (first) {
      bought.push(first);
      left -= first.cost;
    }
    waiting = waiting.filter((project) => project !== first && (able.length > 0 || !top.includes(project)));
  }
  return { bought, ties };
}
