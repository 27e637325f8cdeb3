import type { BodyId, CoalitionId, MandateId, PersonId, SeatId } from '#kernel';
import type { EntityManager } from 'typeorm';
import type { Elector, Mandate, Seat } from './assembly.types.js';

const SEAT = `coalition_id AS "coalitionId", id, version, body_id AS "bodyId", label, seat_class AS "seatClass",
  sector_id AS "sectorId", organization_id AS "organizationId", begins_at AS "beginsAt", ends_at AS "endsAt"`;
const MANDATE = `coalition_id AS "coalitionId", id, version, seat_id AS "seatId", body_id AS "bodyId",
  person_id AS "personId", on_behalf_of AS "onBehalfOf", begins_at AS "beginsAt", ends_at AS "endsAt",
  ended_because AS "endedBecause"`;

/** The seat; null when the coalition has none of this id. */
export async function loadSeat(
  db: EntityManager,
  coalitionId: CoalitionId,
  id: SeatId,
): Promise<Seat | null> {
  const [seat] = await db.query<Seat[]>(`SELECT ${SEAT} FROM seat WHERE coalition_id = $1 AND id = $2`, [
    coalitionId,
    id,
  ]);
  return seat ?? null;
}

/** All seats that a body has had. */
export async function seatsOfBody(
  db: EntityManager,
  coalitionId: CoalitionId,
  bodyId: BodyId,
): Promise<Seat[]> {
  return db.query<Seat[]>(
    `SELECT ${SEAT} FROM seat WHERE coalition_id = $1 AND body_id = $2 ORDER BY begins_at, id`,
    [coalitionId, bodyId],
  );
}

/** The mandate; null when the coalition has none of this id. */
export async function loadMandate(
  db: EntityManager,
  coalitionId: CoalitionId,
  id: MandateId,
): Promise<Mandate | null> {
  const [mandate] = await db.query<Mandate[]>(
    `SELECT ${MANDATE} FROM mandate WHERE coalition_id = $1 AND id = $2`,
    [coalitionId, id],
  );
  return mandate ?? null;
}

/** The mandates of a body that had not ended at an instant, those yet to begin too. */
export async function mandatesNotOver(
  db: EntityManager,
  coalitionId: CoalitionId,
  bodyId: BodyId,
  at: Date,
): Promise<Mandate[]> {
  return db.query<Mandate[]>(
    `SELECT ${MANDATE} FROM mandate
     WHERE coalition_id = $1 AND body_id = $2 AND (ends_at IS NULL OR $3 < ends_at) ORDER BY begins_at, id`,
    [coalitionId, bodyId, at],
  );
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
`;

/** Who may decide in a body at an instant: the holders of its mandates in force, in the order of their seats' ids. */
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
