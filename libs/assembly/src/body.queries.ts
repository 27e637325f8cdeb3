import { Injectable } from '@nestjs/common';
import type { BodyId, CoalitionId } from '#kernel';
import {
  databaseNow,
  inOrderOf,
  Keyset,
  loader,
  type GraphqlContext,
  loadRow,
  table,
  type List,
  type Table,
} from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import { BodyRow } from './assembly.entity.js';
import type { Body } from './assembly.types.js';
import type { CharterVersion } from './charter.types.js';

export const BODIES: Table<Body> = table(BodyRow);

/** In the order in which they were established. */
export const BODIES_OF_COALITION: List<Body> = {
  name: 'bodies of coalition',
  of: BODIES,
  parent: 'coalition_id',
  order: new Keyset([{ sql: 'body.id', property: 'id', type: 'uuid' }]),
};

/** The columns of a charter version, as `CharterVersion` names them. */
export const CHARTER = `coalition_id AS "coalitionId", body_id AS "bodyId", number, clauses, digest, begins_at AS "beginsAt",
  adopted_by AS "adoptedBy", transitional`;

/** The body; null when the coalition has none of this id. */
export async function loadBody(
  db: EntityManager,
  coalitionId: CoalitionId,
  id: BodyId,
): Promise<Body | null> {
  return loadRow(db, BODIES, coalitionId, id);
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

const CHARTERS_IN_FORCE = `
SELECT DISTINCT ON (coalition_id, body_id) ${CHARTER} FROM charter_version
WHERE (coalition_id, body_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
  AND begins_at <= coalesce($3::timestamptz, (SELECT quorate_now()))
ORDER BY coalition_id, body_id, begins_at DESC
`;

/** What the fields of bodies read. */
@Injectable()
export class BodyQueries {
  constructor(private readonly dataSource: DataSource) {}

  /** The database's clock. */
  now(): Promise<Date> {
    return databaseNow(this.dataSource);
  }

  /**
   * The charter version that was in force at an instant, or is now; of all bodies that a request asks about by one
   * statement. A later version does not change what was in force before it began.
   */
  charterInForce(context: GraphqlContext, body: Body, asOf: Date | null): Promise<CharterVersion | null> {
    const batch = async (bodies: readonly Body[]) => {
      const charters = await this.dataSource.query<CharterVersion[]>(CHARTERS_IN_FORCE, [
        bodies.map(({ coalitionId }) => coalitionId),
        bodies.map(({ id }) => id),
        asOf,
      ]);
      return inOrderOf(
        bodies.map(({ id }) => id),
        charters,
        ({ bodyId }) => bodyId,
      );
    };
    const name = `charter in force ${asOf?.toISOString() ?? 'now'}`;
    return loader<Body, CharterVersion | null>(context, name, batch, ({ id }) => id).load(body);
  }
}
