import { compare, divide, rational, subtract, ZERO, type Rational } from '#kernel';
import type { OptionId } from '../index.js';

/** A participatory budget of few voters, each one looked at alone. */
export interface SingleBudget {
  readonly costs: ReadonlyMap<OptionId, number>;
  readonly voters: readonly (readonly OptionId[])[];
  readonly budget: number;
  /** Without one, an open tie ends the purchases. */
  readonly lot: readonly OptionId[] | null;
}

/** Equal shares: single voters, fractions, every price tried. Null when a tie stays open. */
export function slowShares(
  { costs, voters, budget, lot }: SingleBudget,
  utility: 'cost' | 'cardinality',
): OptionId[] | null {
  const money: Rational[] = voters.map(() => rational(BigInt(budget), BigInt(voters.length)));
  const bought: OptionId[] = [];
  for (;;) {
    let best: { per: Rational; prices: Map<OptionId, Rational> } | null = null;
    for (const [project, cost] of costs) {
      if (bought.includes(project)) continue;
      const own = voters.flatMap((approved, voter) =>
        approved.includes(project) ? [money[voter] ?? ZERO] : [],
      );
      const price = evenPrice(own.toSorted(compare), cost);
      if (price === null) continue;
      const per = utility === 'cost' ? divide(price, rational(BigInt(cost))) : price;
      const order = best === null ? -1 : compare(per, best.per);
      if (order < 0) best = { per, prices: new Map([[project, price]]) };
      else if (order === 0) best?.prices.set(project, price);
    }
    if (best === null) return bought;
    const { prices } = best;
    if (prices.size > 1 && lot === null) return null;
    const [project = ''] = lot === null ? prices.keys() : lot.filter((id) => prices.has(id));
    const price = prices.get(project) ?? ZERO;
    voters.forEach((approved, voter) => {
      const own = money[voter] ?? ZERO;
      if (approved.includes(project)) money[voter] = compare(own, price) < 0 ? ZERO : subtract(own, price);
    });
    bought.push(project);
  }
}

/** What each supporter pays at most so that all together pay the cost; null when they cannot. */
export function evenPrice(moneyFromLeast: readonly Rational[], cost: number): Rational | null {
  let left = rational(BigInt(cost));
  for (const [at, own] of moneyFromLeast.entries()) {
    const even = divide(left, rational(BigInt(moneyFromLeast.length - at)));
    if (compare(even, own) <= 0) return even;
    left = subtract(left, own);
  }
  return null;
}

/** By votes while the money lasts; the lot orders equal votes. */
export function slowGreedy({ costs, voters, budget, lot }: SingleBudget): OptionId[] {
  const votes = (id: OptionId) => voters.filter((approved) => approved.includes(id)).length;
  const order = (lot ?? []).toSorted((a, b) => votes(b) - votes(a));
  let left = budget;
  return order.filter((id) => {
    const cost = costs.get(id) ?? 0;
    if (votes(id) === 0 || cost > left) return false;
    left -= cost;
    return true;
  });
}
