import { loadRow } from '#platform';
import type { Act, Appended } from '#record';
import type { Mandate } from './assembly.types.js';
import { statusProvisions } from './attendance.queries.js';
import { HANDOVER_OPENED } from './handover.entries.js';
import { HandoverRow } from './handover.entity.js';
import { isOpened } from './handover.queries.js';
import { checklistOf } from './handover.rules.js';
import { CHARTER } from './register.service.js';
import { SEATS } from './seat.queries.js';

/**
 * Opens what the holder of a mandate that ends hands over by the charter in force, inside the act that ends it; once a
 * mandate, and not at all where the charter asks for nothing.
 */
export async function openHandover(
  act: Act,
  { id: mandateId, bodyId, seatId }: Pick<Mandate, 'id' | 'bodyId' | 'seatId'>,
  cause: Appended,
): Promise<void> {
  const { db, coalitionId, now } = act;
  const { provisions, rulings } = await statusProvisions(db, { coalitionId, bodyId }, now);
  const seat = provisions && (await loadRow(db, SEATS, coalitionId, seatId));
  const checklist = seat && checklistOf(provisions, rulings, seat.seatClass);
  if (!checklist || checklist.items.length === 0) return;
  if (await isOpened(db, coalitionId, mandateId)) return;
  const id = act.newId<'Handover'>();
  const entry = act.append({
    stream: id,
    kind: HANDOVER_OPENED,
    capacity: CHARTER,
    cause,
    body: { body: bodyId, seat: seatId, mandate: mandateId, ...checklist },
  });
  const row = { coalitionId, id, version: entry.version, bodyId, seatId, mandateId };
  await db.insert(HandoverRow, { ...row, openedAt: now, ...checklist });
}
