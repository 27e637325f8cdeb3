import { Injectable } from '@nestjs/common';
import type { BodyId, CoalitionId, PersonId } from '#kernel';
import { Keyset, table, type List, type RowKey, type Table } from '#platform';
import type { Act, LogQueries } from '#record';
import { nodeHash } from '#transparency';
import { DataSource, type EntityManager } from 'typeorm';
import type { Place } from './draw-result.js';
import { DrawRow, DrawSecretRow } from './draw.entity.js';
import type { Draw, DrawId, DrawSecret, Pool, PoolPlace } from './draw.types.js';

export const DRAWS: Table<Draw> = table(DrawRow);
export const DRAW_SECRETS: Table<DrawSecret> = table(DrawSecretRow);

/** The newest first. */
export const DRAWS_OF_BODY: List<Draw> = {
  name: 'draws of body',
  of: DRAWS,
  parent: 'body_id',
  order: new Keyset([{ sql: 'draw.id', property: 'id', type: 'uuid', descending: true }]),
};

/** A remedy has one lot. */
export const DRAWS_OF_REMEDY: List<Draw> = { ...DRAWS_OF_BODY, name: 'draws of remedy', parent: 'remedy_id' };

/** In the order in which they were committed to. */
export const SECRETS_OF_DRAW: List<DrawSecret> = {
  name: 'secrets of draw',
  of: DRAW_SECRETS,
  parent: 'draw_id',
  order: new Keyset([{ sql: 'draw_secret.id', property: 'id', type: 'uuid' }]),
};

/** The secrets that were committed to for a draw. */
export async function secretsOf(
  db: EntityManager,
  coalitionId: CoalitionId,
  drawId: DrawId,
): Promise<DrawSecret[]> {
  return db.query<DrawSecret[]>(
    `SELECT ${DRAW_SECRETS.select} FROM draw_secret WHERE coalition_id = $1 AND draw_id = $2 ORDER BY id`,
    [coalitionId, drawId],
  );
}

/** The draws of a body under a section from exactly this pool; people are the same behind other salts. */
export async function earlierDraws(
  { db, coalitionId }: Pick<Act, 'db' | 'coalitionId'>,
  { bodyId, section, pool }: { readonly bodyId: BodyId; readonly section: string; readonly pool: Pool },
): Promise<{ readonly id: DrawId }[]> {
  const people = peopleOf(pool);
  const isSame =
    people !== null
      ? `of_people AND ARRAY(
           SELECT person_id FROM pool_place
           WHERE pool_place.coalition_id = draw.coalition_id AND draw.pool ? leaf ORDER BY person_id
         ) = ARRAY(SELECT person FROM unnest($4::uuid[]) person ORDER BY person)`
      : 'NOT of_people AND pool @> to_jsonb($4::text[]) AND pool <@ to_jsonb($4::text[])';
  return db.query<{ id: DrawId }[]>(
    `SELECT id FROM draw WHERE coalition_id = $1 AND body_id = $2 AND section = $3 AND ${isSame} ORDER BY id`,
    [coalitionId, bodyId, section, people ?? linesOf(pool)],
  );
}

/** Who is drawn from; null where it is things. */
export function peopleOf(pool: Pool): readonly PersonId[] | null {
  if ('places' in pool) return pool.places.map(({ personId }) => personId);
  return 'people' in pool ? pool.people : null;
}

function linesOf(pool: Pool): readonly string[] {
  return 'lines' in pool ? pool.lines : [];
}

/** Reads who stands where in the pools of people. */
@Injectable()
export class PoolPlaces {
  constructor(private readonly dataSource: DataSource) {}

  /** Where a person stands in the pool of a draw; null where they do not. */
  async ofPerson({ coalitionId, id }: RowKey, personId: PersonId): Promise<PoolPlace | null> {
    const [place] = await this.#places({ coalitionId, id }, personId);
    return place ?? null;
  }

  /** Who stands behind the leaves of a draw. */
  async inDraw(draw: RowKey): Promise<ReadonlyMap<string, PersonId>> {
    const places = await this.#places(draw, null);
    return new Map(places.map(({ leaf, personId }) => [leaf, personId]));
  }

  #places({ coalitionId, id }: RowKey, personId: PersonId | null): Promise<PoolPlace[]> {
    return this.dataSource.query<PoolPlace[]>(
      `SELECT leaf, person_id AS "personId", salt
       FROM draw JOIN pool_place USING (coalition_id)
       WHERE coalition_id = $1 AND draw.id = $2 AND draw.pool ? leaf AND ($3::uuid IS NULL OR person_id = $3)`,
      [coalitionId, id, personId],
    );
  }
}

/**
 * Where the record holds a draw's commitment: its leaf, and the root of the tree that ends with it, which leaves
 * nobody a choice. Null while no checkpoint holds it.
 */
export async function placeOfDraw(
  log: LogQueries,
  coalitionId: CoalitionId,
  id: DrawId,
): Promise<Place | null> {
  const size = (await log.byCoalition(coalitionId))?.size ?? 0;
  const [entry] = await log.history(coalitionId, id, { from: 1, count: 1, size });
  if (!entry) return null;
  const proof = await log.inclusionProof(coalitionId, entry.index, entry.index + 1);
  // The last leaf of a tree has all its siblings to the left.
  const root = proof.reduce((node, sibling) => nodeHash(sibling, node), entry.leafHash);
  return { leafHash: entry.leafHash, root };
}
