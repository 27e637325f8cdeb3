/**
 * Which person of a sector has which of its turns: an optimal semi-matching (N. Harvey, R. Ladner, L. Lovász,
 * T. Tamir, "Semi-matchings for bipartite graphs and load balancing", Journal of Algorithms 59, 2006). The sum of
 * the squares of the loads is the least that absences allow, and with it every other measure of balance; among
 * plans of that balance the one that keeps the most turns where they were.
 *
 * Loads are compared among those who are there. When a stint is over, its turns stand: nobody who leaves is given
 * more beforehand to make up for the turns that others will have later.
 */

/** One unbroken time of a person in a sector: the slots from `from` on, before `until`. */
export interface Stint {
  readonly from: number;
  readonly until: number;
  /** By slot: 1 where the person can take it. */
  readonly free: Uint8Array;
}

/** What the turns are matched against, and what has become of them. */
export interface Matching {
  /** By slot: the stint that has it, and -1 for a slot of another sector or of nobody. */
  readonly holders: Int32Array;
  /** By stint: the turns it has, those it began with included. */
  readonly loads: Int32Array;
}

/** The stints of a sector and the slots that it has to fill. */
export interface MatchingTask {
  readonly stints: readonly Stint[];
  /** The slots to fill, ascending. */
  readonly slots: readonly number[];
  /** By slot: the stint that has it whatever else is planned, else -1. */
  readonly pinned: Int32Array;
  /** By slot: the stint that had it in an earlier plan, else -1. */
  readonly previous: Int32Array;
  readonly balances: Balances;
}

/** The turns of a stint until now, with what it began with. */
export type Had = (stint: number) => number;

/** Who keeps the balances of those who come and go; asked when their time comes. */
export interface Balances {
  /** The load that a stint begins with. */
  begin(stint: number, had: Had): number;
  /** Notes that a stint has ended. */
  end(stint: number, had: Had): void;
}

const PRESENT = 1;
const OVER = 2;

/** Fills the slots one after the other, each along the cheapest alternating path to the least loaded stint. */
export function matchTurns(task: MatchingTask): Matching {
  return new Matcher(task).match();
}

class Matcher {
  readonly #holders: Int32Array;
  readonly #loads: Int32Array;
  /** By stint: turns that are pinned to it later than the slot at hand. */
  readonly #ahead: Int32Array;
  /** By stint: its last slot so far, for equals: who served longest ago comes first. */
  readonly #last: Int32Array;
  /** By stint: whether it has begun, and is not over. */
  readonly #present: Uint8Array;
  /** The stints in the order of their ends, and how many of them have ended. */
  readonly #ends: readonly number[];
  #ending = 0;
  /** The slots that are pinned, ascending. */
  readonly #pins: number[] = [];
  /** The slots that have been filled and may move. */
  readonly #moving: number[] = [];
  readonly #path: AlternatingPath;
  /** Whether some turn has left its earlier holder. */
  #isDisplaced = false;

  constructor(private readonly task: MatchingTask) {
    const { stints, pinned } = task;
    this.#holders = pinned.slice();
    this.#loads = new Int32Array(stints.length);
    this.#ahead = new Int32Array(stints.length);
    this.#last = new Int32Array(stints.length).fill(-1);
    this.#present = new Uint8Array(stints.length);
    this.#ends = stints
      .map((_, stint) => stint)
      .sort((a, b) => (stints[a]?.until ?? 0) - (stints[b]?.until ?? 0));
    for (let slot = 0; slot < pinned.length; slot += 1) {
      const stint = at(pinned, slot);
      if (stint < 0) continue;
      this.#ahead[stint] = at(this.#ahead, stint) + 1;
      this.#pins.push(slot);
    }
    this.#path = new AlternatingPath(task, this.#holders, { moving: this.#moving, present: this.#present });
  }

  match(): Matching {
    const { slots, pinned } = this.task;
    let passed = 0;
    for (const slot of slots) {
      for (; (this.#pins[passed] ?? Infinity) < slot; passed += 1) this.#pass(this.#pins[passed] ?? -1);
      this.#begin(slot);
      if (at(pinned, slot) < 0) this.#fill(slot);
    }
    this.#begin(this.#holders.length - 1);
    return { holders: this.#holders, loads: this.#loads };
  }

  /** Leaves a slot behind: what was pinned in it is had by now. */
  #pass(slot: number): void {
    const stint = at(this.task.pinned, slot);
    this.#begin(slot);
    this.#ahead[stint] = at(this.#ahead, stint) - 1;
    this.#last[stint] = slot;
  }

  /** Lets the stints end whose time is over, and those begin whose time has come, with all that is pinned to them. */
  #begin(slot: number): void {
    const { stints, balances } = this.task;
    const had: Had = (stint) => at(this.#loads, stint) - at(this.#ahead, stint);
    for (; this.#ending < this.#ends.length; this.#ending += 1) {
      const stint = this.#ends[this.#ending] ?? 0;
      if ((stints[stint]?.until ?? Infinity) > slot) break;
      balances.end(stint, had);
      this.#present[stint] = OVER;
    }
    for (let stint = 0; stint < stints.length; stint += 1) {
      if (this.#present[stint] !== 0 || (stints[stint]?.from ?? 0) > slot) continue;
      this.#loads[stint] = balances.begin(stint, had) + at(this.#ahead, stint);
      this.#present[stint] = PRESENT;
    }
  }

  #fill(slot: number): void {
    const direct = this.#isDisplaced ? -1 : this.#leastLoaded(slot);
    if (direct >= 0) {
      this.#take(slot, direct);
    } else {
      const end = this.#path.shortest(slot, this.#loads, this.#last);
      if (end >= 0) this.#shift(slot, end);
    }
  }

  /**
   * A stint that can take the slot at no cost and has the least load of all. As long as every turn is where it was,
   * no path leads to a better one.
   */
  #leastLoaded(slot: number): number {
    const { stints, previous } = this.task;
    let least = Infinity;
    let best = -1;
    const kept = at(previous, slot);
    for (let stint = 0; stint < stints.length; stint += 1) {
      if (this.#present[stint] !== PRESENT) continue;
      const load = at(this.#loads, stint);
      const isWorse = load > least;
      if (load < least) [least, best] = [load, -1];
      if (isWorse || stints[stint]?.free[slot] !== 1 || (kept >= 0 && kept !== stint)) continue;
      if (best < 0 || at(this.#last, stint) < at(this.#last, best)) best = stint;
    }
    return best;
  }

  #take(slot: number, stint: number): void {
    this.#holders[slot] = stint;
    this.#loads[stint] = at(this.#loads, stint) + 1;
    this.#last[stint] = slot;
    this.#moving.push(slot);
  }

  /** Gives the slot along the path that was found: each on the way passes one turn on, the last has one more. */
  #shift(slot: number, end: number): void {
    this.#moving.push(slot);
    this.#loads[end] = at(this.#loads, end) + 1;
    for (let stint = end; stint >= 0;) {
      const { through, before } = this.#path.step(stint);
      this.#holders[through] = stint;
      this.#isDisplaced ||= this.#path.cost(through, stint) > 0;
      this.#last[stint] = Math.max(at(this.#last, stint), through);
      stint = before;
    }
  }
}

/** The cheapest way to make room: a turn moves from one stint to the next until somebody has one more. */
class AlternatingPath {
  readonly #costs: Float64Array;
  readonly #through: Int32Array;
  readonly #before: Int32Array;

  constructor(
    private readonly task: MatchingTask,
    private readonly holders: Int32Array,
    private readonly now: { readonly moving: readonly number[]; readonly present: Uint8Array },
  ) {
    this.#costs = new Float64Array(task.stints.length);
    this.#through = new Int32Array(task.stints.length);
    this.#before = new Int32Array(task.stints.length);
  }

  /** By which slot a stint of the last path comes in, and who held it before; -1 at the path's beginning. */
  step(stint: number): { readonly through: number; readonly before: number } {
    return { through: at(this.#through, stint), before: at(this.#before, stint) };
  }

  /**
   * Bellman and Ford's shortest paths from a slot; a turn that leaves its earlier holder costs 1, one that returns
   * gains 1. No circle gains, because every path before was a cheapest one.
   *
   * @returns the stint with the least load, then the cheapest path, then the longest rest; -1 when nobody is free
   */
  shortest(slot: number, loads: Int32Array, last: Int32Array): number {
    const { stints } = this.task;
    this.#costs.fill(Infinity);
    const queue: number[] = [];
    for (let stint = 0; stint < stints.length; stint += 1) {
      if (stints[stint]?.free[slot] !== 1) continue;
      this.#reach(stint, { cost: this.cost(slot, stint), through: slot, before: -1 });
      queue.push(stint);
    }
    for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
      for (const moved of this.now.moving) {
        if (at(this.holders, moved) === from) this.#relax(from, moved, queue);
      }
    }
    let best = -1;
    for (let stint = 0; stint < stints.length; stint += 1) {
      if (at(this.#costs, stint) === Infinity) continue;
      const difference =
        best < 0
          ? -1
          : at(loads, stint) - at(loads, best) ||
            at(this.#costs, stint) - at(this.#costs, best) ||
            at(last, stint) - at(last, best);
      if (difference < 0) best = stint;
    }
    return best;
  }

  #relax(from: number, moved: number, queue: number[]): void {
    const { stints } = this.task;
    for (let to = 0; to < stints.length; to += 1) {
      if (to === from || stints[to]?.free[moved] !== 1 || this.now.present[to] !== PRESENT) continue;
      const cost = at(this.#costs, from) + this.cost(moved, to) - this.cost(moved, from);
      if (cost >= at(this.#costs, to)) continue;
      this.#reach(to, { cost, through: moved, before: from });
      if (!queue.includes(to)) queue.push(to);
    }
  }

  #reach(stint: number, { cost, through, before }: { cost: number; through: number; before: number }): void {
    this.#costs[stint] = cost;
    this.#through[stint] = through;
    this.#before[stint] = before;
  }

  /** 1 where a turn would leave its earlier holder. */
  cost(slot: number, stint: number): number {
    const kept = at(this.task.previous, slot);
    return kept < 0 || kept === stint ? 0 : 1;
  }
}

/**
 * Whether a matching is as balanced as absences allow, checked without the algorithm that made it: no chain of
 * turns, each moved to somebody who can take it, leads from one stint to another with two turns fewer, of those that
 * last to the end.
 *
 * @returns null when it is, else the two ends of such a chain
 */
export function findImbalance(
  { stints, slots, pinned }: Pick<MatchingTask, 'stints' | 'slots' | 'pinned'>,
  { holders, loads }: Matching,
): { readonly from: number; readonly to: number } | null {
  const moving = slots.filter((slot) => at(pinned, slot) < 0 && at(holders, slot) >= 0);
  const staying = stints
    .map((_, stint) => stint)
    .filter((stint) => (stints[stint]?.until ?? 0) >= holders.length);
  const byLoad = staying.sort((a, b) => at(loads, a) - at(loads, b));
  // Whoever reaches a lightly loaded stint is found from there, backwards; each is visited once, from the lightest.
  const lightest = new Int32Array(stints.length).fill(-1);
  for (const target of byLoad) {
    if (at(lightest, target) >= 0) continue;
    lightest[target] = target;
    const queue = [target];
    for (let to = queue.pop(); to !== undefined; to = queue.pop()) {
      for (const slot of moving) {
        const from = at(holders, slot);
        if (stints[to]?.free[slot] !== 1 || at(lightest, from) >= 0 || !staying.includes(from)) continue;
        if (at(loads, from) - at(loads, target) >= 2) return { from, to: target };
        lightest[from] = target;
        queue.push(from);
      }
    }
  }
  return null;
}

/** What stands at a place that exists. */
function at(numbers: Int32Array | Float64Array, index: number): number {
  return numbers[index] ?? 0;
}
