import type { DecisionId } from '#kernel';
import type { Act, Appended, Capacity } from '#record';
import { MandateRow } from './assembly.entity.js';
import type { EndReason, Mandate } from './assembly.types.js';
import { openHandover } from './handover-opening.service.js';

export { CHARTER } from './register.service.js';

/** The due act that tells of a mandate whose term is over; planned when it begins. */
export const RUN_OUT = 'mandate.runOut';

/** The due act that looks at whether a holder has stayed away for too long; planned when they were seen last. */
export const IDLE = 'status.idle';

/** The due act that looks at the seniority of a body’s holders; planned when one of them is seated, and each year. */
export const REVIEW_SENIORITY = 'seniority.review';

/** How and why a mandate ends before its time. */
export interface Ending {
  readonly endsAt: Date;
  readonly reason: Exclude<EndReason, 'TERM'>;
  readonly capacity: Capacity;
  /** Why, in words for the people of the coalition; null where the reason says all. */
  readonly because?: string | null;
  /** The section of the charter by which it ends, where one does. */
  readonly clause?: string | null;
  readonly decision?: DecisionId | null;
  readonly cause?: Appended;
}

/**
 * Sets the end of a mandate inside an act that holds its lock, and opens what the holder hands over; every end but that
 * of the term is set here.
 */
export async function endWithin(act: Act, mandate: Mandate, ending: Ending): Promise<Appended> {
  const { coalitionId, id, bodyId, seatId, personId } = mandate;
  const { endsAt, reason, capacity, because = null, clause = null, decision = null, cause } = ending;
  const entry = act.append({
    stream: id,
    kind: 'mandate.ended',
    capacity,
    cause: cause ?? null,
    body: { body: bodyId, seat: seatId, endsAt: endsAt.toISOString(), reason, clause, decision },
    ...(because === null ? {} : { commit: { because } }),
    about: personId,
    disclosed: false,
  });
  const { version } = entry;
  const change = { endsAt, endReason: reason, endedVersion: version, version };
  await act.db.update(MandateRow, { coalitionId, id }, change);
  await openHandover(act, mandate, entry);
  return entry;
}
