import type { Provision } from './provision.rules.js';

/** Whether a holder was there on one occasion. */
export type Attendance = 'TOOK_PART' | 'MISSED' | 'EXCUSED';

/**
 * Whether a holder’s status changes by itself: so many occasions in a row were missed, up to the last one. An excused
 * occasion neither counts nor breaks the row.
 *
 * @param occasions oldest first
 */
export function statusAfter(
  { inARow, becomes, clause }: Pick<Provision<'STATUS'>, 'inARow' | 'becomes' | 'clause'>,
  occasions: readonly Attendance[],
): { readonly becomes: Provision<'STATUS'>['becomes']; readonly clause: string } | null {
  const counted = occasions.filter((occasion) => occasion !== 'EXCUSED');
  const last = counted.slice(-inARow);
  const isDue = last.length === inARow && last.every((occasion) => occasion === 'MISSED');
  return isDue ? { becomes, clause } : null;
}
