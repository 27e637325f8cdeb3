import { Injectable } from '@nestjs/common';
import type { BodyId, CoalitionId, PersonId } from '#kernel';
import {
  gatheredBy,
  Keyset,
  loader,
  table,
  type GraphqlContext,
  type List,
  type RowKey,
  type Table,
} from '#platform';
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

  /** Where the caller stands in the pool of a draw; null where they do not. */
  async ofCaller(context: GraphqlContext, { coalitionId, id }: RowKey): Promise<PoolPlace | null> {
    const personId = context.principal.persons.get(coalitionId);
    if (!personId) return null;
    const [place] = await this.#asked(context, 'own places in draws').load({ coalitionId, id, personId });
    return place ?? null;
  }

  /** Who stands behind the leaves of a draw. */
  async inDraw(context: GraphqlContext, { coalitionId, id }: RowKey): Promise<ReadonlyMap<string, PersonId>> {
    const places = await this.#asked(context, 'places in draws').load({ coalitionId, id, personId: null });
    return new Map(places.map(({ leaf, personId }) => [leaf, personId]));
  }

  #asked(context: GraphqlContext, what: string) {
    return loader<AskedPlaces, PlaceInDraw[]>(context, what, (keys) => this.#places(keys), textOf);
  }

  async #places(keys: readonly AskedPlaces[]): Promise<PlaceInDraw[][]> {
    const rows = await this.dataSource.query<PlaceInDraw[]>(
      `SELECT coalition_id AS "coalitionId", draw.id, leaf, pool_place.person_id AS "personId", salt
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS asked (coalition_id, id, person_id)
       JOIN draw USING (coalition_id, id) JOIN pool_place USING (coalition_id)
       WHERE draw.pool ? leaf AND (asked.person_id IS NULL OR pool_place.person_id = asked.person_id)`,
      [
        keys.map(({ coalitionId }) => coalitionId),
        keys.map(({ id }) => id),
        keys.map(({ personId }) => personId),
      ],
    );
    return gatheredBy(keys.map(textOf), rows, textOf);
  }
}

/** The places in a draw that are asked for: of one person, or of all. */
interface AskedPlaces extends RowKey {
  readonly personId: PersonId | null;
}

interface PlaceInDraw extends PoolPlace, RowKey {}

function textOf({ coalitionId, id }: RowKey): string {
  return `${coalitionId}/${id}`;
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
