import type { CoalitionId, OrganizationId, PersonId } from '#kernel';
import { Keyset, loadRow, table, type List, type Table } from '#platform';
import { sealedValue } from '#record';
import type { EntityManager } from 'typeorm';
import { AffiliationRow, PersonRow } from './assembly.entity.js';
import type { Affiliation, Person } from './assembly.types.js';

/** A person with what decides on who may know their name. */
export interface PersonView extends Person {
  /** True for one who holds or held a mandate: holding office is public. */
  readonly isOfficeHolder: boolean;
}

const IS_OFFICE_HOLDER = `EXISTS (
  SELECT FROM mandate WHERE mandate.coalition_id = person.coalition_id AND mandate.person_id = person.id
)`;

const NAME = sealedValue({
  coalition: 'person.coalition_id',
  stream: 'person.id',
  version: 'person.name_version',
  field: 'name',
});

export const PEOPLE: Table<PersonView> = table<PersonRow, Pick<PersonView, 'isOfficeHolder' | 'name'>>(
  PersonRow,
  { isOfficeHolder: IS_OFFICE_HOLDER, name: NAME },
);

export const AFFILIATIONS: Table<Affiliation> = table(AffiliationRow);

/** In the order in which they were registered. */
export const PEOPLE_OF_COALITION: List<PersonView> = {
  name: 'people of coalition',
  of: PEOPLE,
  parent: 'coalition_id',
  order: new Keyset([
    { sql: 'person.registered_at', property: 'registeredAt', type: 'timestamptz' },
    { sql: 'person.id', property: 'id', type: 'uuid' },
  ]),
};

export const OFFICE_HOLDERS_OF_COALITION: List<PersonView> = {
  ...PEOPLE_OF_COALITION,
  name: 'office holders of coalition',
  where: IS_OFFICE_HOLDER,
};

const LATEST_FIRST = new Keyset<Affiliation>([
  { sql: 'affiliation.begins_at', property: 'beginsAt', type: 'timestamptz', descending: true },
  { sql: 'affiliation.id', property: 'id', type: 'uuid', descending: true },
]);

export const AFFILIATIONS_OF_PERSON: List<Affiliation> = {
  name: 'affiliations of person',
  of: AFFILIATIONS,
  parent: 'person_id',
  order: LATEST_FIRST,
};

/** The person; null when the coalition has none of this id. */
export async function loadPerson(
  db: EntityManager,
  coalitionId: CoalitionId,
  id: PersonId,
): Promise<Person | null> {
  return loadRow(db, PEOPLE, coalitionId, id);
}

/** All affiliations that a person has had with an organization. */
export async function affiliationsWith(
  db: EntityManager,
  coalitionId: CoalitionId,
  { personId, organizationId }: Pick<Affiliation, 'personId' | 'organizationId'>,
): Promise<Affiliation[]> {
  return db.query<Affiliation[]>(
    `SELECT ${AFFILIATIONS.select} FROM affiliation
     WHERE coalition_id = $1 AND person_id = $2 AND organization_id = $3`,
    [coalitionId, personId, organizationId],
  );
}

/** True for a person whose mandate runs at an instant, or has yet to begin, and for that mandate. */
export async function isOfOffice(
  db: EntityManager,
  coalitionId: CoalitionId,
  personOrMandate: string,
  at: Date,
): Promise<boolean> {
  const rows = await db.query<unknown[]>(
    `SELECT FROM mandate
     WHERE coalition_id = $1 AND (person_id = $2 OR id = $2) AND (ends_at IS NULL OR $3 < ends_at) LIMIT 1`,
    [coalitionId, personOrMandate, at],
  );
  return rows.length > 0;
}

/** The organizations to which a person belongs at an instant. */
export async function organizationsOf(
  db: EntityManager,
  coalitionId: CoalitionId,
  personId: PersonId,
  at: Date,
): Promise<OrganizationId[]> {
  const rows = await db.query<{ id: OrganizationId }[]>(
    `SELECT organization_id AS id FROM affiliation
     WHERE coalition_id = $1 AND person_id = $2 AND begins_at <= $3 AND (ends_at IS NULL OR $3 < ends_at)`,
    [coalitionId, personId, at],
  );
  return rows.map(({ id }) => id);
}

/** Those of these ids who are people of the coalition. */
export async function peopleAmong(
  db: EntityManager,
  coalitionId: CoalitionId,
  ids: readonly PersonId[],
): Promise<PersonId[]> {
  const rows = await db.query<{ id: PersonId }[]>(
    'SELECT id FROM person WHERE coalition_id = $1 AND id = ANY ($2::uuid[])',
    [coalitionId, ids],
  );
  return rows.map(({ id }) => id);
}
