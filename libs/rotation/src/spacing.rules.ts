/** How far a turn may be exchanged to give people a rest, in slots either way: between two people, and among three. */
const [REACH_OF_TWO, REACH_OF_THREE] = [60, 12] as const;
const PASSES = 3;

/** The turns as they stand, for exchanges that leave everybody as many as before. */
export interface Spacing {
  /** By slot: who has it, -1 for nobody. Changed in place. */
  readonly holders: Int32Array;
  /** How many slots apart two turns of one person should be, at least. */
  readonly apart: number;
  /** Whether who has the other turn may have this one: neither is fixed, both are of one sector, and they can come. */
  readonly mayCome: (slot: number, other: number) => boolean;
  /** Whether a turn would have left its earlier holder with this one: 1 or 0. */
  readonly hasMoved: (slot: number, holder: number) => number;
}

/**
 * Exchanges turns that follow too closely on another of the same person, while that leaves fewer of them: first between
 * two people, and where that helps no more among three.
 *
 * @returns how many are left
 */
export function spread(spacing: Spacing): number {
  const { holders, apart } = spacing;
  let left = tooClose(holders, apart);
  for (const among of [two, three, twice]) {
    for (let pass = 0; left > 0 && pass < PASSES; pass += 1) {
      let isBetter = false;
      for (let slot = 0; slot < holders.length; slot += 1) {
        if (faultsAt(holders, slot, apart) > 0 && among(spacing, slot)) isBetter = true;
      }
      if (!isBetter) break;
      left = tooClose(holders, apart);
    }
  }
  return left;
}

/** How many turns of one person follow on another of theirs more closely than they should. */
export function tooClose(holders: Int32Array, apart: number): number {
  let faults = 0;
  for (let slot = 1; slot < holders.length; slot += 1) {
    const holder = holders[slot] ?? -1;
    if (holder < 0) continue;
    for (let near = Math.max(0, slot - apart + 1); near < slot; near += 1) {
      if (holders[near] !== holder) continue;
      faults += 1;
      break;
    }
  }
  return faults;
}

/** Tries the nearest slots first. */
function two(spacing: Spacing, slot: number): boolean {
  const { holders, mayCome } = spacing;
  for (const other of slotsNear(slot, REACH_OF_TWO, holders.length)) {
    if (holders[other] === holders[slot] || !mayCome(slot, other) || !mayCome(other, slot)) continue;
    if (isBetter(spacing, [slot, other])) return true;
  }
  return false;
}

/** Each of three people passes their turn on to the next. */
function three(spacing: Spacing, slot: number): boolean {
  const { holders, mayCome } = spacing;
  const near = [...slotsNear(slot, REACH_OF_THREE, holders.length)];
  for (const second of near) {
    if (holders[second] === holders[slot] || !mayCome(slot, second)) continue;
    for (const third of near) {
      if (holders[third] === holders[slot] || holders[third] === holders[second]) continue;
      if (!mayCome(second, third) || !mayCome(third, slot)) continue;
      if (isBetter(spacing, [slot, second, third])) return true;
    }
  }
  return false;
}

/** An exchange that does not help by itself, and one after it that does: a fault moves on to where it can be undone. */
function twice(spacing: Spacing, slot: number): boolean {
  const { holders, apart, mayCome } = spacing;
  for (const other of slotsNear(slot, REACH_OF_THREE, holders.length)) {
    if (holders[other] === holders[slot] || !mayCome(slot, other) || !mayCome(other, slot)) continue;
    const first = passOn(spacing, [slot, other]);
    for (const next of [
      slot,
      other,
      ...slotsNear(slot, apart, holders.length),
      ...slotsNear(other, apart, holders.length),
    ]) {
      if (faultsAt(holders, next, apart) === 0) continue;
      for (const last of slotsNear(next, REACH_OF_THREE, holders.length)) {
        if (holders[last] === holders[next] || !mayCome(next, last) || !mayCome(last, next)) continue;
        const second = passOn(spacing, [next, last]);
        if (first.faults + second.faults < 0 && first.moved + second.moved <= 0) return true;
        second.undo();
      }
    }
    first.undo();
  }
  return false;
}

/** The slots around one, the nearest first. */
function* slotsNear(slot: number, reach: number, count: number): Generator<number> {
  for (let distance = 1; distance <= reach; distance += 1) {
    if (slot + distance < count) yield slot + distance;
    if (slot >= distance) yield slot - distance;
  }
}

/** Passes turns on where that is better: fewer pairs are too close, and no more turns have moved. */
function isBetter(spacing: Spacing, slots: readonly number[]): boolean {
  const { faults, moved, undo } = passOn(spacing, slots);
  if (faults < 0 && moved <= 0) return true;
  undo();
  return false;
}

/** What passing turns on has changed: pairs that are too close, and turns that have left their earlier holders. */
interface Passed {
  readonly faults: number;
  readonly moved: number;
  readonly undo: () => void;
}

/**
 * Gives each slot to who has the next one of the list, and the last to who has the first. All have different holders,
 * so no pair is counted twice.
 */
function passOn({ holders, apart, hasMoved }: Spacing, slots: readonly number[]): Passed {
  const before = slots.map((slot) => holders[slot] ?? -1);
  let [faults, moved] = [0, 0];
  const count = (sign: number) => {
    for (const slot of slots) {
      faults += sign * faultsAt(holders, slot, apart);
      moved += sign * hasMoved(slot, holders[slot] ?? -1);
    }
  };
  const put = (shift: number) => {
    slots.forEach((slot, place) => (holders[slot] = before[(place + shift) % slots.length] ?? -1));
  };
  count(-1);
  put(1);
  count(1);
  return { faults, moved, undo: () => put(0) };
}

/** How many other turns of the same person are too close to this one. */
function faultsAt(holders: Int32Array, slot: number, apart: number): number {
  const holder = holders[slot] ?? -1;
  if (holder < 0) return 0;
  let faults = 0;
  for (let near = slot - apart + 1; near < slot + apart; near += 1) {
    if (near !== slot && holders[near] === holder) faults += 1;
  }
  return faults;
}
