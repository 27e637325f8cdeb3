import type { BodyId, CoalitionId } from '#kernel';
import type { EntityManager } from 'typeorm';
import type { Body } from './assembly.types.js';
import type { CharterVersion } from './charter.types.js';

const BODY = `coalition_id AS "coalitionId", id, version, name, zone, established_at AS "establishedAt"`;
const CHARTER = `coalition_id AS "coalitionId", body_id AS "bodyId", number, clauses, digest, begins_at AS "beginsAt",
  adopted_by AS "adoptedBy"`;

/** The body; null when the coalition has none of this id. */
export async function loadBody(
  db: EntityManager,
  coalitionId: CoalitionId,
  id: BodyId,
): Promise<Body | null> {
  const [body] = await db.query<Body[]>(`SELECT ${BODY} FROM body WHERE coalition_id = $1 AND id = $2`, [
    coalitionId,
    id,
  ]);
  return body ?? null;
}

/** The charter version in force on a body at an instant: the last that had begun. Null before the first. */
export async function charterInForce(
  db: EntityManager,
  coalitionId: CoalitionId,
  bodyId: BodyId,
  at: Date,
): Promise<CharterVersion | null> {
  const [charter] = await db.query<CharterVersion[]>(
    `SELECT ${CHARTER} FROM charter_version
     WHERE coalition_id = $1 AND body_id = $2 AND begins_at <= $3 ORDER BY begins_at DESC LIMIT 1`,
    [coalitionId, bodyId, at],
  );
  return charter ?? null;
}
