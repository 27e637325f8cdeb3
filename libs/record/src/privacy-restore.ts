import type { CoalitionId, LegalBasis } from '#kernel';
import { becomeRole } from '#platform';
import { ERASED_KIND } from '#transparency';
import type { DataSource, EntityManager } from 'typeorm';
import { findValues, removeValues } from './privacy-erasure.js';

interface ErasedEvent {
  readonly coalitionId: CoalitionId;
  readonly eventId: string;
  readonly stream: string;
  readonly version: number;
  readonly at: Date;
  readonly entry: Buffer;
}

/** What the body of such an entry says; its writer is `eraseValues`, and its bytes are in the record. */
interface ErasedBody {
  readonly ref: string;
  readonly fields: readonly string[] | null;
  readonly legalBasis: LegalBasis;
}

/**
 * Erases again what entries tell was erased and a restored backup brought back: to be done before anybody is served.
 * Where nothing came back, nothing is written.
 *
 * @returns how many values were erased again
 */
export async function reapplyErasures(dataSource: DataSource): Promise<number> {
  const events = await dataSource.query<ErasedEvent[]>(
    `SELECT coalition_id AS "coalitionId", event_id AS "eventId", stream, stream_version AS version,
       recorded_at AS at, entry
     FROM record_event WHERE kind = '${ERASED_KIND}' ORDER BY event_id`,
  );
  let erased = 0;
  for (const event of events) erased += await dataSource.transaction((db) => eraseAgain(db, event));
  return erased;
}

/** Only what was there before the erasure: a name that was given since stays. */
async function eraseAgain(db: EntityManager, event: ErasedEvent): Promise<number> {
  const { coalitionId, eventId, at } = event;
  const { body } = JSON.parse(event.entry.toString()) as { readonly body: ErasedBody };
  const { ref, fields, legalBasis: basis } = body;
  const erasing = { ref, fields, basis };
  const found = await findValues(db, coalitionId, erasing, eventId);
  if (found.length === 0) return 0;
  await becomeRole(db, 'quorate_app', coalitionId);
  await removeValues(db, coalitionId, { found, erasing, at, entry: event });
  return found.length;
}
