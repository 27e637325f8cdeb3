import type { CoalitionId, OrganizationId, PersonId } from '#kernel';
import type { EntityManager } from 'typeorm';
import type { Affiliation, AffiliationId, Person } from './assembly.types.js';

const PERSON = `coalition_id AS "coalitionId", id, version, name, steward, registered_at AS "registeredAt"`;
const AFFILIATION = `coalition_id AS "coalitionId", id, version, person_id AS "personId",
  organization_id AS "organizationId", begins_at AS "beginsAt", ends_at AS "endsAt"`;

/** The person; null when the coalition has none of this id. */
export async function loadPerson(
  db: EntityManager,
  coalitionId: CoalitionId,
  id: PersonId,
): Promise<Person | null> {
  const [person] = await db.query<Person[]>(
    `SELECT ${PERSON} FROM person WHERE coalition_id = $1 AND id = $2`,
    [coalitionId, id],
  );
  return person ?? null;
}

/** All affiliations that a person has had, by their begin. */
export async function affiliationsOf(
  db: EntityManager,
  coalitionId: CoalitionId,
  personId: PersonId,
): Promise<Affiliation[]> {
  return db.query<Affiliation[]>(
    `SELECT ${AFFILIATION} FROM affiliation WHERE coalition_id = $1 AND person_id = $2 ORDER BY begins_at, id`,
    [coalitionId, personId],
  );
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

/** The affiliation; null when the coalition has none of this id. */
export async function loadAffiliation(
  db: EntityManager,
  coalitionId: CoalitionId,
  id: AffiliationId,
): Promise<Affiliation | null> {
  const [affiliation] = await db.query<Affiliation[]>(
    `SELECT ${AFFILIATION} FROM affiliation WHERE coalition_id = $1 AND id = $2`,
    [coalitionId, id],
  );
  return affiliation ?? null;
}
