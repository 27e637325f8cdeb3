import type { CoalitionId, OrganizationId, SectorId } from '#kernel';
import type { EntityManager } from 'typeorm';
import type { Organization } from './assembly.types.js';

const ORGANIZATION = `coalition_id AS "coalitionId", id, version, sector_id AS "sectorId", name`;

/** True when the coalition has all of these sectors. */
export async function hasSectors(
  db: EntityManager,
  coalitionId: CoalitionId,
  sectorIds: readonly SectorId[],
): Promise<boolean> {
  const wanted = [...new Set(sectorIds)];
  if (wanted.length === 0) return true;
  const found = await db.query<unknown[]>('SELECT id FROM sector WHERE coalition_id = $1 AND id = ANY($2)', [
    coalitionId,
    wanted,
  ]);
  return found.length === wanted.length;
}

/** The organization; null when the coalition has none of this id. */
export async function loadOrganization(
  db: EntityManager,
  coalitionId: CoalitionId,
  id: OrganizationId,
): Promise<Organization | null> {
  const [organization] = await db.query<Organization[]>(
    `SELECT ${ORGANIZATION} FROM organization WHERE coalition_id = $1 AND id = $2`,
    [coalitionId, id],
  );
  return organization ?? null;
}
