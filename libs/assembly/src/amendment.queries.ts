import { Injectable } from '@nestjs/common';
import type { BodyId, CoalitionId } from '#kernel';
import { gatheredBy, loader, type GraphqlContext } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import type { Body } from './assembly.types.js';
import { CHARTER } from './body.queries.js';
import type { CharterVersion } from './charter.types.js';

/** The last charter version that a body has adopted, in force already or not; null for no such body. */
export async function latestCharter(
  db: EntityManager,
  coalitionId: CoalitionId,
  bodyId: BodyId,
): Promise<CharterVersion | null> {
  const [charter] = await db.query<CharterVersion[]>(
    `SELECT ${CHARTER} FROM charter_version
     WHERE coalition_id = $1 AND body_id = $2 ORDER BY number DESC LIMIT 1`,
    [coalitionId, bodyId],
  );
  return charter ?? null;
}

const VERSIONS = `
SELECT ${CHARTER} FROM charter_version
WHERE (coalition_id, body_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
ORDER BY number
`;

/** What fields read of the versions that charters have had. */
@Injectable()
export class CharterQueries {
  constructor(private readonly dataSource: DataSource) {}

  /** All versions of a body's charter, the first one first; of all bodies of a request by one statement. */
  versions(
    context: GraphqlContext,
    body: Pick<Body, 'coalitionId' | 'id'>,
  ): Promise<readonly CharterVersion[]> {
    const batch = async (bodies: readonly Pick<Body, 'coalitionId' | 'id'>[]) => {
      const ids = bodies.map(({ id }) => id);
      const versions = await this.dataSource.query<CharterVersion[]>(VERSIONS, [
        bodies.map(({ coalitionId }) => coalitionId),
        ids,
      ]);
      return gatheredBy(ids, versions, ({ bodyId }) => bodyId);
    };
    return loader<Pick<Body, 'coalitionId' | 'id'>, readonly CharterVersion[]>(
      context,
      'charter versions',
      batch,
      ({ id }) => id,
    ).load(body);
  }
}
