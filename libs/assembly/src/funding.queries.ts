import type { BodyId, CoalitionId, OrganizationId, PersonId, Sealed } from '#kernel';
import { Keyset, table, type List, type Table } from '#platform';
import { sealedValue } from '#record';
import type { EntityManager } from 'typeorm';
import type { Funding, Payment } from './disclosure.types.js';
import { FundingRow } from './funding.entity.js';

/** True for a mandate, called `held`, that is in force now. */
const IN_FORCE = 'held.begins_at <= quorate_now() AND (held.ends_at IS NULL OR quorate_now() < held.ends_at)';

/**
 * Which rows of a table are shown to a caller: by what was fixed when they were disclosed, and to those whom they are
 * about.
 *
 * @param owner which mandates in force, called `held`, let their holders see a row, as SQL
 */
export function shownIn(name: string, owner: string): (people: string) => string {
  return (people) => `${name}.shown_to = 'PUBLIC'
    OR ${name}.shown_to = 'COALITION' AND EXISTS (
      SELECT FROM person viewer WHERE viewer.coalition_id = ${name}.coalition_id AND viewer.id = ANY (${people})
    )
    OR EXISTS (
      SELECT FROM mandate held
      WHERE held.coalition_id = ${name}.coalition_id AND held.person_id = ANY (${people}) AND ${IN_FORCE}
        AND (held.body_id = ANY (${name}.shown_bodies) OR ${owner})
    )`;
}

/** Funding with its words, still sealed. */
export interface FundingView extends Funding {
  readonly purpose: Sealed<string> | null;
  readonly funderName: Sealed<string> | null;
}

const word = (field: string) =>
  sealedValue({ coalition: 'funding.coalition_id', stream: 'funding.id', version: '1', field });

export const FUNDING: Table<FundingView> = {
  ...table<FundingRow, Pick<FundingView, 'purpose' | 'funderName'>>(FundingRow, {
    purpose: word('purpose'),
    funderName: word('funderName'),
  }),
  seenBy: shownIn('funding', 'held.on_behalf_of = funding.organization_id'),
};

/** The latest first. */
export const FUNDING_OF_ORGANIZATION: List<FundingView> = {
  name: 'funding of organization',
  of: FUNDING,
  parent: 'organization_id',
  order: new Keyset([
    { sql: 'funding.begins_at', property: 'beginsAt', type: 'timestamptz', descending: true },
    { sql: 'funding.id', property: 'id', type: 'uuid', descending: true },
  ]),
};

/** A mandate in force, as it matters for what its holder may tell and must show. */
export interface Holding {
  readonly bodyId: BodyId;
  readonly personId: PersonId;
}

/** The mandates that are held on behalf of an organization at an instant. */
export async function holdingsFor(
  db: EntityManager,
  { coalitionId, organizationId }: Pick<Funding, 'coalitionId' | 'organizationId'>,
  at: Date,
): Promise<Holding[]> {
  return db.query<Holding[]>(
    `SELECT body_id AS "bodyId", person_id AS "personId" FROM mandate
     WHERE coalition_id = $1 AND on_behalf_of = $2 AND begins_at <= $3 AND (ends_at IS NULL OR $3 < ends_at)
     ORDER BY body_id, id`,
    [coalitionId, organizationId, at],
  );
}

/** Who pays these organizations at an instant, whoever is shown that. */
export async function paymentsTo(
  db: EntityManager,
  coalitionId: CoalitionId,
  { organizations, at }: { readonly organizations: readonly OrganizationId[]; readonly at: Date },
): Promise<Payment[]> {
  return db.query<Payment[]>(
    `SELECT id AS "fundingId", organization_id AS "organizationId", funder_id AS "funderId" FROM funding
     WHERE coalition_id = $1 AND organization_id = ANY ($2) AND begins_at <= $3 AND (ends_at IS NULL OR $3 < ends_at)
     ORDER BY id`,
    [coalitionId, organizations, at],
  );
}
