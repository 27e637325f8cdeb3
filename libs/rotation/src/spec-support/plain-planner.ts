import type { PersonId } from '#kernel';
import type { PlannedTurn, Planning } from '../rotation.types.js';
import { spread } from '../spacing.rules.js';
import { sectorsBySlot, type Share } from './plain-shares.js';
import { FairShares, stintsIn, type MemberStint } from '../stints.rules.js';

/**
 * The planner again, as plainly as it can be said: exact fractions, every count counted anew for every turn, no
 * shortcut and no shared array. It takes its time, and its turns are those of `planTurns`.
 */
export function plainTurns(planning: Planning): PlannedTurn[] {
  const { slots, sectors, members, fixed, previous, spacing } = planning;
  const stints = stintsIn(planning);
  const shared = sectorsBySlot(planning, stints);
  const pools = stints.map((mine, sector) =>
    new Pool(
      planning,
      mine,
      slotsWhere(shared, ({ place }) => place === sector),
    ).fill(),
  );
  const poolAt = (slot: number) => pools[shared[slot]!.place];
  const memberAt = (slot: number) =>
    poolAt(slot)?.stints[poolAt(slot)!.holders.get(slot) ?? -1]?.member ?? -1;
  const holders = Int32Array.from(slots, (_, slot) => memberAt(slot));
  const canComeTo = (slot: number, other: number) =>
    stints[shared[slot]!.place]!.some(
      ({ member, free }) => member === holders[other] && free[other] === 1 && free[slot] === 1,
    );
  const leaves = (slot: number, member: number) => {
    const before = previous.get(slot)?.personId ?? null;
    return before !== null && before !== members[member]?.personId ? 1 : 0;
  };
  spread({
    holders,
    apart: spacing,
    mayCome: (slot, other) =>
      shared[slot]!.place === shared[other]!.place &&
      !fixed.has(slot) &&
      !fixed.has(other) &&
      canComeTo(slot, other),
    hasMoved: leaves,
  });
  for (const pool of pools) pool.follow(holders);
  let before: PersonId | null = null;
  return slots.map((_, slot): PlannedTurn => {
    const { place, lag, passedOver } = shared[slot]!;
    const [pool, given] = [poolAt(slot), fixed.get(slot)];
    const personId = given ? given.personId : (members[holders[slot]!]?.personId ?? null);
    const had = pool?.countsAt(slot) ?? { had: 0, fewest: null, most: null };
    const away =
      holders[slot]! < 0 ? [] : pool!.awayAt(slot, holders[slot]!).map((n) => members[n]!.personId);
    const turn = {
      slot,
      sectorId: sectors[place] ?? null,
      personId,
      reason: { ...lag, passedOver: passedOver.map((n) => sectors[n]!), ...had, away, before },
    };
    before = personId;
    return turn;
  });
}

function slotsWhere(shared: readonly Share[], isWanted: (share: Share) => boolean): number[] {
  return shared.flatMap((share, slot) => (isWanted(share) ? [slot] : []));
}

/** The turns of one sector. */
class Pool {
  readonly holders = new Map<number, number>();
  /** The load with which each stint has begun. */
  readonly #begins = new Map<number, number>();
  readonly #pinned = new Map<number, number>();
  readonly #last = new Map<number, number>();
  #isDisplaced = false;
  readonly #slots: readonly number[];

  constructor(
    private readonly planning: Planning,
    readonly stints: readonly MemberStint[],
    slots: readonly number[],
  ) {
    for (const slot of slots) {
      const stint = this.#stintOf(slot, planning.fixed.get(slot)?.personId);
      if (stint >= 0) this.#pinned.set(slot, stint);
    }
    this.#slots = slots.filter((slot) => !planning.fixed.has(slot) || this.#pinned.has(slot));
  }

  fill(): this {
    const balances = new FairShares(this.stints);
    for (let slot = 0, next = 0; slot < this.planning.slots.length; slot += 1) {
      const had = (stint: number) => (this.#begins.get(stint) ?? 0) + this.#turns(stint, slot);
      this.stints.forEach(({ until }, stint) => until === slot && balances.end(stint, had));
      this.stints.forEach(
        ({ from }, stint) => from === slot && this.#begins.set(stint, balances.begin(stint, had)),
      );
      if (this.#slots[next] !== slot) continue;
      next += 1;
      const pinned = this.#pinned.get(slot);
      if (pinned === undefined) this.#give(slot);
      else {
        this.holders.set(slot, pinned);
        this.#last.set(pinned, slot);
      }
    }
    return this;
  }

  /** Takes over the members that have the slots after exchanges. */
  follow(members: Int32Array): void {
    for (const slot of this.#slots) {
      const isSame = this.stints[this.holders.get(slot)!]?.member === members[slot];
      if (!isSame)
        this.holders.set(
          slot,
          this.stints.findIndex((stint) => stint.member === members[slot] && isIn(stint, slot)),
        );
    }
  }

  countsAt(slot: number): { had: number; fewest: number | null; most: number | null } {
    const holder = this.#slots.includes(slot) ? this.holders.get(slot) : undefined;
    if (holder === undefined) return { had: 0, fewest: null, most: null };
    const count = (stint: number) => (this.#begins.get(stint) ?? 0) + this.#turns(stint, slot);
    const others = this.stints.flatMap((stint, place) =>
      isIn(stint, slot) && place !== holder ? [count(place)] : [],
    );
    if (others.length === 0) return { had: count(holder), fewest: null, most: null };
    return { had: count(holder), fewest: Math.min(...others), most: Math.max(...others) };
  }

  awayAt(slot: number, holder: number): number[] {
    const away = this.stints.filter((stint) => isIn(stint, slot) && stint.free[slot] !== 1);
    return away.map(({ member }) => member).filter((member) => member !== holder);
  }

  #turns(stint: number, before: number): number {
    return [...this.holders].filter(([slot, holder]) => slot < before && holder === stint).length;
  }

  #stintOf(slot: number, personId: PersonId | null | undefined): number {
    return this.stints.findIndex(
      (stint) => isIn(stint, slot) && this.planning.members[stint.member]?.personId === personId,
    );
  }

  /** All turns that are given now or pinned for later. */
  #load(stint: number): number {
    const later = [...this.#pinned].filter(
      ([slot, holder]) => holder === stint && !this.holders.has(slot),
    ).length;
    return (this.#begins.get(stint) ?? 0) + this.#turns(stint, Infinity) + later;
  }

  /** Directly to somebody of the least load while all turns are where they were, else along the cheapest path. */
  #give(slot: number): void {
    const places = this.stints.map((_, stint) => stint);
    const present = places.filter((stint) => isIn(this.stints[stint]!, slot));
    const least = Math.min(...present.map((stint) => this.#load(stint)));
    const direct = present.filter(
      (stint) =>
        this.#load(stint) === least && this.stints[stint]!.free[slot] === 1 && this.#cost(slot, stint) === 0,
    );
    const [longest] = direct.toSorted((a, b) => this.#lastOf(a) - this.#lastOf(b));
    const path = longest === undefined || this.#isDisplaced ? this.#path(slot, present) : [[slot, longest]];
    for (const [moved, to] of path as [number, number][]) {
      this.holders.set(moved, to);
      this.#isDisplaced ||= this.#cost(moved, to) > 0;
      this.#last.set(to, Math.max(this.#lastOf(to), moved));
    }
  }

  /** The turns that move and to whom, from the far end: Bellman and Ford, over all turns that may move. */
  #path(slot: number, present: readonly number[]): [number, number][] {
    const found = new Map<number, { cost: number; path: [number, number][] }>();
    const queue: number[] = [];
    const reach = (to: number, cost: number, path: [number, number][]) => {
      if (cost >= (found.get(to)?.cost ?? Infinity)) return;
      found.set(to, { cost, path });
      if (!queue.includes(to)) queue.push(to);
    };
    for (const to of present) {
      if (this.stints[to]!.free[slot] === 1) reach(to, this.#cost(slot, to), [[slot, to]]);
    }
    for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
      for (const moved of this.#slots) {
        if (this.holders.get(moved) !== from || this.#pinned.has(moved)) continue;
        for (const to of present) {
          const { cost, path } = found.get(from)!;
          const more = this.#cost(moved, to) - this.#cost(moved, from);
          if (to !== from && this.stints[to]!.free[moved] === 1)
            reach(to, cost + more, [[moved, to], ...path]);
        }
      }
    }
    const [best] = [...found.keys()].toSorted(
      (a, b) =>
        this.#load(a) - this.#load(b) ||
        found.get(a)!.cost - found.get(b)!.cost ||
        this.#lastOf(a) - this.#lastOf(b) ||
        a - b,
    );
    return best === undefined ? [] : found.get(best)!.path;
  }

  /** 1 where a turn would leave whoever had it in an earlier plan. */
  #cost(slot: number, stint: number): number {
    const before = this.#stintOf(slot, this.planning.previous.get(slot)?.personId);
    return before < 0 || before === stint ? 0 : 1;
  }

  #lastOf(stint: number): number {
    return this.#last.get(stint) ?? -1;
  }
}

function isIn({ from, until }: MemberStint, slot: number): boolean {
  return from <= slot && slot < until;
}
