import { Injectable } from '@nestjs/common';
import type { BodyId, CoalitionId, MandateId, PersonId } from '#kernel';
import { inOrderOf, Keyset, loader, type GraphqlContext, table, type List, type Table } from '#platform';
import { sealedValue } from '#record';
import { DataSource, type EntityManager } from 'typeorm';
import { MandateRow, SeatRow } from './assembly.entity.js';
import type { Elector, Mandate, Seat } from './assembly.types.js';

export const SEATS: Table<Seat> = table(SeatRow);

/** As `isHeldOverAt`, for now. */
const HELD_OVER = `(mandate.holdover AND coalesce(mandate.term_ends_at <= quorate_now(), false)
  AND (mandate.ends_at IS NULL OR quorate_now() < mandate.ends_at))`;

export const MANDATES: Table<Mandate> = table<MandateRow, Pick<Mandate, 'endedBecause' | 'isHeldOver'>>(
  MandateRow,
  {
    endedBecause: sealedValue({
      coalition: 'mandate.coalition_id',
      stream: 'mandate.id',
      version: 'mandate.ended_version',
      field: 'because',
    }),
    isHeldOver: HELD_OVER,
  },
);

/** In the order in which they were created. */
export const SEATS_OF_BODY: List<Seat> = {
  name: 'seats of body',
  of: SEATS,
  parent: 'body_id',
  order: new Keyset([{ sql: 'seat.id', property: 'id', type: 'uuid' }]),
};

/** The latest first. */
export const MANDATES_OF_BODY: List<Mandate> = {
  name: 'mandates of body',
  of: MANDATES,
  parent: 'body_id',
  order: new Keyset([
    { sql: 'mandate.begins_at', property: 'beginsAt', type: 'timestamptz', descending: true },
    { sql: 'mandate.id', property: 'id', type: 'uuid', descending: true },
  ]),
};

export const MANDATES_OF_SEAT: List<Mandate> = {
  ...MANDATES_OF_BODY,
  name: 'mandates of seat',
  parent: 'seat_id',
};

export const MANDATES_OF_PERSON: List<Mandate> = {
  ...MANDATES_OF_BODY,
  name: 'mandates of person',
  parent: 'person_id',
};

/** All seats that a body has had. */
export async function seatsOfBody(
  db: EntityManager,
  coalitionId: CoalitionId,
  bodyId: BodyId,
): Promise<Seat[]> {
  return db.query<Seat[]>(`SELECT ${SEATS.select} FROM seat WHERE coalition_id = $1 AND body_id = $2`, [
    coalitionId,
    bodyId,
  ]);
}

/** The mandates of a body that had not ended at an instant, those yet to begin too. */
export async function mandatesNotOver(
  db: EntityManager,
  coalitionId: CoalitionId,
  bodyId: BodyId,
  at: Date,
): Promise<Mandate[]> {
  return db.query<Mandate[]>(
    `SELECT ${MANDATES.select} FROM mandate
     WHERE coalition_id = $1 AND body_id = $2 AND (ends_at IS NULL OR $3 < ends_at)`,
    [coalitionId, bodyId, at],
  );
}

/** The mandate by which a seat was held last, up to an instant; null for one that nobody has held by then. */
export async function lastMandateOf(
  db: EntityManager,
  { coalitionId, id }: Pick<Seat, 'coalitionId' | 'id'>,
  at: Date,
): Promise<Mandate | null> {
  const [mandate] = await db.query<Mandate[]>(
    `SELECT ${MANDATES.select} FROM mandate
     WHERE coalition_id = $1 AND seat_id = $2 AND begins_at <= $3 ORDER BY begins_at DESC LIMIT 1`,
    [coalitionId, id, at],
  );
  return mandate ?? null;
}

/** The bodies in which a person has a mandate that is not over. */
export async function bodiesOf(
  db: EntityManager,
  coalitionId: CoalitionId,
  personId: PersonId,
): Promise<BodyId[]> {
  const rows = await db.query<{ id: BodyId }[]>(
    `SELECT DISTINCT body_id AS id FROM mandate
     WHERE coalition_id = $1 AND person_id = $2 AND (ends_at IS NULL OR quorate_now() < ends_at)`,
    [coalitionId, personId],
  );
  return rows.map(({ id }) => id);
}

/** The bodies in which a person has a mandate in force at an instant. */
export async function bodiesHeldBy(
  db: EntityManager,
  coalitionId: CoalitionId,
  personId: PersonId,
  at: Date,
): Promise<BodyId[]> {
  const rows = await db.query<{ id: BodyId }[]>(
    `SELECT DISTINCT body_id AS id FROM mandate
     WHERE coalition_id = $1 AND person_id = $2 AND begins_at <= $3 AND (ends_at IS NULL OR $3 < ends_at)
     ORDER BY id`,
    [coalitionId, personId, at],
  );
  return rows.map(({ id }) => id);
}

const ELECTORS = `
SELECT mandate.id AS "mandateId", mandate.seat_id AS "seatId", mandate.person_id AS "personId",
       coalesce(seat.sector_id, organization.sector_id) AS "sectorId", mandate.on_behalf_of AS "organizationId"
FROM mandate
JOIN seat ON seat.coalition_id = mandate.coalition_id AND seat.id = mandate.seat_id
LEFT JOIN organization
  ON organization.coalition_id = mandate.coalition_id AND organization.id = mandate.on_behalf_of
WHERE mandate.coalition_id = $1 AND mandate.body_id = $2
  AND mandate.begins_at <= $3 AND (mandate.ends_at IS NULL OR $3 < mandate.ends_at)
  AND NOT EXISTS (
    SELECT FROM mandate_status status
    WHERE status.coalition_id = mandate.coalition_id AND status.mandate_id = mandate.id
      AND status.becomes = 'SUSPENDED' AND status.begins_at <= $3 AND (status.ends_at IS NULL OR $3 < status.ends_at)
  )
`;

/** Who may decide in a body at an instant: the holders of its mandates in force who are not suspended, in the order of their seats' ids. */
export async function electorsOf(
  db: EntityManager,
  coalitionId: CoalitionId,
  bodyId: BodyId,
  at: Date,
): Promise<Elector[]> {
  return db.query<Elector[]>(`${ELECTORS} ORDER BY mandate.seat_id`, [coalitionId, bodyId, at]);
}

/** The person's mandate in a body at an instant, as an elector; null for one who has no seat in it then. */
export async function electorOf(
  db: EntityManager,
  { coalitionId, bodyId, personId }: { coalitionId: CoalitionId; bodyId: BodyId; personId: PersonId },
  at: Date,
): Promise<Elector | null> {
  const [elector] = await db.query<Elector[]>(`${ELECTORS} AND mandate.person_id = $4`, [
    coalitionId,
    bodyId,
    at,
    personId,
  ]);
  return elector ?? null;
}

/** Holders in the order in which they were seated; those whom one act seated, in the order in which it did. */
export async function inOrderOfSeating<Holder extends { readonly mandateId: MandateId }>(
  db: EntityManager,
  coalitionId: CoalitionId,
  holders: readonly Holder[],
): Promise<Holder[]> {
  // Ids of one act are random among themselves; its entries are written in order.
  const order = await db.query<{ id: MandateId }[]>(
    `SELECT stream AS id FROM record_event
     WHERE coalition_id = $1 AND stream = ANY ($2) AND stream_version = 1 ORDER BY event_id`,
    [coalitionId, holders.map(({ mandateId }) => mandateId)],
  );
  return order.flatMap(({ id }) => holders.find(({ mandateId }) => mandateId === id) ?? []);
}

const MANDATES_NOW = `
SELECT ${MANDATES.select} FROM mandate, (SELECT quorate_now() AS now) clock
WHERE (coalition_id, seat_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
  AND begins_at <= clock.now AND (ends_at IS NULL OR clock.now < ends_at)
`;

/** What the fields of seats read. */
@Injectable()
export class SeatQueries {
  constructor(private readonly dataSource: DataSource) {}

  /** The mandate in force on a seat now; null for a vacant one. Of all seats of a request by one statement. */
  mandateNow(context: GraphqlContext, seat: Seat): Promise<Mandate | null> {
    const batch = async (seats: readonly Seat[]) => {
      const mandates = await this.dataSource.query<Mandate[]>(MANDATES_NOW, [
        seats.map(({ coalitionId }) => coalitionId),
        seats.map(({ id }) => id),
      ]);
      return inOrderOf(
        seats.map(({ id }) => id),
        mandates,
        ({ seatId }) => seatId,
      );
    };
    return loader<Seat, Mandate | null>(context, 'mandate in force', batch, ({ id }) => id).load(seat);
  }
}
