import { Injectable } from '@nestjs/common';
import {
  isRefusal,
  refuse,
  type DecisionId,
  type Id,
  type MandateId,
  type PersonId,
  type Refusal,
} from '#kernel';
import { Fault, loadRow, notFound } from '#platform';
import { PrivateReading, type Act, type Appended, type Capacity } from '#record';
import { MandateRow } from './assembly.entity.js';
import type { Body, FilledBy, Seat } from './assembly.types.js';
import { charterInForce, loadBody } from './body.queries.js';
import type { CharterVersion } from './charter.types.js';
import { eligibility, provisionsAt, refuseIneligible } from './eligibility.rules.js';
import { idleFrom } from './attendance.queries.js';
import { endWithin, IDLE, REVIEW_SENIORITY, RUN_OUT } from './ending.service.js';
import { fillFrom } from './filling.rules.js';
import { loadPerson, organizationsOf } from './person.queries.js';
import { Remedies } from './remedy.service.js';
import { mayJoin, mayStay } from './seating.rules.js';
import { belongingsOf, candidateOf, changesAfter, compositionAt, rulesOfBody } from './seating.queries.js';
import { MANDATES, mandatesNotOver } from './seat.queries.js';
import { grantMandate, isHeldOverAt, type Appointment } from './seat.rules.js';
import { termOf } from './term.queries.js';

/** How somebody comes to a seat, besides who and when. */
export interface SeatingTerms {
  readonly capacity: Capacity;
  readonly filledBy: FilledBy | null;
  /** The mandate for whose remainder it is; null for a term of its own. */
  readonly replaces: MandateId | null;
  /** The mandates that it may end, of holders who went on after their term: those whose locks the act holds. */
  readonly mayEnd?: readonly MandateId[];
  /** Those of them whose seats are being filled: caps and balances are asked about the body without them. */
  readonly leaving?: readonly MandateId[];
  readonly cause?: Appended;
}

/** The body as it stands at the instant of an act: itself and the charter in force. */
export async function standing(
  act: Pick<Act, 'db' | 'coalitionId' | 'now'>,
  bodyId: Body['id'],
): Promise<{ readonly body: Body; readonly charter: CharterVersion }> {
  const body = await loadBody(act.db, act.coalitionId, bodyId);
  const charter = await charterInForce(act.db, act.coalitionId, bodyId, act.now);
  if (!body || !charter) throw notFound();
  return { body, charter };
}

/** Seats people, whatever brought it about: every way to a seat passes the same rules. */
@Injectable()
export class Seating {
  constructor(
    private readonly privacy: PrivateReading,
    private readonly remedies: Remedies,
  ) {}

  /**
   * Gives a seat to a person inside an act that holds the body's lock. Refuses what the seat, the term, the limits,
   * the qualifications, the caps or the balance of the charter forbid. Throws NOT_FOUND when the person is absent.
   */
  async seat(
    act: Act,
    seat: Seat,
    { appointment, terms }: { readonly appointment: Appointment; readonly terms: SeatingTerms },
  ): Promise<{ readonly entry: Appended; readonly mandateId: MandateId } | Refusal> {
    const { db, coalitionId } = act;
    const { personId, beginsAt } = appointment;
    const person = await loadPerson(db, coalitionId, personId);
    if (!person) throw notFound();
    const name = this.privacy.open(person.name);
    if (name === null) {
      const because = 'The name of this person was erased. Register them anew to appoint them.';
      return refuse('PERSON_ERASED', because);
    }
    const { body, charter } = await standing(act, seat.bodyId);
    const { filledBy, replaces, mayEnd = [] } = terms;
    const beginning = { seatClass: seat.seatClass, beginsAt, replaces };
    const term = await termOf(db, body, beginning, act.now);
    if (isRefusal(term)) return term;
    const granted = grantMandate(
      {
        seat,
        charter,
        zone: body.zone,
        term,
        mandates: await mandatesNotOver(db, coalitionId, seat.bodyId, beginsAt),
        affiliatedWith: await organizationsOf(db, coalitionId, personId, beginsAt),
      },
      appointment,
    );
    if (isRefusal(granted)) return granted;
    const { succeeds, ...held } = granted;
    const { endsAt, onBehalfOf, termEndsAt, termEvent, holdover } = held;
    const without = [...succeeds, ...(terms.leaving ?? [])];
    const asked = { ...appointment, onBehalfOf, endsAt };
    const refused = await this.#mayTake(act, { seat, body, without }, asked);
    if (refused) return refused;
    const mandateId = act.newId<'Mandate'>();
    const entry = act.append({
      stream: mandateId,
      kind: 'mandate.began',
      capacity: terms.capacity,
      rule: charter.digest,
      cause: terms.cause ?? null,
      body: {
        body: seat.bodyId,
        seat: seat.id,
        organization: onBehalfOf,
        filledBy,
        replaces,
        beginsAt: beginsAt.toISOString(),
        endsAt: endsAt?.toISOString() ?? null,
        term: { endsAt: termEndsAt?.toISOString() ?? null, event: termEvent, holdover },
      },
      commit: { holder: { person: personId, name } },
      about: personId,
    });
    const { bodyId, id: seatId } = seat;
    await this.#succeed(act, succeeds, { mayEnd, beginsAt, capacity: terms.capacity, cause: entry });
    const row = { coalitionId, id: mandateId, version: entry.version, seatId, bodyId, personId };
    await db.insert(MandateRow, { ...row, ...held, filledBy, replaces, beginsAt });
    if (endsAt) act.planDue({ kind: RUN_OUT, subject: mandateId, at: endsAt });
    const idleAt = await idleFrom(db, { coalitionId, bodyId }, beginning, act.now);
    if (idleAt) act.planDue({ kind: IDLE, subject: mandateId, at: idleAt });
    if (term?.reviewedOn) act.planDue({ kind: REVIEW_SENIORITY, subject: bodyId, at: term.reviewedOn });
    return { entry, mandateId };
  }

  /**
   * Fills seats of one body from an order of people, inside an act that holds the body's lock: each seat goes to the
   * first who may take it and has none of the others. Whoever is passed over stays in the entry with the clause.
   * Refuses when nobody may take any. Where a holder who was to leave goes on because nobody took the seat, and a cap is
   * breached by that, a remedy is opened.
   */
  async seatFrom(
    act: Act,
    {
      seats,
      order,
      beginsAt,
    }: { readonly seats: readonly Seat[]; readonly order: readonly PersonId[]; readonly beginsAt: Date },
    terms: SeatingTerms & { readonly decision: DecisionId; readonly filling: Id<'Filling'> },
  ): Promise<Appended | Refusal> {
    const mandates: MandateId[] = [];
    const bodyId = seats[0]?.bodyId ?? null;
    const held = bodyId && (await mandatesNotOver(act.db, act.coalitionId, bodyId, beginsAt));
    const places = seats.map(({ id }) => id);
    const leaving = (held ?? [])
      .filter((one) => places.includes(one.seatId) && isHeldOverAt(one, beginsAt))
      .map(({ id }) => id);
    const { passedOver } = await fillFrom(order, seats, async (personId, seat) => {
      const appointment = { personId, beginsAt, endsAt: null, onBehalfOf: null };
      const seated = await this.seat(act, seat, { appointment, terms: { ...terms, leaving } });
      if (isRefusal(seated)) return seated;
      mandates.push(seated.mandateId);
      return null;
    });
    if (mandates.length === 0) {
      const because = passedOver.map(({ refusal }) => refusal.because).join(' ');
      return refuse('NOBODY_MAY_TAKE_THE_SEAT', `Nobody may take a seat: ${because}`);
    }
    const people = passedOver.map(({ personId }) => personId);
    const entry = act.append({
      stream: terms.filling,
      kind: 'seats.filled',
      capacity: terms.capacity,
      body: {
        body: bodyId,
        decision: terms.decision,
        mandates,
        passedOver: passedOver.map(({ refusal: { code, clause } }) => ({ code, clause })),
      },
      commit: { people },
      disclosed: false,
    });
    // Caps were asked about the body without the holders of these seats; of a seat that nobody took the holder goes on.
    if (bodyId) await this.remedies.review(act, bodyId, { at: beginsAt, cause: entry });
    return entry;
  }

  /** Ends the mandates of those who went on after their terms until this successor was there. */
  async #succeed(
    act: Act,
    succeeds: readonly MandateId[],
    {
      mayEnd,
      beginsAt,
      capacity,
      cause,
    }: {
      readonly mayEnd: readonly MandateId[];
      readonly beginsAt: Date;
      readonly capacity: Capacity;
      readonly cause: Appended;
    },
  ): Promise<void> {
    for (const id of succeeds) {
      const mandate = await loadRow(act.db, MANDATES, act.coalitionId, id);
      if (!mandate || !mayEnd.includes(id))
        throw new Fault('CONFLICT', 'Somebody was seated since: try again.');
      await endWithin(act, mandate, { endsAt: beginsAt, reason: 'SUCCEEDED', capacity, cause });
    }
  }

  /** Limits and qualifications when the mandate would begin; caps then, and whenever something they look at changes. */
  async #mayTake(
    { db, coalitionId, now }: Act,
    {
      seat,
      body,
      without,
    }: { readonly seat: Seat; readonly body: Body; readonly without: readonly MandateId[] },
    { personId, beginsAt, endsAt, onBehalfOf }: Appointment,
  ): Promise<Refusal | null> {
    const known = { coalitionId, bodyId: body.id, asKnownAt: now };
    const rules = await rulesOfBody(db, known, { zone: body.zone, at: beginsAt });
    const { seatClass, sectorId } = seat;
    const candidate = await candidateOf(db, known, personId);
    const ineligible = refuseIneligible(eligibility(rules, candidate, { seatClass, onBehalfOf, beginsAt }));
    if (ineligible) return ineligible;
    const { rulings } = rules;
    const span = { from: beginsAt, until: endsAt, people: [personId] };
    for (const at of [beginsAt, ...(await changesAfter(db, known, span))]) {
      const provisions = provisionsAt(rules.rulebook, at);
      if (!provisions) continue;
      const belongings = await belongingsOf(db, coalitionId, { people: [personId], at });
      const joining = { personId, seatClass, sectorId, belongings: belongings(personId) };
      const before = await compositionAt(db, known, at, without);
      const isBegin = at.getTime() === beginsAt.getTime();
      const refused = (isBegin ? mayJoin : mayStay)({ provisions, rulings }, before, joining);
      if (refused) return isBegin ? refused : from(at, refused);
    }
    return null;
  }
}

/** A refusal of what would be so only from a later instant on. */
function from(at: Date, refusal: Refusal): Refusal {
  const because = `${refusal.because} It would be so from ${at.toISOString()} on.`;
  return { ...refusal, because, at } as Refusal;
}
