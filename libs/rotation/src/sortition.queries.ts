import { Injectable } from '@nestjs/common';
import { electorOf, loadPerson } from '#assembly';
import type { PersonId } from '#kernel';
import { Keyset, loadRow, notFound, table, type List, type Table } from '#platform';
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

/** Reads who is on a panel, for those who may see it. */
@Injectable()
export class PanelReading {
  constructor(private readonly dataSource: DataSource) {}

  /** The panel in the drawn order; null to whoever is no steward, no member of the body, and not on it. */
  async membersShownTo(sortition: HeldSortition, reader: PersonId): Promise<PersonId[] | null> {
    const db = this.dataSource.manager;
    const { coalitionId, bodyId, panel } = sortition;
    const places = new Map((await placesOf(db, sortition)).map(({ leaf, personId }) => [leaf, personId]));
    const members = (panel ?? []).flatMap((leaf) => places.get(leaf) ?? []);
    if (members.includes(reader)) return members;
    const person = await loadPerson(db, coalitionId, reader);
    if (person?.steward) return members;
    const [clock] = await db.query<{ now: Date }[]>('SELECT quorate_now() AS now');
    const seat = clock && (await electorOf(db, { coalitionId, bodyId, personId: reader }, clock.now));
    return seat ? members : null;
  }
}
