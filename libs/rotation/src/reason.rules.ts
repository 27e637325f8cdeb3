import type { PersonId } from '#kernel';
import type { Matching } from './matching.types.js';
import type { Member } from './rotation.types.js';
import type { MemberStint } from './stints.rules.js';

/** Stands for a count of others where there are none; a count itself may be below zero, after a leave. */
const NONE = -(2 ** 31);
const NO_ONE: readonly PersonId[] = [];

/** The numbers of one turn: what its person had, and the fewest and the most that the others had. */
const NUMBERS = 3;

/**
 * Why people have their turns, as numbers by slot; sentences are made of them when somebody asks. A plan has
 * hundreds of turns, of which few are ever read.
 */
export class PersonalReasons {
  /** By slot, one after the other. */
  readonly #numbers: Int32Array;

  constructor(slots: number) {
    this.#numbers = new Int32Array(NUMBERS * slots).fill(NONE);
  }

  /**
   * Counts for one sector's turns, as the counts stood before each.
   *
   * @param slots the sector's slots, ascending
   */
  count(
    { stints, slots }: { readonly stints: readonly MemberStint[]; readonly slots: readonly number[] },
    { holders, loads }: Matching,
  ): void {
    const numbers = this.#numbers;
    const counts = loads.slice();
    for (let index = 0; index < slots.length; index += 1) {
      const holder = holders[slots[index] ?? 0] ?? -1;
      if (holder >= 0) counts[holder] = (counts[holder] ?? 0) - 1;
    }
    for (let index = 0; index < slots.length; index += 1) {
      const slot = slots[index] ?? 0;
      const holder = holders[slot] ?? -1;
      let fewest = -NONE - 1;
      let most = NONE;
      for (let stint = 0; stint < stints.length; stint += 1) {
        const one = stints[stint];
        if (!one || slot < one.from || slot >= one.until || stint === holder) continue;
        const count = counts[stint] ?? 0;
        if (count < fewest) fewest = count;
        if (count > most) most = count;
      }
      const had = holder < 0 ? 0 : (counts[holder] ?? 0);
      const place = slot * NUMBERS;
      numbers[place] = had;
      numbers[place + 1] = most === NONE ? NONE : fewest;
      numbers[place + 2] = most;
      if (holder >= 0) counts[holder] = had + 1;
    }
  }

  /** How many turns the person of a slot had before it; 0 for a turn that no member of a sector has. */
  had(slot: number): number {
    return this.#counted(slot * NUMBERS) ?? 0;
  }

  /** The fewest that one of the others had; null where there are none. */
  fewest(slot: number): number | null {
    return this.#counted(slot * NUMBERS + 1);
  }

  /** The most that one of the others had; null where there are none. */
  most(slot: number): number | null {
    return this.#counted(slot * NUMBERS + 2);
  }

  #counted(place: number): number | null {
    const number = this.#numbers[place] ?? NONE;
    return number === NONE ? null : number;
  }
}

/** The others of a sector who sat on the body in a slot and could not take it. */
export function awayIn(
  slot: number,
  { members, stints, holder }: { members: readonly Member[]; stints: readonly MemberStint[]; holder: number },
): readonly PersonId[] {
  let away = NO_ONE;
  for (let place = 0; place < stints.length; place += 1) {
    const stint = stints[place];
    if (!stint || stint.free[slot] === 1 || stint.member === holder) continue;
    const person = stint.from <= slot && slot < stint.until ? members[stint.member]?.personId : undefined;
    if (person) away = [...away, person];
  }
  return away;
}
