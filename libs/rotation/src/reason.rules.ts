import type { PersonId } from '#kernel';
import type { Matching } from './matching.rules.js';
import type { Member } from './rotation.types.js';
import type { MemberStint } from './stints.rules.js';

/** Stands for a count of others where there are none; a count itself may be below zero, after a leave. */
const NONE = -(2 ** 31);
const NO_ONE: readonly PersonId[] = [];

/**
 * Why people have their turns, as numbers by slot; sentences are made of them when somebody asks. A plan has
 * hundreds of turns, of which few are ever read.
 */
export class PersonalReasons {
  readonly #had: Int32Array;
  readonly #fewest: Int32Array;
  readonly #most: Int32Array;

  constructor(slots: number) {
    this.#had = new Int32Array(slots);
    this.#fewest = new Int32Array(slots).fill(NONE);
    this.#most = new Int32Array(slots).fill(NONE);
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
    const counts = loads.slice();
    for (const slot of slots) counts[holders[slot] ?? -1] = (counts[holders[slot] ?? -1] ?? 0) - 1;
    for (const slot of slots) {
      const holder = holders[slot] ?? -1;
      const had = counts[holder] ?? 0;
      let [fewest, most] = [Infinity, NONE];
      for (let stint = 0; stint < stints.length; stint += 1) {
        const one = stints[stint];
        if (!one || slot < one.from || slot >= one.until || stint === holder) continue;
        const count = counts[stint] ?? 0;
        if (count < fewest) fewest = count;
        if (count > most) most = count;
      }
      this.#had[slot] = had;
      this.#fewest[slot] = most === NONE ? NONE : fewest;
      this.#most[slot] = most;
      counts[holder] = had + 1;
    }
  }

  /** The numbers of one turn; those of a turn that no member of a sector has are 0 and null. */
  at(slot: number): { readonly had: number; readonly fewest: number | null; readonly most: number | null } {
    return {
      had: this.#had[slot] ?? 0,
      fewest: counted(this.#fewest[slot]),
      most: counted(this.#most[slot]),
    };
  }
}

function counted(number = NONE): number | null {
  return number === NONE ? null : number;
}

/** The others of a sector who sat on the body in a slot and could not take it. */
export function awayIn(
  slot: number,
  { members, stints, holder }: { members: readonly Member[]; stints: readonly MemberStint[]; holder: number },
): readonly PersonId[] {
  let away = NO_ONE;
  for (const { member, from, until, free } of stints) {
    const isAway = member !== holder && from <= slot && slot < until && free[slot] !== 1;
    const person = isAway ? members[member]?.personId : undefined;
    if (person) away = [...away, person];
  }
  return away;
}
