import { AlternatingPath } from './alternating-path.rules.js';
import type { Had, Matching, MatchingTask, Stint } from './matching.types.js';

/**
 * Which person of a sector has which of its turns: an optimal semi-matching (N. Harvey, R. Ladner, L. Lovász,
 * T. Tamir, "Semi-matchings for bipartite graphs and load balancing", Journal of Algorithms 59, 2006). The sum of
 * the squares of the loads is the least that absences allow, and with it every other measure of balance; among
 * plans of that balance the one that keeps the most turns where they were.
 *
 * Loads are compared among those who are there. When a stint is over, its turns stand: nobody who leaves is given
 * more beforehand to make up for the turns that others will have later.
 */

/**
 * Fills the slots one after the other, each along the cheapest alternating path to the least loaded stint.
 *
 * @param holders by slot, what is pinned; filled in place, so that several sectors can share one array
 */
export function matchTurns(task: MatchingTask, holders: Int32Array = task.pinned.slice()): Matching {
  return new Matcher(task, holders).match();
}

const [TO_BEGIN, BEGUN, OVER] = [0, 1, 2] as const;
const MOST = 2 ** 30;
const NOBODY = -1;

class Matcher {
  readonly #loads: Int32Array;
  /** By stint: turns that are pinned to it later than the slot at hand. */
  readonly #ahead: Int32Array;
  /** By stint: its last slot so far, for equals: who served longest ago comes first. */
  readonly #last: Int32Array;
  /** By stint: 1 from its begin to its end. */
  readonly #present: Uint8Array;
  readonly #changes: Changes;
  /** Made when the first turn has no direct way to somebody. */
  #path: AlternatingPath | null = null;
  /** Whether some turn has left its earlier holder. */
  #isDisplaced = false;

  constructor(
    private readonly task: MatchingTask,
    private readonly holders: Int32Array,
  ) {
    const { stints, slots, pinned } = task;
    this.#loads = new Int32Array(stints.length);
    this.#ahead = new Int32Array(stints.length);
    this.#last = new Int32Array(stints.length).fill(-1);
    this.#present = new Uint8Array(stints.length);
    this.#changes = new Changes(stints);
    for (let index = 0; index < slots.length; index += 1) {
      const stint = pinned[slots[index] ?? 0] ?? NOBODY;
      if (stint >= 0) this.#ahead[stint] = at(this.#ahead, stint) + 1;
    }
  }

  match(): Matching {
    const { slots, pinned } = this.task;
    for (let index = 0; index < slots.length; index += 1) {
      const slot = slots[index] ?? 0;
      if (slot >= this.#changes.next) this.#change(slot);
      const stint = pinned[slot] ?? NOBODY;
      if (stint < 0) this.#fill(slot, index);
      else this.#pass(slot, stint);
    }
    const end = this.holders.length - 1;
    if (end >= this.#changes.next) this.#change(end);
    return { holders: this.holders, loads: this.#loads };
  }

  /** Comes to a slot that is pinned: from then on it is had. */
  #pass(slot: number, stint: number): void {
    this.#ahead[stint] = at(this.#ahead, stint) - 1;
    this.#last[stint] = slot;
  }

  /**
   * Lets the stints end whose time is over and those begin whose time has come, with all that is pinned to them, each
   * at its own time: who comes finds the counts of all who came before.
   */
  #change(slot: number): void {
    const { balances } = this.task;
    const had: Had = (stint) => at(this.#loads, stint) - at(this.#ahead, stint);
    this.#changes.until(slot, {
      end: (stint) => {
        balances.end(stint, had);
        this.#present[stint] = 0;
      },
      begin: (stint) => {
        this.#loads[stint] = balances.begin(stint, had) + at(this.#ahead, stint);
        this.#present[stint] = 1;
      },
    });
  }

  #fill(slot: number, index: number): void {
    const direct = this.#isDisplaced ? -1 : this.#leastLoaded(slot);
    if (direct >= 0) {
      this.holders[slot] = direct;
      this.#loads[direct] = (this.#loads[direct] ?? 0) + 1;
      this.#last[direct] = slot;
    } else {
      this.#path ??= new AlternatingPath(this.task, this.holders, this.#present);
      const end = this.#path.shortest(index, this.#loads, this.#last);
      if (end >= 0) this.#shift(this.#path, end);
    }
  }

  /**
   * A stint that can take the slot at no cost and has the least load of all. As long as every turn is where it was,
   * no path leads to a better one.
   */
  #leastLoaded(slot: number): number {
    const { stints, previous } = this.task;
    const [loads, last, present] = [this.#loads, this.#last, this.#present];
    const kept = previous[slot] ?? NOBODY;
    let least = MOST;
    let best = -1;
    for (let stint = 0; stint < stints.length; stint += 1) {
      if (present[stint] !== 1) continue;
      const load = loads[stint] ?? 0;
      if (load > least) continue;
      if (load < least) best = -1;
      least = load;
      if (stints[stint]?.free[slot] !== 1 || (kept >= 0 && kept !== stint)) continue;
      if (best < 0 || (last[stint] ?? 0) < (last[best] ?? 0)) best = stint;
    }
    return best;
  }

  /** Gives the slot along the path that was found: each on the way passes one turn on, the last has one more. */
  #shift(path: AlternatingPath, end: number): void {
    this.#loads[end] = at(this.#loads, end) + 1;
    for (let stint = end; stint >= 0;) {
      const { through, before } = path.step(stint);
      this.holders[through] = stint;
      this.#isDisplaced ||= path.cost(through, stint) > 0;
      this.#last[stint] = Math.max(at(this.#last, stint), through);
      stint = before;
    }
  }
}

/** When stints end and begin, in the order of time; at one time those that end come first. */
class Changes {
  /** The slot of the next change; Infinity after the last. */
  next = -Infinity;
  /** By stint: whether it is yet to begin, has begun, or is over. */
  readonly #told: Uint8Array;

  constructor(private readonly stints: readonly Stint[]) {
    this.#told = new Uint8Array(stints.length);
  }

  /** Tells of all changes up to a slot. */
  until(slot: number, tell: { end(stint: number): void; begin(stint: number): void }): void {
    for (;;) {
      const [ending, beginning] = [this.#first(BEGUN), this.#first(TO_BEGIN)];
      const [end, begin] = [this.stints[ending]?.until ?? Infinity, this.stints[beginning]?.from ?? Infinity];
      this.next = Math.min(end, begin);
      if (this.next > slot) return;
      if (end <= begin) {
        this.#told[ending] = OVER;
        tell.end(ending);
      } else {
        this.#told[beginning] = BEGUN;
        tell.begin(beginning);
      }
    }
  }

  /** The first stint to end of those that have begun, or the first to begin; -1 where there is none. */
  #first(told: typeof BEGUN | typeof TO_BEGIN): number {
    let [first, earliest] = [-1, Infinity];
    for (let stint = 0; stint < this.stints.length; stint += 1) {
      const one = this.stints[stint];
      if (!one || this.#told[stint] !== told) continue;
      const time = told === BEGUN ? one.until : one.from;
      if (time < earliest) [first, earliest] = [stint, time];
    }
    return first;
  }
}

/** What stands at a place that exists. */
function at(numbers: ArrayLike<number>, index: number): number {
  return numbers[index] ?? 0;
}
