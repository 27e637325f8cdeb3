import { Injectable } from '@nestjs/common';
import { refuse, type BodyId, type Id, type OrganizationId, type PersonId, type Refusal } from '#kernel';
import { loadRow, notFound } from '#platform';
import type { Act, Acted, Actor } from '#record';
import { DataSource } from 'typeorm';
import { ORGANIZATIONS } from './coalition.queries.js';
import { provisionsAt } from './eligibility.rules.js';
import { loadPerson } from './person.queries.js';
import { underEveryReading } from './reading.rules.js';
import { checkSpan } from './register.rules.js';
import { Register, STEWARD } from './register.service.js';
import { Remedies } from './remedy.service.js';
import { bodyIds, rulesOfBody } from './seating.queries.js';
import { standing } from './seating.service.js';
import { KnownFactRow, LimitWaiverRow, OrganizationRelationRow, RulingRow } from './standing.entity.js';
import type { RulingId } from './standing.types.js';

export interface Rule {
  readonly bodyId: BodyId;
  /** What the charter leaves open, as a refusal or an answer names it. */
  readonly question: string;
  /** The reading that holds from now on, as the answer names it. */
  readonly reading: string;
  readonly because: string;
}

interface Span {
  /** Null for the instant of the act. */
  readonly beginsAt: Date | null;
  readonly endsAt: Date | null;
}

export interface WaiveLimit extends Span {
  readonly bodyId: BodyId;
  readonly personId: PersonId;
  /** The section of the limit. */
  readonly clause: string;
  readonly because: string;
}

export interface NoteFact extends Span {
  readonly personId: PersonId;
  /** One of the kinds of which charters speak. */
  readonly kind: string;
}

export interface RelateOrganizations extends Span {
  readonly organizationId: OrganizationId;
  readonly relatedId: OrganizationId;
}

/** What is held and known about who may sit: rulings, waivers, facts and related organizations. */
@Injectable()
export class Standing {
  constructor(
    private readonly register: Register,
    private readonly remedies: Remedies,
    private readonly dataSource: DataSource,
  ) {}

  /** Rules which reading of what a charter leaves open holds from now on. A later ruling may hold otherwise. */
  async rule(
    actor: Actor,
    { bodyId, question, reading, because }: Rule,
  ): Promise<Acted<{ rulingId: RulingId }> | Refusal> {
    return this.register.keep(actor, { streams: [bodyId] }, async (act) => {
      const { db, coalitionId, now } = act;
      const { charter } = await standing(act, bodyId);
      const rulingId = act.newId<'Ruling'>();
      const entry = act.append({
        stream: rulingId,
        kind: 'ruling.made',
        capacity: STEWARD,
        rule: charter.digest,
        body: { body: bodyId, question, reading, beginsAt: now.toISOString() },
        commit: { because },
      });
      const row = { coalitionId, id: rulingId, version: entry.version, bodyId };
      await db.insert(RulingRow, { ...row, question, reading, beginsAt: now });
      await this.remedies.review(act, bodyId, { at: now, cause: entry });
      return { entry, result: { rulingId } };
    });
  }

  /** Waives a limit for one person. Refuses a limit that the charter does not have, or that nobody can waive. */
  async waiveLimit(
    actor: Actor,
    { bodyId, personId, clause, because, ...span }: WaiveLimit,
  ): Promise<Acted<{ waiverId: Id<'LimitWaiver'> }> | Refusal> {
    return this.register.keep(actor, { streams: [bodyId] }, async (act) => {
      const { db, coalitionId } = act;
      const { charter } = await standing(act, bodyId);
      if (!(await loadPerson(db, coalitionId, personId))) throw notFound();
      const dated = datedFrom(act, span);
      const limit = await limitAt(act, bodyId, clause);
      const refused = checkSpan(dated) ?? mayWaive(limit, clause);
      if (refused) return refused;
      const waiverId = act.newId<'LimitWaiver'>();
      const entry = act.append({
        stream: waiverId,
        kind: 'limit.waived',
        capacity: STEWARD,
        rule: charter.digest,
        body: { body: bodyId, clause, ...told(dated) },
        commit: { person: personId, because },
        about: personId,
      });
      const row = { coalitionId, id: waiverId, version: entry.version, bodyId, personId, clause };
      await db.insert(LimitWaiverRow, { ...row, ...dated });
      return { entry, result: { waiverId } };
    });
  }

  /** Notes a fact about a person of which charters speak. Throws NOT_FOUND when the person is absent. */
  async noteFact(
    actor: Actor,
    { personId, kind, ...span }: NoteFact,
  ): Promise<Acted<{ factId: Id<'KnownFact'> }> | Refusal> {
    return this.register.keep(actor, { streams: [personId] }, async (act) => {
      const { db, coalitionId } = act;
      const dated = datedFrom(act, span);
      const isReversed = dated.endsAt !== null && dated.endsAt < dated.beginsAt;
      if (isReversed) return refuse('SPAN_REVERSED', 'This would end before it begins: choose a later end.');
      const factId = act.newId<'KnownFact'>();
      const entry = act.append({
        stream: factId,
        kind: 'fact.noted',
        capacity: STEWARD,
        body: told(dated),
        commit: { person: personId, kind },
        about: personId,
        disclosed: false,
      });
      const row = { coalitionId, id: factId, version: entry.version, personId, kind };
      await db.insert(KnownFactRow, { ...row, ...dated });
      return { entry, result: { factId } };
    });
  }

  /** Notes that two organizations are related, so that caps on groups take them for one. */
  async relateOrganizations(
    actor: Actor,
    { organizationId, relatedId, ...span }: RelateOrganizations,
  ): Promise<Acted<{ relationId: Id<'OrganizationRelation'> }> | Refusal> {
    const bodies = await bodyIds(this.dataSource.manager, actor.coalitionId);
    const streams = [organizationId, relatedId, ...bodies];
    return this.register.keep(actor, { streams }, async (act) => {
      const { db, coalitionId } = act;
      const isThere = await loadRow(db, ORGANIZATIONS, coalitionId, organizationId);
      if (!isThere || !(await loadRow(db, ORGANIZATIONS, coalitionId, relatedId))) throw notFound();
      if (organizationId === relatedId) {
        return refuse('RELATED_TO_ITSELF', 'An organization is its own group: name another one.');
      }
      const dated = datedFrom(act, span);
      const reversed = checkSpan(dated);
      if (reversed) return reversed;
      const relationId = act.newId<'OrganizationRelation'>();
      const entry = act.append({
        stream: relationId,
        kind: 'organization.related',
        capacity: STEWARD,
        body: { organization: organizationId, related: relatedId, ...told(dated) },
      });
      const row = { coalitionId, id: relationId, version: entry.version, organizationId, relatedId };
      await db.insert(OrganizationRelationRow, { ...row, ...dated });
      for (const bodyId of bodies) {
        await this.remedies.review(act, bodyId, { at: dated.beginsAt, cause: entry });
      }
      return { entry, result: { relationId } };
    });
  }
}

function datedFrom({ now }: Act, { beginsAt, endsAt }: Span) {
  return { beginsAt: beginsAt ?? now, endsAt };
}

function told({ beginsAt, endsAt }: { readonly beginsAt: Date; readonly endsAt: Date | null }) {
  return { beginsAt: beginsAt.toISOString(), endsAt: endsAt?.toISOString() ?? null };
}

/** Whether a reading makes the limit of a section one that nobody can waive; null where the charter has none of it. */
async function limitAt(act: Act, bodyId: BodyId, clause: string): Promise<{ hard: boolean } | null> {
  const { body } = await standing(act, bodyId);
  const known = { coalitionId: act.coalitionId, bodyId, asKnownAt: act.now };
  const rules = await rulesOfBody(act.db, known, { zone: body.zone, at: act.now });
  const provisions = provisionsAt(rules.rulebook, act.now);
  const { cases } = underEveryReading(rules.rulings, (read) => {
    return provisions?.on('LIMIT', read).find((limit) => limit.clause === clause)?.hard ?? null;
  });
  const readings = cases.map(({ answer }) => answer).filter((hard) => hard !== null);
  return readings.length > 0 ? { hard: readings.includes(true) } : null;
}

function mayWaive(limit: { readonly hard: boolean } | null, clause: string): Refusal | null {
  if (!limit)
    return refuse('LIMIT_UNKNOWN', 'The charter in force has no limit in this section.', { clause });
  if (!limit.hard) return null;
  return refuse('LIMIT_NOT_WAIVABLE', 'Nobody can waive this limit; only a change of the charter moves it.', {
    clause,
  });
}
