import type { BodyId, CoalitionId } from '#kernel';
import { Keyset, table, type List, type Table } from '#platform';
import type { EntityManager } from 'typeorm';
import { MandateStatusRow, OccasionRow } from './attendance.entity.js';
import type { MandateStatus, Occasion } from './attendance.types.js';
import { loadBody } from './body.queries.js';
import { provisionsAt } from './eligibility.rules.js';
import type { Provisions } from './provision.rules.js';
import type { Read, Rulings } from './reading.rules.js';
import { rulesOfBody } from './seating.queries.js';
import { idleAfter } from './status.rules.js';

export const OCCASIONS: Table<Occasion> = table(OccasionRow);
export const STATUSES: Table<MandateStatus> = table(MandateStatusRow);

/** The latest first. */
export const OCCASIONS_OF_BODY: List<Occasion> = {
  name: 'occasions of body',
  of: OCCASIONS,
  parent: 'body_id',
  order: new Keyset([
    { sql: 'occasion.held_at', property: 'heldAt', type: 'timestamptz', descending: true },
    { sql: 'occasion.id', property: 'id', type: 'uuid', descending: true },
  ]),
};

/** The latest first. */
export const STATUSES_OF_MANDATE: List<MandateStatus> = {
  name: 'statuses of mandate',
  of: STATUSES,
  parent: 'mandate_id',
  order: new Keyset([
    { sql: 'mandate_status.begins_at', property: 'beginsAt', type: 'timestamptz', descending: true },
    { sql: 'mandate_status.id', property: 'id', type: 'uuid', descending: true },
  ]),
};

interface InBody {
  readonly coalitionId: CoalitionId;
  readonly bodyId: BodyId;
}

/** What the charter in force provides, with the rulings on it, and the body’s zone. */
export async function statusProvisions(
  db: EntityManager,
  { coalitionId, bodyId }: InBody,
  now: Date,
): Promise<{ readonly provisions: Provisions | null; readonly rulings: Rulings; readonly zone: string }> {
  const body = await loadBody(db, coalitionId, bodyId);
  if (!body) throw new RangeError('A body that has holders is there.');
  const { zone } = body;
  const rules = await rulesOfBody(db, { coalitionId, bodyId, asKnownAt: now }, { zone, at: now });
  return { provisions: provisionsAt(rules.rulebook, now), rulings: rules.rulings, zone };
}

/** The meetings and votes of a body, oldest first. */
export async function occasionsOf(
  db: EntityManager,
  coalitionId: CoalitionId,
  bodyId: BodyId,
): Promise<Occasion[]> {
  return db.query<Occasion[]>(
    `SELECT ${OCCASIONS.select} FROM occasion WHERE coalition_id = $1 AND body_id = $2 ORDER BY held_at, id`,
    [coalitionId, bodyId],
  );
}

/** True where a meeting of that instant is in the record. */
export async function meetingAt(
  db: EntityManager,
  { coalitionId, bodyId, heldAt }: InBody & Pick<Occasion, 'heldAt'>,
): Promise<boolean> {
  const rows = await db.query<object[]>(
    `SELECT FROM occasion WHERE coalition_id = $1 AND body_id = $2 AND held_at = $3 AND kind = 'MEETING'`,
    [coalitionId, bodyId, heldAt],
  );
  return rows.length > 0;
}

/** What holders of a body could do less and for how long, oldest first. */
export async function statusesOf(
  db: EntityManager,
  coalitionId: CoalitionId,
  bodyId: BodyId,
): Promise<MandateStatus[]> {
  return db.query<MandateStatus[]>(
    `SELECT ${STATUSES.select} FROM mandate_status WHERE coalition_id = $1 AND body_id = $2 ORDER BY begins_at, id`,
    [coalitionId, bodyId],
  );
}

/** What holders of a body may do less at an instant. */
export async function openStatuses(
  db: EntityManager,
  coalitionId: CoalitionId,
  bodyId: BodyId,
  at: Date,
): Promise<MandateStatus[]> {
  return db.query<MandateStatus[]>(
    `SELECT ${STATUSES.select} FROM mandate_status
     WHERE coalition_id = $1 AND body_id = $2 AND begins_at <= $3 AND (ends_at IS NULL OR $3 < ends_at)`,
    [coalitionId, bodyId, at],
  );
}

/** When a holder who attends nothing has stayed away for as long as the charter allows; null where it sets no time. */
export async function idleFrom(
  db: EntityManager,
  inBody: InBody,
  { seatClass, beginsAt }: { readonly seatClass: string; readonly beginsAt: Date },
  now: Date,
): Promise<Date | null> {
  const { provisions, zone } = await statusProvisions(db, inBody, now);
  const first: Read = (_, [reading]) => reading.value;
  return provisions && (idleAfter(provisions, { seatClass, lastSeen: beginsAt }, zone, first)?.at ?? null);
}
