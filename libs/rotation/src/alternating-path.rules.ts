import type { MatchingTask } from './matching.types.js';

/** The cheapest way to make room: a turn moves from one stint to the next until somebody has one more. */
export class AlternatingPath {
  readonly #costs: Float64Array;
  readonly #through: Int32Array;
  readonly #before: Int32Array;

  constructor(
    private readonly task: MatchingTask,
    private readonly holders: Int32Array,
    private readonly present: Uint8Array,
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
   * Bellman and Ford's shortest paths from the slot at a place; a turn that leaves its earlier holder costs 1, one that returns
   * gains 1. No circle gains, because every path before was a cheapest one.
   *
   * @returns the stint with the least load, then the cheapest path, then the longest rest; -1 when nobody is free
   */
  shortest(index: number, loads: Int32Array, last: Int32Array): number {
    const { stints, slots, pinned } = this.task;
    const slot = at(slots, index);
    this.#costs.fill(Infinity);
    const queue: number[] = [];
    for (let stint = 0; stint < stints.length; stint += 1) {
      if (stints[stint]?.free[slot] !== 1) continue;
      this.#reach(stint, { cost: this.cost(slot, stint), through: slot, before: -1 });
      queue.push(stint);
    }
    for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
      for (let earlier = 0; earlier < index; earlier += 1) {
        const moved = at(slots, earlier);
        if (at(this.holders, moved) === from && at(pinned, moved) < 0) this.#relax(from, moved, queue);
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
      if (to === from || stints[to]?.free[moved] !== 1 || this.present[to] !== 1) continue;
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

/** What stands at a place that exists. */
function at(numbers: ArrayLike<number>, index: number): number {
  return numbers[index] ?? 0;
}
