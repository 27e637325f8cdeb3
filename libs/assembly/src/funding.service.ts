import { Injectable } from '@nestjs/common';
import type { OrganizationId, Refusal } from '#kernel';
import { Fault, loadRow, loadSeen, notFound } from '#platform';
import { Ledger, type Act, type Acted, type Actor } from '#record';
import { audienceIn, toldOf } from './audience.queries.js';
import { ORGANIZATIONS } from './coalition.queries.js';
import { checkFunding, mayTellOfFunding } from './disclosure.rules.js';
import type { Audience, FundingAmount, FundingId, FundingKind } from './disclosure.types.js';
import { FundingRow } from './funding.entity.js';
import { FUNDING, holdingsFor, type Holding } from './funding.queries.js';
import { checkEnd, checkSpan } from './register.rules.js';

export interface DiscloseFunding extends FundingAmount {
  readonly organizationId: OrganizationId;
  /** A partner of the coalition, or null for another funder, who has a name. */
  readonly funderId: OrganizationId | null;
  readonly funderName: string | null;
  readonly kind: FundingKind;
  readonly purpose: string;
  /** Null for the instant of the act. */
  readonly beginsAt: Date | null;
  readonly endsAt: Date | null;
}

export interface EndFunding {
  readonly fundingId: FundingId;
  readonly expectedVersion: number;
  /** Null for the instant of the act. */
  readonly endsAt: Date | null;
}

/** What organizations tell of who pays them. */
@Injectable()
export class Fundings {
  constructor(private readonly ledger: Ledger) {}

  /**
   * Tells of one source of an organization's funding, by whoever holds a mandate on its behalf. The charters of the bodies
   * in which it has mandates say who is shown it, and that stays so. Throws NOT_FOUND for an absent organization.
   */
  async discloseFunding(
    actor: Actor,
    funding: DiscloseFunding,
  ): Promise<Acted<{ fundingId: FundingId }> | Refusal> {
    const { organizationId, funderId } = funding;
    return this.ledger.act<{ fundingId: FundingId }, Refusal>(
      actor,
      { streams: [organizationId] },
      async (act) => {
        const { db, coalitionId, now } = act;
        if (!(await loadRow(db, ORGANIZATIONS, coalitionId, organizationId))) throw notFound();
        const funder = funderId && (await loadRow(db, ORGANIZATIONS, coalitionId, funderId));
        if (funderId && !funder) throw notFound();
        const holdings = await holdingsFor(db, { coalitionId, organizationId }, now);
        const dated = { beginsAt: funding.beginsAt ?? now, endsAt: funding.endsAt };
        const refused = mayTellOfFunding(isAmong(holdings, act)) ?? checkFunding(funding) ?? checkSpan(dated);
        if (refused) return refused;
        const bodies = holdings.map(({ bodyId }) => bodyId);
        const audience = await audienceIn(act, bodies, funding.kind);
        return disclose(act, funding, { ...dated, ...audience });
      },
    );
  }

  /**
   * Ends what was told of funding, now or later, by whoever holds a mandate on the organization's behalf. Throws
   * NOT_FOUND where it is absent, and to whom it is not shown.
   */
  async endFunding(
    actor: Actor,
    { fundingId, expectedVersion, endsAt }: EndFunding,
  ): Promise<Acted<{ fundingId: FundingId }> | Refusal> {
    return this.ledger.act<{ fundingId: FundingId }, Refusal>(
      actor,
      { streams: [fundingId] },
      async (act) => {
        const { db, coalitionId, now } = act;
        const funding = await loadSeen(db, FUNDING, { coalitionId, id: fundingId }, act.personId);
        if (!funding) throw notFound();
        const holdings = await holdingsFor(db, funding, now);
        const end = endsAt ?? now;
        const refused = mayTellOfFunding(isAmong(holdings, act));
        if (refused) return refused;
        // Not left to the lock, which would tell of what is not shown.
        if (funding.version !== expectedVersion)
          throw new Fault('CONFLICT', 'This has changed since you read it.');
        const impossible = checkEnd(funding, end, now);
        if (impossible) return impossible;
        const entry = act.append({
          stream: fundingId,
          kind: 'funding.ended',
          capacity: capacityFor(funding),
          body: { endsAt: end.toISOString() },
        });
        const change = { endsAt: end, version: entry.version };
        await db.update(FundingRow, { coalitionId, id: fundingId }, change);
        return { entry, result: { fundingId } };
      },
    );
  }
}

async function disclose(
  act: Act,
  { organizationId, funderId, funderName, kind, purpose, currency, least, most }: DiscloseFunding,
  { beginsAt, endsAt, ...audience }: Audience & { readonly beginsAt: Date; readonly endsAt: Date | null },
) {
  const { db, coalitionId } = act;
  const fundingId = act.newId<'Funding'>();
  const amount = { currency, least, most };
  const entry = act.append({
    stream: fundingId,
    kind: 'funding.disclosed',
    capacity: capacityFor({ ...audience, organizationId }),
    body: {
      beginsAt: beginsAt.toISOString(),
      endsAt: endsAt?.toISOString() ?? null,
      ...toldOf(audience),
    },
    commit: {
      organization: organizationId,
      ...(funderId && { funder: funderId }),
      ...(funderName !== null && { funderName }),
      kind,
      amount,
      purpose,
    },
    about: fundingId,
    disclosed: audience.shownTo === 'PUBLIC',
  });
  const row = { coalitionId, id: fundingId, version: entry.version, organizationId, funderId, kind };
  await db.insert(FundingRow, { ...row, ...amount, ...toldOf(audience), beginsAt, endsAt });
  return { entry, result: { fundingId } };
}

function isAmong(holdings: readonly Holding[], { personId }: Pick<Act, 'personId'>): boolean {
  return holdings.some((one) => one.personId === personId);
}

/** The record names the organization only where everybody is shown of what it tells. */
function capacityFor({
  shownTo,
  organizationId,
}: Pick<Audience, 'shownTo'> & { readonly organizationId: OrganizationId }) {
  return shownTo === 'PUBLIC'
    ? ({ role: 'member', organization: organizationId } as const)
    : ({ role: 'member' } as const);
}
