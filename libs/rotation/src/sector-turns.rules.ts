import type { ChairmanAssignment } from './apportionment.rules.js';
import type { FixedTurn, Planning, SectorOrAll } from './rotation.types.js';
import type { MemberStint } from './stints.rules.js';

const NOBODY = -1;
/** Lags below this are kept as whole numbers of 32 bits. */
const SMALL = 2 ** 31;

/** Which sector has which slot, and how it stood when it got it. */
export interface SectorTurns {
  /** By slot: the place of the sector, -1 for a slot of nobody. */
  readonly sectors: Int32Array;
  /** By sector: its slots, ascending. */
  readonly slots: readonly (readonly number[])[];
  /** By slot: the lag of its sector before it, in parts of `measure`. */
  readonly lags: Int32Array | Float64Array;
  readonly measure: number;
  /** By slot, where there are any: the sectors whose turn it was and that had nobody free. */
  readonly passedOver: ReadonlyMap<number, readonly SectorOrAll[]>;
  /** The largest deviation at any moment, in parts of `measure`. */
  readonly furthest: number;
}

/** Gives each slot to a sector. What is fixed stays, and what was planned before while the bound can be kept so. */
export function shareAmongSectors(
  { slots, sectors, weightings, fixed, previous }: Planning,
  assignment: ChairmanAssignment,
  stints: readonly (readonly MemberStint[])[],
): SectorTurns {
  const count = slots.length;
  const { measure } = assignment;
  const shares = new Int32Array(count).fill(NOBODY);
  const lags = measure * (count + 1) < SMALL ? new Int32Array(count) : new Float64Array(count);
  const passedOver = new Map<number, readonly SectorOrAll[]>();
  const able = new Ability(stints, count);
  const placeOf = (turn: FixedTurn | undefined) => (turn?.personId ? sectors.indexOf(turn.sectorId) : NOBODY);
  const isNew = previous.size === 0;
  const isFree = isNew && fixed.size === 0 && able.isEverybodys;
  let furthest = 0;
  const chooseFor = (slot: number): number => {
    const isAble = able.at(slot);
    const before = isNew ? NOBODY : placeOf(previous.get(slot));
    const isKept = before >= 0 && isAble(before) && assignment.mayTake(before, count - 1);
    const sector = isKept ? before : (assignment.choose(isAble) ?? NOBODY);
    const passed = passedBy(assignment, sector, isAble);
    if (passed.length > 0)
      passedOver.set(
        slot,
        passed.map((place) => sectors[place] ?? null),
      );
    return sector;
  };
  for (let slot = 0; slot < count; slot += 1) {
    assignment.advance();
    const given = fixed.size === 0 ? undefined : fixed.get(slot);
    const sector = isFree ? (assignment.choose() ?? NOBODY) : given ? placeOf(given) : chooseFor(slot);
    if (sector >= 0) {
      shares[slot] = sector;
      lags[slot] = assignment.lag(sector);
      assignment.give(sector);
    }
    const apart = assignment.furthest();
    if (apart > furthest) furthest = apart;
    if (apart === 0 && isFree && weightings.length === 1) {
      // No sector is ahead or behind, as at the beginning: from here on everything comes again.
      repeat(shares, slot + 1);
      repeat(lags, slot + 1);
      break;
    }
  }
  const bySector = slotsBySector(shares, sectors.length);
  return { sectors: shares, slots: bySector, lags, measure, passedOver, furthest };
}

/** Fills the places from one on with what stands before it, again and again. */
function repeat(numbers: Int32Array | Float64Array, from: number): void {
  for (let place = from; place < numbers.length; place += 1) numbers[place] = numbers[place - from] ?? 0;
}

/** Which sectors have somebody free for which slot. */
class Ability {
  /** Whether every sector has somebody free for every slot. */
  readonly isEverybodys: boolean;
  /** By sector and slot: 1 where somebody of the sector can take it. */
  readonly #able: readonly Uint8Array[];
  #slot = 0;
  readonly #isAble = (sector: number): boolean => this.#able[sector]?.[this.#slot] === 1;

  constructor(stints: readonly (readonly MemberStint[])[], slots: number) {
    const always = stints.map((mine) => mine.find(({ free }) => !free.includes(0))?.free ?? null);
    this.isEverybodys = !always.includes(null);
    this.#able = stints.map((mine, sector) => always[sector] ?? anyFree(mine, slots));
  }

  at(slot: number): (sector: number) => boolean {
    this.#slot = slot;
    return this.#isAble;
  }
}

function anyFree(stints: readonly MemberStint[], slots: number): Uint8Array {
  const any = new Uint8Array(slots);
  for (const { from, until, free } of stints) {
    for (let slot = from; slot < until; slot += 1) if (free[slot] === 1) any[slot] = 1;
  }
  return any;
}

/** The sectors whose turn it was before this one's, and that had nobody free. */
function passedBy(
  assignment: ChairmanAssignment,
  sector: number,
  isAble: (sector: number) => boolean,
): number[] {
  const passed: number[] = [];
  for (;;) {
    const next = assignment.choose((place) => !passed.includes(place));
    if (next === null || next === sector || isAble(next)) return passed;
    passed.push(next);
  }
}

function slotsBySector(shares: Int32Array, sectors: number): number[][] {
  const slots = Array.from({ length: sectors }, (): number[] => []);
  for (let slot = 0; slot < shares.length; slot += 1) slots[shares[slot] ?? NOBODY]?.push(slot);
  return slots;
}
