import { Injectable } from '@nestjs/common';
import type { BodyId, OrganizationId, PersonId, Refusal } from '#kernel';
import { loadRow, loadSeen, notFound } from '#platform';
import type { Act, Acted, Actor, Appended } from '#record';
import { ORGANIZATIONS } from './coalition.queries.js';
import { concernOf, membersAt } from './conflict.queries.js';
import { provisionsAt } from './eligibility.rules.js';
import type { FundingId } from './disclosure.types.js';
import { FUNDING } from './funding.queries.js';
import { loadPerson } from './person.queries.js';
import { refuseOpen, underEveryReading } from './reading.rules.js';
import { Register, STEWARD } from './register.service.js';
import { rulesOfBody } from './seating.queries.js';
import { standing } from './seating.service.js';
import { groundOf, mayName, mayWithdraw, type Ground } from './stake.rules.js';
import { RecusalRow, SubjectPartyRow } from './standing.entity.js';
import { PARTIES, recusalsOn } from './standing.queries.js';
import type { RecusalId, SubjectPartyId } from './standing.types.js';

/** Something that a body decides on: a proposal, a case. */
export interface Subject {
  readonly bodyId: BodyId;
  readonly subjectId: string;
}

export interface NameParty extends Subject {
  /** An organization, a person, or funding of which a partner has told and whose funder is a party: one of the three. */
  readonly organizationId: OrganizationId | null;
  readonly personId: PersonId | null;
  readonly fundingId: FundingId | null;
}

export interface WithdrawParty {
  readonly partyId: SubjectPartyId;
  readonly expectedVersion: number;
  readonly because: string;
}

const CHARTER = { role: 'charter' } as const;

/** Whom a subject concerns, and whom the charter therefore keeps out of it. */
@Injectable()
export class Recusals {
  constructor(private readonly register: Register) {}

  /**
   * States that a subject concerns an organization, a person or a funder, so that votes opened on it later leave out whom
   * the charter names. Throws NOT_FOUND when it is absent, or funding that is not shown to the steward.
   */
  async nameParty(
    actor: Actor,
    { bodyId, subjectId, organizationId, personId, fundingId }: NameParty,
  ): Promise<Acted<{ partyId: SubjectPartyId }> | Refusal> {
    return this.register.keep(actor, { streams: [bodyId, subjectId] }, async (act) => {
      const { db, coalitionId, now } = act;
      const { charter } = await standing(act, bodyId);
      if (organizationId && !(await loadRow(db, ORGANIZATIONS, coalitionId, organizationId)))
        throw notFound();
      if (personId && !(await loadPerson(db, coalitionId, personId))) throw notFound();
      if (fundingId && !(await loadSeen(db, FUNDING, { coalitionId, id: fundingId }, act.personId)))
        throw notFound();
      const { parties } = await concernOf(db, coalitionId, { bodyId, subjectId }, now);
      const refused = mayName(parties, { organizationId, personId, fundingId });
      if (refused) return refused;
      const partyId = act.newId<'SubjectParty'>();
      const entry = act.append({
        stream: partyId,
        kind: 'party.named',
        capacity: STEWARD,
        rule: charter.digest,
        body: { body: bodyId, subject: subjectId, organization: organizationId },
        ...(personId && { commit: { person: personId }, about: personId }),
        ...(fundingId && { commit: { funding: fundingId } }),
        disclosed: false,
      });
      const row = { coalitionId, id: partyId, version: entry.version, bodyId, subjectId };
      await db.insert(SubjectPartyRow, { ...row, organizationId, personId, fundingId, withdrawnAt: null });
      return { entry, result: { partyId } };
    });
  }

  /**
   * Withdraws a party that was named in error: votes that are opened later leave nobody out for it. Whom it kept out of
   * an earlier vote stays out of the subject. Throws NOT_FOUND when it is absent.
   */
  async withdrawParty(
    actor: Actor,
    { partyId, expectedVersion, because }: WithdrawParty,
  ): Promise<Acted<{ partyId: SubjectPartyId }> | Refusal> {
    const expected = { stream: partyId, version: expectedVersion };
    return this.register.keep(actor, { streams: [partyId], expected }, async (act) => {
      const { db, coalitionId, now } = act;
      const party = await loadRow(db, PARTIES, coalitionId, partyId);
      if (!party) throw notFound();
      const refused = mayWithdraw(party);
      if (refused) return refused;
      const entry = act.append({
        stream: partyId,
        kind: 'party.withdrawn',
        capacity: STEWARD,
        body: { withdrawnAt: now.toISOString() },
        commit: { because },
        disclosed: false,
      });
      const change = { withdrawnAt: now, version: entry.version };
      await db.update(SubjectPartyRow, { coalitionId, id: partyId }, change);
      return { entry, result: { partyId } };
    });
  }

  /**
   * Recuses whom the charter names, inside an act that puts a subject to the vote and holds its lock. Refuses where it
   * depends on what the charter or a contested affiliation leaves open (`NEEDS_RULING`).
   */
  async byClause(act: Act, subject: Subject): Promise<Refusal | null> {
    const { db, coalitionId, now } = act;
    const concern = await concernOf(db, coalitionId, subject, now);
    if (concern.parties.length === 0) return null;
    const { body, charter } = await standing(act, subject.bodyId);
    const known = { coalitionId, bodyId: subject.bodyId, asKnownAt: now };
    const rules = await rulesOfBody(db, known, { zone: body.zone, at: now });
    const provisions = provisionsAt(rules.rulebook, now);
    if (!provisions) return null;
    const others = await recusalsOn(db, coalitionId, subject);
    const recused = new Set(others.map(({ personId }) => personId));
    const members = await membersAt(db, known, now);
    const { cases, agreed } = underEveryReading(
      rules.rulings,
      (read) => {
        const clauses = provisions.on('CONFLICT', read);
        return members
          .filter(({ personId }) => !recused.has(personId))
          .flatMap((member) => {
            const ground = groundOf(clauses, concern, member, read);
            return ground ? [{ personId: member.personId, ground }] : [];
          });
      },
      (a, b) => JSON.stringify(a) === JSON.stringify(b),
    );
    if (!agreed) return refuseOpen(cases, 'Who stays out of this');
    for (const { personId, ground } of cases[0].answer) {
      await recuse(act, subject, { how: 'CLAUSE', personId, ground, rule: charter.digest });
    }
    return null;
  }

  /** Recuses somebody because it was ruled so, inside an act that holds the subject's lock. */
  async byRuling(
    act: Act,
    subject: Subject,
    { personId, ground, cause }: Pick<Recused, 'personId' | 'ground'> & { readonly cause: Appended },
  ): Promise<RecusalId> {
    const { charter } = await standing(act, subject.bodyId);
    return recuse(act, subject, { how: 'CHALLENGE', personId, ground, rule: charter.digest, cause });
  }
}

/** Who is recused, why, and how that came about. */
interface Recused {
  readonly how: 'CLAUSE' | 'CHALLENGE';
  readonly personId: PersonId;
  readonly ground: Ground;
  readonly rule: string;
  readonly cause?: Appended;
}

async function recuse(
  act: Act,
  { bodyId, subjectId }: Subject,
  { how, personId, ground, rule, cause }: Recused,
): Promise<RecusalId> {
  const { db, coalitionId, now } = act;
  const id = act.newId<'Recusal'>();
  const entry = act.append({
    stream: id,
    kind: 'recusal.made',
    capacity: CHARTER,
    rule,
    cause: cause ?? null,
    body: { body: bodyId, subject: subjectId, how, ...ground, beginsAt: now.toISOString() },
    commit: { person: personId },
    about: personId,
    disclosed: false,
  });
  const row = { coalitionId, id, version: entry.version, bodyId, personId, subjectId, how };
  await db.insert(RecusalRow, { ...row, ...ground, beginsAt: now });
  return id;
}
