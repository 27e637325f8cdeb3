import { Injectable } from '@nestjs/common';
import type { CoalitionId, SectorId } from '#kernel';
import { Keyset, type Connection, type PageRequest, table, type List, type Table } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import { CoalitionRow, OrganizationRow, SectorRow } from './assembly.entity.js';
import type { Coalition, Organization, Sector } from './assembly.types.js';

export const COALITIONS: Table<Coalition> = table(CoalitionRow);

export const SECTORS: Table<Sector> = table(SectorRow);

export const ORGANIZATIONS: Table<Organization> = table(OrganizationRow);

/** In the order in which they were added. */
export const SECTORS_OF_COALITION: List<Sector> = {
  name: 'sectors of coalition',
  of: SECTORS,
  parent: 'coalition_id',
  order: new Keyset([{ sql: 'sector.id', property: 'id', type: 'uuid' }]),
};

/** In the order in which they were admitted. */
export const ORGANIZATIONS_OF_COALITION: List<Organization> = {
  name: 'organizations of coalition',
  of: ORGANIZATIONS,
  parent: 'coalition_id',
  order: new Keyset([{ sql: 'organization.id', property: 'id', type: 'uuid' }]),
};

export const ORGANIZATIONS_OF_SECTOR: List<Organization> = {
  ...ORGANIZATIONS_OF_COALITION,
  name: 'organizations of sector',
  parent: 'sector_id',
};

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

const BY_SLUG = new Keyset<Coalition>([{ sql: 'coalition.slug', property: 'slug', type: 'text' }]);

/** Finds the coalitions of this server. */
@Injectable()
export class CoalitionQueries {
  constructor(private readonly dataSource: DataSource) {}

  /** The coalition with this slug; null when there is none. */
  async bySlug(slug: string): Promise<Coalition | null> {
    const [coalition] = await this.dataSource.query<Coalition[]>(
      `SELECT ${COALITIONS.select} FROM coalition WHERE slug = $1`,
      [slug],
    );
    return coalition ?? null;
  }

  /** All coalitions of this server by their slugs. */
  async all(request: PageRequest): Promise<Connection<Coalition>> {
    const { where, orderBy, limit, parameters } = BY_SLUG.sql(request);
    const coalitions = await this.dataSource.query<Coalition[]>(
      `SELECT ${COALITIONS.select} FROM coalition WHERE ${where} ${orderBy} ${limit}`,
      [...parameters],
    );
    return BY_SLUG.page(coalitions, request, async () => {
      const [row] = await this.dataSource.query<{ n: number }[]>(
        'SELECT count(*)::integer AS n FROM coalition',
      );
      return row?.n ?? 0;
    });
  }
}
