/** How far a turn may be exchanged to give people a rest, in slots either way. */
const REACH = 60;
const PASSES = 3;

/** The turns as they stand, for exchanges that leave everybody as many as before. */
export interface Spacing {
  /** By slot: who has it, -1 for nobody. Changed in place. */
  readonly holders: Int32Array;
  /** How many slots apart two turns of one person should be, at least. */
  readonly apart: number;
  /** Whether two turns may change hands: neither is fixed, both are of one sector, and both people can come. */
  readonly mayExchange: (slot: number, other: number) => boolean;
  /** By how much an exchange raises the number of turns that have left their earlier holder. */
  readonly moves: (slot: number, other: number) => number;
}

/**
 * Exchanges turns that follow too closely on another of the same person, while that leaves fewer of them.
 *
 * @returns how many are left
 */
export function spread(spacing: Spacing): number {
  const { holders, apart } = spacing;
  let left = tooClose(holders, apart);
  for (let pass = 0; left > 0 && pass < PASSES; pass += 1) {
    let isBetter = false;
    for (let slot = 0; slot < holders.length; slot += 1) {
      if (faultsAt(holders, slot, apart) > 0 && exchange(spacing, slot)) isBetter = true;
    }
    if (!isBetter) return left;
    left = tooClose(holders, apart);
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
function exchange({ holders, apart, mayExchange, moves }: Spacing, slot: number): boolean {
  for (let distance = 1; distance <= REACH; distance += 1) {
    for (const other of [slot + distance, slot - distance]) {
      if (other < 0 || other >= holders.length || holders[other] === holders[slot]) continue;
      if (!mayExchange(slot, other) || moves(slot, other) > 0) continue;
      const before = faultsAt(holders, slot, apart) + faultsAt(holders, other, apart);
      swap(holders, slot, other);
      if (faultsAt(holders, slot, apart) + faultsAt(holders, other, apart) < before) return true;
      swap(holders, slot, other);
    }
  }
  return false;
}

function swap(holders: Int32Array, slot: number, other: number): void {
  const holder = holders[slot] ?? -1;
  holders[slot] = holders[other] ?? -1;
  holders[other] = holder;
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
