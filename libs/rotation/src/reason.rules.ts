import type { PersonId } from '#kernel';
import type { Matching } from './matching.rules.js';
import type { Member, TurnReason } from './rotation.types.js';
import type { MemberStint } from './stints.rules.js';

/** Why the person of a sector has a turn: the part of a reason that tells of people. */
export type PersonalReason = Pick<TurnReason, 'had' | 'fewest' | 'most' | 'away'>;

const NO_ONE: readonly PersonId[] = [];

/** A turn that no member of a sector has: nobody's, or one that somebody had who sits there no more. */
export const NO_PERSONAL_REASON: PersonalReason = { had: 0, fewest: null, most: null, away: NO_ONE };

/**
 * Writes the reasons of one sector's turns to their slots, in the counts as they stood before each.
 *
 * @param slots the sector's slots, ascending
 */
export function writeReasons(
  {
    members,
    stints,
    slots,
  }: {
    readonly members: readonly Member[];
    readonly stints: readonly MemberStint[];
    readonly slots: readonly number[];
  },
  { holders, loads }: Matching,
  reasons: PersonalReason[],
): void {
  const counts = loads.slice();
  for (const slot of slots) counts[holders[slot] ?? -1] = (counts[holders[slot] ?? -1] ?? 0) - 1;
  for (const slot of slots) {
    const holder = holders[slot] ?? -1;
    const had = counts[holder] ?? 0;
    let [fewest, most] = [Infinity, -1];
    let away = NO_ONE;
    for (let stint = 0; stint < stints.length; stint += 1) {
      const one = stints[stint];
      if (!one || slot < one.from || slot >= one.until || stint === holder) continue;
      const count = counts[stint] ?? 0;
      if (count < fewest) fewest = count;
      if (count > most) most = count;
      const person = members[one.member]?.personId;
      if (one.free[slot] !== 1 && person) away = [...away, person];
    }
    const hasOthers = most >= 0;
    reasons[slot] = { had, fewest: hasOthers ? fewest : null, most: hasOthers ? most : null, away };
    counts[holder] = had + 1;
  }
}
