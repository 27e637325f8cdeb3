import { Injectable } from '@nestjs/common';
import { overlap, refuse, type OrganizationId, type PersonId, type Refusal } from '#kernel';
import { Accounts, Fault, notFound, loadRow } from '#platform';
import type { Act, Acted, Actor } from '#record';
import { DataSource } from 'typeorm';
import { AffiliationRow, PersonRow } from './assembly.entity.js';
import type { AffiliationId } from './assembly.types.js';
import { ORGANIZATIONS } from './coalition.queries.js';
import { AFFILIATIONS, affiliationsWith } from './person.queries.js';
import { checkEnd, checkSpan, spanOf } from './register.rules.js';
import { Register, STEWARD } from './register.service.js';
import { Remedies } from './remedy.service.js';
import { bodiesOf } from './seat.queries.js';

export interface RegisterPerson {
  readonly name: string;
  /** The address with which the person signs in; null for one who does not. */
  readonly email: string | null;
  readonly steward: boolean;
}

export interface Affiliate {
  readonly personId: PersonId;
  readonly organizationId: OrganizationId;
  /** Null for the instant of the act. */
  readonly beginsAt: Date | null;
  readonly endsAt: Date | null;
  /** True for one that is not proven and contested; caps read it both ways until it is ruled on. */
  readonly contested?: boolean;
}

export interface EndAffiliation {
  readonly affiliationId: AffiliationId;
  readonly expectedVersion: number;
  /** Null for the instant of the act. */
  readonly endsAt: Date | null;
}

/** The people of a coalition and the organizations they belong to. */
@Injectable()
export class People {
  constructor(
    private readonly register: Register,
    private readonly accounts: Accounts,
    private readonly remedies: Remedies,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * Registers a person, who can sign in from then on when a mail address is given.
   *
   * @returns a refusal when the address belongs to another person of the coalition (`ACCOUNT_ALREADY_LINKED`)
   */
  async registerPerson(
    actor: Actor,
    { name, email, steward }: RegisterPerson,
  ): Promise<Acted<{ personId: PersonId }> | Refusal> {
    return this.register.keep(actor, {}, async (act) => {
      const personId = act.newId<'Person'>();
      act.admitSubject(personId);
      const entry = act.append({
        stream: personId,
        kind: 'person.registered',
        capacity: STEWARD,
        body: { steward },
        commit: { name },
        about: personId,
        disclosed: false,
      });
      await act.db.insert(PersonRow, {
        coalitionId: act.coalitionId,
        id: personId,
        version: entry.version,
        nameVersion: entry.version,
        steward,
        registeredAt: act.now,
      });
      const refusal = email === null ? null : await this.#linkAccount(act, personId, email);
      return refusal ?? { entry, result: { personId } };
    });
  }

  async #linkAccount(act: Act, personId: PersonId, email: string): Promise<Refusal | null> {
    const accountId = await this.accounts.ensure(act.db, email);
    return this.accounts.link(act.db, act.coalitionId, personId, accountId);
  }

  /**
   * Notes that a person belongs to an organization, and opens a remedy in each body where that is one too many. Throws
   * NOT_FOUND when the coalition has no such person or organization.
   *
   * @returns a refusal when the person belongs to it already at that time (`ALREADY_AFFILIATED`)
   */
  async affiliate(
    actor: Actor,
    { personId, organizationId, beginsAt, endsAt, contested = false }: Affiliate,
  ): Promise<Acted<{ affiliationId: AffiliationId }> | Refusal> {
    const bodies = await bodiesOf(this.dataSource.manager, actor.coalitionId, personId);
    return this.register.keep(actor, { streams: [personId, ...bodies] }, async (act) => {
      const { db, coalitionId } = act;
      if (!(await loadRow(db, ORGANIZATIONS, coalitionId, organizationId))) throw notFound();
      const dated = { beginsAt: beginsAt ?? act.now, endsAt };
      const reversed = checkSpan(dated);
      if (reversed) return reversed;
      const others = await affiliationsWith(db, coalitionId, { personId, organizationId });
      if (others.some((other) => overlap(spanOf(other), spanOf(dated)))) {
        return refuse('ALREADY_AFFILIATED', 'The person belongs to this organization at that time already.');
      }
      const affiliationId = act.newId<'Affiliation'>();
      const entry = act.append({
        stream: affiliationId,
        kind: 'affiliation.began',
        capacity: STEWARD,
        body: {
          organization: organizationId,
          contested,
          beginsAt: dated.beginsAt.toISOString(),
          endsAt: dated.endsAt?.toISOString() ?? null,
        },
        commit: { person: personId },
        about: personId,
        disclosed: false,
      });
      const row = {
        coalitionId,
        id: affiliationId,
        version: entry.version,
        personId,
        organizationId,
        contested,
      };
      await db.insert(AffiliationRow, { ...row, ...dated });
      // Nobody is seated without this person's lock, so no other body can have come to concern them since.
      for (const bodyId of await bodiesOf(db, coalitionId, personId)) {
        if (!bodies.includes(bodyId)) throw new Fault('CONFLICT', 'Somebody else seated them: try again.');
        await this.remedies.review(act, bodyId, { at: dated.beginsAt, cause: entry });
      }
      return { entry, result: { affiliationId } };
    });
  }

  /** Ends an affiliation, now or at a later instant. Mandates held for the organization are not touched. */
  async endAffiliation(
    actor: Actor,
    { affiliationId, expectedVersion, endsAt }: EndAffiliation,
  ): Promise<Acted<{ affiliationId: AffiliationId }> | Refusal> {
    const expected = { stream: affiliationId, version: expectedVersion };
    return this.register.keep(actor, { streams: [affiliationId], expected }, async (act) => {
      const { db, coalitionId } = act;
      const affiliation = await loadRow(db, AFFILIATIONS, coalitionId, affiliationId);
      if (!affiliation) throw notFound();
      const end = endsAt ?? act.now;
      const refusal = checkEnd(affiliation, end, act.now);
      if (refusal) return refusal;
      const entry = act.append({
        stream: affiliationId,
        kind: 'affiliation.ended',
        capacity: STEWARD,
        body: { organization: affiliation.organizationId, endsAt: end.toISOString() },
      });
      await db.update(
        AffiliationRow,
        { coalitionId, id: affiliationId },
        { endsAt: end, version: entry.version },
      );
      return { entry, result: { affiliationId } };
    });
  }
}
