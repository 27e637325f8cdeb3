import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type MandateId, type PersonId, type Refusal, type SeatId } from '#kernel';
import { loadRow, notFound } from '#platform';
import type { Act, Acted, Actor, Appended } from '#record';
import { DataSource } from 'typeorm';
import type { Seat } from './assembly.types.js';
import { provisionsAt } from './eligibility.rules.js';
import {
  fillFrom,
  mayReplace,
  mayServe,
  stepsFor,
  type StepOption,
  type VacancyStep,
} from './filling.rules.js';
import { underEveryReading } from './reading.rules.js';
import { Register, STEWARD } from './register.service.js';
import { lastMandateOf, SEATS } from './seat.queries.js';
import { rulesOfBody, scheduledEndOf, vacancyOf } from './seating.queries.js';
import { Seating, standing } from './seating.service.js';
import { heldOverOn } from './term.queries.js';

export interface FillVacancy {
  readonly seatId: SeatId;
  /** By which step of the charter. */
  readonly by: VacancyStep;
  /** Who is asked in turn; the first who may take the seat has it. */
  readonly candidates: readonly PersonId[];
  /** The mandate that ended before its term: the last one of the seat. */
  readonly replaces: MandateId;
  /** When nominations for the next election begin; null where none is planned. */
  readonly nextNominations: Date | null;
}

type Filled = { readonly mandateId: MandateId };

/** Fills seats that fall vacant in mid-term, by the steps that the charter has for it. */
@Injectable()
export class Vacancies {
  constructor(
    private readonly register: Register,
    private readonly seating: Seating,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * Gives a vacant seat to the first of the candidates who may take it. Whoever is passed over stays in the record
   * with the clause, and keeps the place. Refuses a step that the charter does not have (`VACANCY_STEP_UNKNOWN`) or
   * that is not open (`VACANCY_STEP_CLOSED`), and where nobody may take the seat (`NOBODY_MAY_TAKE_THE_SEAT`).
   */
  async fillVacancy(actor: Actor, command: FillVacancy): Promise<Acted<Filled> | Refusal> {
    const seat = await loadRow(this.dataSource.manager, SEATS, actor.coalitionId, command.seatId);
    if (!seat) throw notFound();
    const places = { seats: [seat.id], people: command.candidates };
    const mayEnd = await heldOverOn(this.dataSource.manager, actor.coalitionId, places);
    const streams = [seat.bodyId, ...command.candidates, ...mayEnd];
    return this.register.keep<Filled>(actor, { streams }, async (act) => {
      const { db, coalitionId, now } = act;
      const ended = await lastMandateOf(db, seat, now);
      if (!ended) throw notFound();
      const notVacant = mayReplace(ended, command.replaces, now);
      if (notVacant) return notVacant;
      const step = await this.#step(act, seat, { ...command, vacantSince: ended.endsAt ?? now });
      if (isRefusal(step)) return step;
      const isRemainder = step.serves === 'REMAINDER';
      const endsAt = isRemainder ? await scheduledEndOf(db, coalitionId, ended.id) : null;
      const nothingLeft = mayServe(step, endsAt, now);
      if (nothingLeft) return nothingLeft;
      const terms = {
        capacity: STEWARD,
        filledBy: step.by,
        replaces: isRemainder ? ended.id : null,
        mayEnd,
      };
      const granted: { readonly mandateId: MandateId; readonly entry: Appended }[] = [];
      const { passedOver } = await fillFrom(command.candidates, [seat], async (personId) => {
        const appointment = { personId, beginsAt: now, endsAt, onBehalfOf: null };
        const seated = await this.seating.seat(act, seat, { appointment, terms });
        if (isRefusal(seated)) return seated;
        granted.push(seated);
        return null;
      });
      const refusals = passedOver.map(({ refusal }) => refusal);
      const [filled] = granted;
      if (!filled) {
        const because = `None of the candidates may take the seat: ${refusals.map((one) => one.because).join(' ')}`;
        return refuse('NOBODY_MAY_TAKE_THE_SEAT', because, { clause: step.clause, passedOver: refusals });
      }
      const { mandateId, entry: cause } = filled;
      const entry = act.append({
        stream: act.newId<'Vacancy'>(),
        kind: 'vacancy.filled',
        capacity: STEWARD,
        cause,
        body: {
          body: seat.bodyId,
          seat: seat.id,
          mandate: mandateId,
          by: step.by,
          clause: step.clause,
          passedOver: refusals.map(({ code, clause }) => ({ code, clause })),
        },
        commit: { people: passedOver.map(({ personId }) => personId) },
        disclosed: false,
      });
      return { entry, result: { mandateId } };
    });
  }

  /** The step as the charter has it now. */
  async #step(
    { db, coalitionId, now }: Act,
    seat: Seat,
    { by, vacantSince, nextNominations }: FillVacancy & { readonly vacantSince: Date },
  ): Promise<StepOption | Refusal> {
    const { bodyId, seatClass } = seat;
    const { body } = await standing({ db, coalitionId, now }, bodyId);
    const known = { coalitionId, bodyId, asKnownAt: now };
    const rules = await rulesOfBody(db, known, { zone: body.zone, at: now });
    const provisions = provisionsAt(rules.rulebook, now);
    const vacancy = { seatClass, vacantSince, nextNominations, ...(await vacancyOf(db, known, now)) };
    const { cases, agreed } = underEveryReading(
      rules.rulings,
      (read) => (provisions ? stepsFor(provisions, vacancy, now, read).filter((step) => step.by === by) : []),
      (a, b) => JSON.stringify(a) === JSON.stringify(b),
    );
    if (!agreed) {
      const questions = [
        ...new Set(cases.flatMap(({ readings }) => readings.map(({ question }) => question))),
      ];
      const because = `The charter can be read in more than one way here; ask for a ruling on: ${questions.join('; ')}.`;
      return refuse('NEEDS_RULING', because, { questions });
    }
    const [{ answer: steps }] = cases;
    const step = steps.find(({ closedBecause }) => closedBecause === null) ?? steps[0];
    if (!step)
      return refuse('VACANCY_STEP_UNKNOWN', 'The charter does not fill seats of this class this way.');
    if (step.closedBecause === null) return step;
    return refuse('VACANCY_STEP_CLOSED', step.closedBecause, { clause: step.clause });
  }
}
