import type { PersonId, SectorId } from '#kernel';
import { balancesOf } from './balance.rules.js';
import type { FollowedMandates } from './followed-mandates.rules.js';
import type { FollowedShares } from './followed-shares.rules.js';
import { sectorsOf } from './roster.rules.js';

/**
 * Proves from the record alone that no plan shares the turns of a rotation more evenly, whoever was away: the proof
 * takes everybody as free, and whatever cannot be made more even then cannot be under absences either. Where it fails
 * absences may be the reason, of which the record tells nothing. It counts by mandates.
 *
 * @param movable the turns that the plan could give to anybody; all others stay
 */
export function isEvenWhoeverWasAway(
  { id, body, weightings, lines }: FollowedShares & { readonly body: string },
  movable: ReadonlySet<number>,
  mandates: FollowedMandates,
): boolean {
  const { sectors } = sectorsOf(id, weightings);
  const slots = lines.map(({ beginsAt, endsAt }) => ({
    beginsAt: new Date(beginsAt),
    endsAt: new Date(endsAt),
  }));
  const turns = lines.map(({ slot, state, holder, sector }) => ({
    personId: state === 'MISSED' ? null : (holder as PersonId | null),
    sectorId: sector as SectorId | null,
    isFixed: !movable.has(slot),
  }));
  const members = mandates.membersOf(body, sectors);
  return balancesOf({ slots, sectors, members }, turns).every(({ isOptimal }) => isOptimal);
}
