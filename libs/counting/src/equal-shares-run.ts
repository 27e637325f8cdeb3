import type { Rational } from '#kernel';
import { ExactShares } from './exact-shares.js';

/** What a run needs to know, in numbers by index: voters in groups of equal ballots, projects with supporters. */
export interface SharesElection {
  readonly weights: Float64Array;
  /** For every project the groups that approve of it. */
  readonly supporters: readonly Int32Array[];
  readonly costs: readonly bigint[];
  /** Whether a project's use to its supporters is what it costs, or one project is as good as another. */
  readonly utility: 'cost' | 'cardinality';
}

/** A price that a project's supporters can pay: `numerator / payers` each, or all they have if that is less. */
interface Offer {
  readonly project: number;
  readonly numerator: bigint;
  readonly payers: bigint;
  readonly isPoor: (group: number) => boolean;
}

/** A price with the error it may have, and bounds of what it comes to per use. */
interface Estimate {
  readonly price: number;
  readonly error: number;
  readonly low: number;
  readonly high: number;
}

/** Half a unit in the last place, with room for the few operations that every estimate takes. */
const EPSILON = 2 ** -50;

/** Chooses one of projects that are exactly tied; null leaves the tie open and ends the run. */
export type ChooseProject = (tied: readonly number[]) => number | null;

/**
 * One run of the method of equal shares with a fixed share for every voter (Peters, Pierczynski, Skowron 2021).
 *
 * Estimates in 53-bit numbers carry a bound of their error. They only decide what that bound leaves no doubt
 * about; everything else is decided by exact fractions.
 */
export class EqualSharesRun {
  readonly bought: number[] = [];
  readonly #election: SharesElection;
  readonly #exact: ExactShares;
  readonly #share: number;
  readonly #money: Float64Array;
  /** Purchases that each group paid in full; null once it has given all it had. */
  readonly #paid: (number[] | null)[];
  readonly #waiting: number[];
  /** The price per use when it was last estimated: it can only rise as money goes. */
  readonly #floor: Float64Array;
  readonly #floats: Float64Array;

  constructor(election: SharesElection, share: Rational) {
    this.#election = election;
    this.#exact = new ExactShares(share.num, share.den);
    this.#share = Number(share.num) / Number(share.den);
    this.#money = new Float64Array(election.weights.length).fill(this.#share);
    this.#paid = Array.from(election.weights, () => []);
    this.#floats = Float64Array.from(election.costs, Number);
    this.#floor = new Float64Array(election.costs.length);
    this.#waiting = election.costs
      .map((_, project) => project)
      .filter((project) => this.#supportersOf(project).length > 0);
  }

  /** Buys until nobody's supporters can pay. False when a tie was left open. */
  run(choose: ChooseProject): boolean {
    for (;;) {
      const best = this.#findBest();
      if (best.length === 0) return true;
      // Offers come in the order of estimates, which the order of the ballots shows in: the tied go by their index.
      const tied = best.map((offer) => offer.project).sort((a, b) => a - b);
      const [only = null] = tied;
      const project = tied.length === 1 ? only : choose(tied);
      const offer = best.find((one) => one.project === project);
      if (!offer) return false;
      this.#buy(offer);
    }
  }

  #supportersOf(project: number): Int32Array {
    return this.#election.supporters[project] ?? new Int32Array();
  }

  /** The error that estimates of one group's money may have by now. */
  get #doubt(): number {
    return this.#share * EPSILON * (this.#exact.purchases + 2);
  }

  /** The exact offers of the lowest price per use; several when they are exactly equal. */
  #findBest(): Offer[] {
    const order = this.#waiting.sort((a, b) => (this.#floor[a] ?? 0) - (this.#floor[b] ?? 0));
    let limit = Infinity;
    const near: (Estimate & { readonly project: number })[] = [];
    const gone = new Set<number>();
    for (const project of order) {
      if ((this.#floor[project] ?? 0) > limit) break;
      const found = this.#estimate(project);
      if (found === null) {
        gone.add(project);
        continue;
      }
      this.#floor[project] = found.low;
      limit = Math.min(limit, found.high);
      near.push({ project, ...found });
    }
    if (gone.size > 0) this.#keepWaiting((project) => !gone.has(project));
    const offers = near.filter(({ low }) => low <= limit).map((one) => this.#offer(one.project, one));
    return offers.length < 2 ? offers : this.#cheapest(offers);
  }

  #keepWaiting(keeps: (project: number) => boolean): void {
    const left = this.#waiting.filter(keeps);
    this.#waiting.splice(0, this.#waiting.length, ...left);
  }

  #cheapest(offers: readonly Offer[]): Offer[] {
    const isCost = this.#election.utility === 'cost';
    // Prices per use a.numerator / (a.payers x use), compared across.
    const usesOf = (offer: Offer) =>
      offer.payers * (isCost ? (this.#election.costs[offer.project] ?? 1n) : 1n);
    let best: Offer[] = [];
    for (const offer of offers) {
      const [lead] = best;
      const [left, right] = lead
        ? [offer.numerator * usesOf(lead), lead.numerator * usesOf(offer)]
        : [0n, 0n];
      if (!lead || left < right) best = [offer];
      else if (left === right) best.push(offer);
    }
    return best;
  }

  /** An estimate of the price per use with its bounds. Null when the supporters cannot pay. */
  #estimate(project: number): Estimate | null {
    const { weights } = this.#election;
    const groups = this.#supportersOf(project);
    const cost = this.#floats[project] ?? 0;
    let [together, all] = [0, 0];
    for (const group of groups) {
      const weight = weights[group] ?? 0;
      together += weight * (this.#money[group] ?? 0);
      all += weight;
    }
    const doubt = all * this.#doubt + (together + cost) * EPSILON * (groups.length + 2);
    if (together < cost - doubt) return null;
    if (together <= cost + doubt && !this.#canPay(project)) return null;

    let [price, rich, known] = [cost / all, all, -1];
    while (rich > 0 && rich !== known) {
      known = rich;
      let spent = 0;
      rich = all;
      for (const group of groups) {
        const money = this.#money[group] ?? 0;
        if (money >= price) continue;
        const weight = weights[group] ?? 0;
        spent += weight * money;
        rich -= weight;
      }
      if (rich > 0) price = (cost - spent) / rich;
    }
    const error = doubt / Math.max(1, rich);
    const use = this.#election.utility === 'cost' ? cost : 1;
    return {
      price,
      error,
      low: ((price - error) / use) * (1 - EPSILON),
      high: ((price + error) / use) * (1 + EPSILON),
    };
  }

  #canPay(project: number): boolean {
    const { weight, payers } = this.#gather(this.#supportersOf(project));
    return this.#exact.sum(weight, payers) >= this.#exact.amount(this.#election.costs[project] ?? 0n);
  }

  /** Weight of groups that have money left, and what of it has paid which purchase in full. */
  #gather(groups: Iterable<number>): { weight: bigint; payers: Map<number, bigint> } {
    const payers = new Map<number, number>();
    let weight = 0;
    for (const group of groups) {
      const paid = this.#paid[group] ?? null;
      if (paid === null) continue;
      const own = this.#election.weights[group] ?? 0;
      weight += own;
      for (const purchase of paid) payers.set(purchase, (payers.get(purchase) ?? 0) + own);
    }
    return {
      weight: BigInt(weight),
      payers: new Map([...payers].map(([purchase, own]) => [purchase, BigInt(own)])),
    };
  }

  /**
   * The exact price. Who pays it in full follows from the estimate where that is beyond doubt; groups near the
   * price are compared exactly, again for every price that results, until none changes its side.
   */
  #offer(project: number, { price, error }: Estimate): Offer {
    const groups = this.#supportersOf(project);
    const { weights, costs } = this.#election;
    const margin = 2 * error + this.#doubt;
    const near = Array.from(groups).filter((group) => Math.abs((this.#money[group] ?? 0) - price) <= margin);
    const poor = new Set(groups.filter((group) => (this.#money[group] ?? 0) < price - margin));
    const total = this.#gather(groups).weight;
    for (;;) {
      const given = this.#gather(poor);
      const numerator =
        this.#exact.amount(costs[project] ?? 0n) - this.#exact.sum(given.weight, given.payers);
      const payers = total - given.weight;
      const below = near.filter(
        (group) => !poor.has(group) && weights[group] !== 0 && this.#leftOf(group) * payers < numerator,
      );
      if (below.length === 0) return { project, numerator, payers, isPoor: (group) => poor.has(group) };
      for (const group of below) poor.add(group);
    }
  }

  #leftOf(group: number): bigint {
    const paid = this.#paid[group] ?? null;
    return paid === null ? 0n : this.#exact.left(paid);
  }

  #buy({ project, numerator, payers, isPoor }: Offer): void {
    const purchase = this.#exact.purchases;
    const price = this.#exact.buy(numerator, payers);
    for (const group of this.#supportersOf(project)) {
      const paid = this.#paid[group] ?? null;
      if (paid === null) continue;
      if (isPoor(group)) {
        this.#paid[group] = null;
        this.#money[group] = 0;
      } else {
        paid.push(purchase);
        this.#money[group] = Math.max(0, (this.#money[group] ?? 0) - price);
      }
    }
    this.bought.push(project);
    this.#keepWaiting((one) => one !== project);
  }
}
