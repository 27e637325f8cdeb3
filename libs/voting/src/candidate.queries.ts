import { notFound } from '#platform';
import type { PersonId } from '#kernel';
import type { Act } from '#record';
import type { CandidateGroup } from './voting.types.js';

const GROUPS = `
SELECT person.id AS "personId", affiliation.organization_id AS "organizationId", organization.sector_id AS "sectorId"
FROM person
LEFT JOIN affiliation
  ON affiliation.coalition_id = person.coalition_id AND affiliation.person_id = person.id
  AND affiliation.begins_at <= $3 AND (affiliation.ends_at IS NULL OR $3 < affiliation.ends_at)
LEFT JOIN organization
  ON organization.coalition_id = affiliation.coalition_id AND organization.id = affiliation.organization_id
WHERE person.coalition_id = $1 AND person.id = ANY($2::uuid[])
ORDER BY person.id, organization.id
`;

interface GroupRow {
  readonly personId: PersonId;
  readonly organizationId: string | null;
  readonly sectorId: string | null;
}

/**
 * The organizations to which people belong at the instant of the act, and the sectors of these. Throws NOT_FOUND
 * when the coalition has not all of the people.
 */
export async function groupsOf(
  { db, coalitionId, now }: Pick<Act, 'db' | 'coalitionId' | 'now'>,
  people: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, readonly CandidateGroup[]>> {
  const rows = await db.query<GroupRow[]>(GROUPS, [coalitionId, people, now]);
  const groups = new Map<PersonId, CandidateGroup[]>();
  for (const { personId, organizationId, sectorId } of rows) {
    const own = groups.get(personId) ?? [];
    groups.set(personId, own);
    if (organizationId) own.push({ by: 'ORGANIZATION', id: organizationId });
    if (sectorId && !own.some(({ id }) => id === sectorId)) own.push({ by: 'SECTOR', id: sectorId });
  }
  if (people.some((person) => !groups.has(person))) throw notFound();
  return groups;
}
