import { Injectable } from '@nestjs/common';
import {
  refuse,
  type BodyId,
  type Id,
  type MandateId,
  type OrganizationId,
  type PersonId,
  type Refusal,
} from '#kernel';
import { loadRow, notFound } from '#platform';
import { Ledger, type Act, type Acted, type Actor } from '#record';
import { DataSource } from 'typeorm';
import type { Mandate, Seat } from './assembly.types.js';
import { audienceIn, toldOf } from './audience.queries.js';
import { ORGANIZATIONS } from './coalition.queries.js';
import { mayRecuse, mayStandIn } from './conflict.rules.js';
import { provisionsAt } from './eligibility.rules.js';
import { loadPerson } from './person.queries.js';
import { underEveryReading } from './reading.rules.js';
import { checkEnd, checkSpan, mayKeepTheRegister } from './register.rules.js';
import { Register, STEWARD } from './register.service.js';
import { rulesOfBody } from './seating.queries.js';
import { standing } from './seating.service.js';
import { bodiesHeldBy, electorOf, MANDATES, SEATS } from './seat.queries.js';
import { AlternateActivationRow, InterestRow, RecusalRow } from './standing.entity.js';
import { activationsOf, INTERESTS, recusalsOn } from './standing.queries.js';
import type { AlternateOccasion, InterestId, InterestKind, RecusalId } from './standing.types.js';

export interface DeclareInterest {
  readonly personId: PersonId;
  readonly kind: InterestKind;
  readonly organizationId: OrganizationId | null;
  /** What it is, in words that the people of the coalition can read. */
  readonly details: string;
  /** Null for the instant of the act. */
  readonly beginsAt: Date | null;
  readonly endsAt: Date | null;
}

export interface EndInterest {
  readonly interestId: InterestId;
  readonly expectedVersion: number;
  /** Null for the instant of the act. */
  readonly endsAt: Date | null;
}

export interface Recuse {
  readonly bodyId: BodyId;
  readonly personId: PersonId;
  /** What the person stays out of: a proposal, a case. */
  readonly subjectId: string;
  readonly because: string;
}

export interface ActivateAlternate {
  readonly mandateId: MandateId;
  readonly standsInFor: MandateId;
  readonly occasion: AlternateOccasion;
  /** Null for the instant of the act. */
  readonly beginsAt: Date | null;
  readonly endsAt: Date;
}

/** Their reason is in their own words, not in a clause. */
const GROUNDLESS = { clause: null, interest: null } as const;

/** What people have at stake, what they stay out of, and who stands in for them. */
@Injectable()
export class Conflicts {
  constructor(
    private readonly ledger: Ledger,
    private readonly register: Register,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * Declares an interest of one's own; a steward notes those of others. Its kind is public; who is shown the details is
   * said by the charters of the bodies in which the person sits, and stays so.
   */
  async declareInterest(
    actor: Actor,
    { personId, kind, organizationId, details, ...span }: DeclareInterest,
  ): Promise<Acted<{ interestId: InterestId }> | Refusal> {
    return this.ledger.act<{ interestId: InterestId }, Refusal>(
      actor,
      { streams: [personId] },
      async (act) => {
        const { db, coalitionId, now } = act;
        if (organizationId && !(await loadRow(db, ORGANIZATIONS, coalitionId, organizationId)))
          throw notFound();
        const { isSteward } = await this.#caller(act);
        const dated = { beginsAt: span.beginsAt ?? now, endsAt: span.endsAt };
        const refused = mayDeclare(personId, act.personId, isSteward) ?? checkSpan(dated);
        if (refused) return refused;
        const bodies = await bodiesHeldBy(db, coalitionId, personId, now);
        const audience = await audienceIn(act, bodies, kind);
        const interestId = act.newId<'Interest'>();
        const entry = act.append({
          stream: interestId,
          kind: 'interest.declared',
          capacity: act.personId === personId ? { role: 'person' } : STEWARD,
          body: {
            kind,
            organization: organizationId,
            beginsAt: dated.beginsAt.toISOString(),
            endsAt: dated.endsAt?.toISOString() ?? null,
            ...toldOf(audience),
          },
          commit: { person: personId, details },
          about: personId,
          disclosed: false,
        });
        const row = { coalitionId, id: interestId, version: entry.version, personId, kind, organizationId };
        await db.insert(InterestRow, { ...row, ...dated, ...toldOf(audience) });
        return { entry, result: { interestId } };
      },
    );
  }

  /** Ends an interest of one’s own, now or later; a steward ends those of others. Throws NOT_FOUND when it is absent. */
  async endInterest(
    actor: Actor,
    { interestId, expectedVersion, endsAt }: EndInterest,
  ): Promise<Acted<{ interestId: InterestId }> | Refusal> {
    const expected = { stream: interestId, version: expectedVersion };
    return this.ledger.act<{ interestId: InterestId }, Refusal>(
      actor,
      { streams: [interestId], expected },
      async (act) => {
        const { db, coalitionId, now } = act;
        const interest = await loadRow(db, INTERESTS, coalitionId, interestId);
        if (!interest) throw notFound();
        const { personId } = interest;
        const { isSteward } = await this.#caller(act);
        const end = endsAt ?? now;
        const refused = mayDeclare(personId, act.personId, isSteward) ?? checkEnd(interest, end, now);
        if (refused) return refused;
        const entry = act.append({
          stream: interestId,
          kind: 'interest.ended',
          capacity: act.personId === personId ? { role: 'person' } : STEWARD,
          body: { endsAt: end.toISOString() },
        });
        await db.update(
          InterestRow,
          { coalitionId, id: interestId },
          { endsAt: end, version: entry.version },
        );
        return { entry, result: { interestId } };
      },
    );
  }

  /**
   * States that a member of a body stays out of a subject. Throws NOT_FOUND when the subject is absent, and refuses
   * whoever is no member (`NOT_A_MEMBER`) or speaks for another without being a steward.
   */
  async recuse(
    actor: Actor,
    { bodyId, personId, subjectId, because }: Recuse,
  ): Promise<Acted<{ recusalId: RecusalId }> | Refusal> {
    return this.ledger.act<{ recusalId: RecusalId }, Refusal>(
      actor,
      { streams: [bodyId, subjectId] },
      async (act) => {
        const { db, coalitionId, now } = act;
        const { charter } = await standing(act, bodyId);
        const { isSteward } = await this.#caller(act);
        const others = await recusalsOn(db, coalitionId, { bodyId, subjectId });
        const refused = mayRecuse({ personId, by: act.personId, isSteward }, others);
        if (refused) return refused;
        if (!(await electorOf(db, { coalitionId, bodyId, personId }, now))) {
          return refuse('NOT_A_MEMBER', 'Only who has a seat in the body can stay out of what it decides.');
        }
        const how = act.personId === personId ? 'SELF' : 'CHALLENGE';
        const recusalId = act.newId<'Recusal'>();
        const entry = act.append({
          stream: recusalId,
          kind: 'recusal.made',
          capacity: how === 'SELF' ? { role: 'member' } : STEWARD,
          rule: charter.digest,
          body: { body: bodyId, subject: subjectId, how, ...GROUNDLESS, beginsAt: now.toISOString() },
          commit: { person: personId, because },
          about: personId,
          disclosed: false,
        });
        const row = { coalitionId, id: recusalId, version: entry.version, bodyId, personId, subjectId, how };
        await db.insert(RecusalRow, { ...row, how, ...GROUNDLESS, beginsAt: now });
        return { entry, result: { recusalId } };
      },
    );
  }

  /** Lets an alternate act in the place of a holder for a time, where the charter provides for it. */
  async activateAlternate(
    actor: Actor,
    { mandateId, standsInFor, occasion, ...span }: ActivateAlternate,
  ): Promise<Acted<{ activationId: Id<'AlternateActivation'> }> | Refusal> {
    const found = await loadRow(this.dataSource.manager, MANDATES, actor.coalitionId, mandateId);
    if (!found) throw notFound();
    const { bodyId } = found;
    return this.register.keep(actor, { streams: [bodyId] }, async (act) => {
      const { db, coalitionId, now } = act;
      const during = { beginsAt: span.beginsAt ?? now, endsAt: span.endsAt };
      const alternate = await withClass(act, mandateId);
      const holder = await withClass(act, standsInFor);
      if (holder.bodyId !== bodyId) throw notFound();
      const { body, charter } = await standing(act, bodyId);
      const known = { coalitionId, bodyId, asKnownAt: now };
      const rules = await rulesOfBody(db, known, { zone: body.zone, at: during.beginsAt });
      const provisions = provisionsAt(rules.rulebook, during.beginsAt);
      const others = await activationsOf(db, coalitionId, [mandateId, standsInFor]);
      const { cases } = underEveryReading(rules.rulings, (read) =>
        mayStandIn(
          provisions?.on('ALTERNATE', read) ?? [],
          { alternate, holder },
          { occasion, during, others },
        ),
      );
      const refused = checkSpan(during) ?? cases.find(({ answer }) => answer !== null)?.answer;
      if (refused) return refused;
      const activationId = act.newId<'AlternateActivation'>();
      const entry = act.append({
        stream: activationId,
        kind: 'alternate.activated',
        capacity: STEWARD,
        rule: charter.digest,
        body: {
          body: bodyId,
          mandate: mandateId,
          standsInFor,
          occasion,
          beginsAt: during.beginsAt.toISOString(),
          endsAt: during.endsAt.toISOString(),
        },
      });
      const row = { coalitionId, id: activationId, version: entry.version, bodyId, mandateId, standsInFor };
      await db.insert(AlternateActivationRow, { ...row, occasion, ...during });
      return { entry, result: { activationId } };
    });
  }

  async #caller({ db, coalitionId, personId }: Act): Promise<{ readonly isSteward: boolean }> {
    const person = personId && (await loadPerson(db, coalitionId, personId));
    return { isSteward: mayKeepTheRegister(person) === null };
  }
}

function mayDeclare(personId: PersonId, by: PersonId | null, isSteward: boolean): Refusal | null {
  if (by === personId || isSteward) return null;
  return refuse(
    'NOT_YOURS_TO_DECLARE',
    'Everybody declares their own interests; tell a steward of another’s.',
  );
}

async function withClass(
  { db, coalitionId }: Act,
  mandateId: MandateId,
): Promise<Mandate & Pick<Seat, 'seatClass'>> {
  const mandate = await loadRow(db, MANDATES, coalitionId, mandateId);
  const seat = mandate && (await loadRow(db, SEATS, coalitionId, mandate.seatId));
  if (!mandate || !seat) throw notFound();
  return { ...mandate, seatClass: seat.seatClass };
}
