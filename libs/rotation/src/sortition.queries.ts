import { Injectable } from '@nestjs/common';
import type { CoalitionId, PersonId } from '#kernel';
import {
  gatheredBy,
  Keyset,
  loader,
  loadRow,
  notFound,
  table,
  type GraphqlContext,
  type List,
  type RowKey,
  type Table,
} from '#platform';
import type { Act } from '#record';
import { DataSource, type EntityManager } from 'typeorm';
import { DRAWS_OF_BODY } from './draw.queries.js';
import type { Draw, PoolPlace, SortitionId } from './draw.types.js';
import type { Standing } from './held-sortition.rules.js';
import type { HeldSortition, SortitionWork } from './held-sortition.types.js';
import { SortitionRow, SortitionWorkRow } from './sortition.entity.js';

export const SORTITIONS: Table<HeldSortition> = table(SortitionRow);
export const SORTITION_WORKS: Table<SortitionWork> = table(SortitionWorkRow);

/** The newest first. */
export const SORTITIONS_OF_BODY: List<HeldSortition> = {
  name: 'sortitions of body',
  of: SORTITIONS,
  parent: 'body_id',
  order: new Keyset([{ sql: 'sortition.id', property: 'id', type: 'uuid', descending: true }]),
};

/** A sortition has one draw. */
export const DRAWS_OF_SORTITION: List<Draw> = {
  ...DRAWS_OF_BODY,
  name: 'draws of sortition',
  parent: 'sortition_id',
};

/** A sortition as an act finds it. Throws NOT_FOUND where there is none. */
export async function standingOf(
  { db, coalitionId }: Pick<Act, 'db' | 'coalitionId'>,
  id: SortitionId,
): Promise<Standing & { readonly sortition: HeldSortition }> {
  const sortition = await loadRow(db, SORTITIONS, coalitionId, id);
  const work = await loadRow(db, SORTITION_WORKS, coalitionId, id);
  if (!sortition || !work) throw notFound();
  return { sortition, work };
}

/** Who stands behind the leaves of a sortition, in the order of the leaves. */
export async function placesOf(
  db: Pick<EntityManager, 'query'>,
  { coalitionId, id }: Pick<HeldSortition, 'coalitionId' | 'id'>,
): Promise<PoolPlace[]> {
  return db.query<PoolPlace[]>(
    `SELECT leaf, person_id AS "personId", salt FROM pool_place
     WHERE coalition_id = $1 AND entry_stream = $2 ORDER BY leaf`,
    [coalitionId, id],
  );
}

interface PanelMember {
  readonly coalitionId: CoalitionId;
  readonly id: SortitionId;
  readonly personId: PersonId;
}

/** The panels in the drawn order, of those that the reader may see: stewards, members of the body, and who is on it. */
const MEMBERS = `
SELECT sortition.coalition_id AS "coalitionId", sortition.id, place.person_id AS "personId"
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS asked (coalition_id, id, reader)
JOIN sortition USING (coalition_id, id)
CROSS JOIN LATERAL jsonb_array_elements_text(sortition.panel) WITH ORDINALITY AS panel (leaf, at)
JOIN pool_place place ON place.coalition_id = sortition.coalition_id AND place.leaf = panel.leaf
WHERE EXISTS (
    SELECT FROM person WHERE person.coalition_id = asked.coalition_id AND person.id = asked.reader AND person.steward
  ) OR EXISTS (
    SELECT FROM mandate WHERE mandate.coalition_id = asked.coalition_id AND mandate.person_id = asked.reader
      AND mandate.body_id = sortition.body_id
      AND mandate.begins_at <= quorate_now() AND (mandate.ends_at IS NULL OR quorate_now() < mandate.ends_at)
  ) OR EXISTS (
    SELECT FROM pool_place own WHERE own.coalition_id = asked.coalition_id AND own.entry_stream = sortition.id
      AND own.person_id = asked.reader AND sortition.panel ? own.leaf
  )
ORDER BY sortition.id, panel.at`;

/** Reads who is on a panel, for those who may see it. */
@Injectable()
export class PanelReading {
  constructor(private readonly dataSource: DataSource) {}

  /** The panel in the drawn order; null where it is not drawn, or not for the caller to see. */
  async members(context: GraphqlContext, { coalitionId, id }: RowKey): Promise<PersonId[] | null> {
    const reader = context.principal.persons.get(coalitionId);
    if (!reader) return null;
    const asked = loader<Asked, PersonId[]>(
      context,
      'members of panels',
      (keys) => this.#membersOf(keys),
      (key) => `${key.coalitionId}/${key.id}`,
    );
    const members = await asked.load({ coalitionId, id, reader });
    return members.length > 0 ? members : null;
  }

  async #membersOf(keys: readonly Asked[]): Promise<PersonId[][]> {
    const rows = await this.dataSource.query<PanelMember[]>(MEMBERS, [
      keys.map(({ coalitionId }) => coalitionId),
      keys.map(({ id }) => id),
      keys.map(({ reader }) => reader),
    ]);
    const textOf = ({ coalitionId, id }: RowKey) => `${coalitionId}/${id}`;
    const gathered = gatheredBy(keys.map(textOf), rows, textOf);
    return gathered.map((members) => members.map(({ personId }) => personId));
  }
}

/** A panel, and who asks for its members. */
interface Asked extends RowKey {
  readonly reader: PersonId;
}
