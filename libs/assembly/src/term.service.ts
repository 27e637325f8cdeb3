import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isRefusal, refuse, type BodyId, type Id, type MandateId, type Refusal } from '#kernel';
import { databaseNow, Fault, loadRow, notFound } from '#platform';
import {
  DueActs,
  Ledger,
  MOOT,
  serverOf,
  type Act,
  type Acted,
  type Actor,
  type Appended,
  type DueAct,
} from '#record';
import { DataSource } from 'typeorm';
import { MandateRow } from './assembly.entity.js';
import { CHARTER, endWithin, RUN_OUT } from './ending.service.js';
import { provisionsAt } from './eligibility.rules.js';
import { openHandover } from './handover-opening.service.js';
import { Register, STEWARD } from './register.service.js';
import { Remedies } from './remedy.service.js';
import { underEveryReading } from './reading.rules.js';
import { MANDATES, mandatesNotOver } from './seat.queries.js';
import { rulesOfBody } from './seating.queries.js';
import { standing } from './seating.service.js';
import { TermEventRow } from './term.entity.js';
import { classedMandates, eventsOf, termOf, type ClassedMandate } from './term.queries.js';

export interface RecordTermEvent {
  readonly bodyId: BodyId;
  /** What the charter calls it. */
  readonly kind: string;
  /** Null for the instant of the act; not later. */
  readonly at: Date | null;
}

/** Ends the terms of mandates when what ends them has come. */
@Injectable()
export class Terms implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly register: Register,
    private readonly remedies: Remedies,
    private readonly due: DueActs,
    private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    this.due.handle(RUN_OUT, (due) => this.runOut(due));
  }

  /**
   * Records that an event has come which ends terms, and ends those that waited for it; where holders go on until
   * there is a successor, their terms are over and they hold over. Refuses an event that no term of the body waits for
   * (`EVENT_UNKNOWN`) and one that has not come (`EVENT_TO_COME`): until then ends are provisional.
   */
  async recordTermEvent(
    actor: Actor,
    { bodyId, kind, at }: RecordTermEvent,
  ): Promise<Acted<{ eventId: Id<'TermEvent'> }> | Refusal> {
    const { coalitionId } = actor;
    const before = await mandatesNotOver(this.dataSource.manager, coalitionId, bodyId, new Date(0));
    const waiting = before.filter(({ termEvent }) => termEvent === kind).map(({ id }) => id);
    return this.register.keep(actor, { streams: [bodyId, ...waiting] }, async (act) => {
      const { db, now } = act;
      const { charter } = await standing(act, bodyId);
      const cameAt = at ?? now;
      const refused = await mayCome(act, { bodyId, kind, at: cameAt });
      if (refused) return refused;
      const eventId = act.newId<'TermEvent'>();
      const entry = act.append({
        stream: eventId,
        kind: 'event.recorded',
        capacity: STEWARD,
        rule: charter.digest,
        body: { body: bodyId, event: kind, at: cameAt.toISOString() },
      });
      const row = { coalitionId, id: eventId, version: entry.version, bodyId, kind };
      await db.insert(TermEventRow, { ...row, at: cameAt });
      const mandates = await classedMandates(db, coalitionId, bodyId, now);
      for (const mandate of mandates.filter(({ termEvent }) => termEvent === kind)) {
        if (!waiting.includes(mandate.id))
          throw new Fault('CONFLICT', 'Somebody was seated since: try again.');
        const open = await this.#settle(act, mandate, entry);
        if (open) return open;
      }
      await this.remedies.reviewVacancy(act, bodyId, { at: now, cause: entry });
      return { entry, result: { eventId } };
    });
  }

  /** Gives a mandate the end that its term has by now, where what came decides on it. */
  async #settle(act: Act, mandate: ClassedMandate, cause: Appended): Promise<Refusal | null> {
    const { db, coalitionId, now } = act;
    const { body } = await standing(act, mandate.bodyId);
    const term = await termOf(db, body, mandate, now);
    if (isRefusal(term)) return term;
    if (!term?.endsAt || term.event !== null) return null;
    // A term set shorter at the appointment, or by the months of the class, is over first.
    if (mandate.termEndsAt !== null && mandate.termEndsAt <= term.endsAt) return null;
    const { clause, endsAt } = term;
    if (!mandate.holdover) {
      // What was done until the event was recorded stands, and so do those who did it.
      const end = endsAt > now ? endsAt : now;
      await endWithin(act, mandate, { endsAt: end, reason: 'EVENT', capacity: CHARTER, clause, cause });
      return null;
    }
    const { id, bodyId, seatId } = mandate;
    const entry = act.append({
      stream: id,
      kind: 'mandate.heldOver',
      capacity: CHARTER,
      cause,
      body: {
        body: bodyId,
        seat: seatId,
        clause,
        term: { endsAt: endsAt.toISOString(), event: null, holdover: true },
      },
    });
    const change = { termEndsAt: endsAt, termEvent: null, version: entry.version };
    await db.update(MandateRow, { coalitionId, id }, change);
    return null;
  }

  /** Tells of a mandate that its term is over, and looks at what the vacancy breaches. */
  async runOut({
    coalitionId,
    id: due,
    subject,
  }: DueAct): Promise<Acted<{ mandateId: MandateId }> | Refusal | typeof MOOT> {
    const mandateId = subject as MandateId;
    const before = await loadRow(this.dataSource.manager, MANDATES, coalitionId, mandateId);
    if (!before) throw notFound();
    const isOver = before.endsAt !== null && before.endsAt <= (await databaseNow(this.dataSource));
    if (before.endReason !== null || !isOver) return MOOT;
    const streams = [mandateId, before.bodyId];
    return this.ledger.act(serverOf(coalitionId), { streams, due }, async (act) => {
      const mandate = await loadRow(act.db, MANDATES, coalitionId, mandateId);
      if (!mandate?.endsAt || mandate.endsAt > act.now || mandate.endReason !== null) {
        throw new Fault('CONFLICT', 'The end of this mandate was set anew.');
      }
      const { bodyId, seatId, endsAt } = mandate;
      const entry = act.append({
        stream: mandateId,
        kind: 'mandate.ranOut',
        capacity: CHARTER,
        body: { body: bodyId, seat: seatId, endsAt: endsAt.toISOString(), reason: 'TERM' },
      });
      const change = { endReason: 'TERM' as const, version: entry.version };
      await act.db.update(MandateRow, { coalitionId, id: mandateId }, change);
      await openHandover(act, mandate, entry);
      await this.remedies.reviewVacancy(act, bodyId, { at: act.now, cause: entry });
      return { entry, result: { mandateId } };
    });
  }
}

async function mayCome(
  { db, coalitionId, now }: Act,
  { bodyId, kind, at }: { readonly bodyId: BodyId; readonly kind: string; readonly at: Date },
): Promise<Refusal | null> {
  if (at > now)
    return refuse('EVENT_TO_COME', 'Record this when it has come; until then ends are provisional.');
  const events = await eventsOf(db, coalitionId, bodyId);
  if (events.some((event) => event.kind === kind && event.at.getTime() === at.getTime())) {
    return refuse('EVENT_RECORDED', 'This event of that instant is in the record already.');
  }
  const rules = await rulesOfBody(db, { coalitionId, bodyId, asKnownAt: now }, { zone: 'UTC', at: now });
  const provisions = provisionsAt(rules.rulebook, now);
  const { cases } = underEveryReading(rules.rulings, (read) =>
    (provisions?.on('TERM', read) ?? []).some(({ event }) => event === kind),
  );
  const isNamed = cases.some(({ answer }) => answer);
  const mandates = await mandatesNotOver(db, coalitionId, bodyId, now);
  if (isNamed || mandates.some(({ termEvent }) => termEvent === kind)) return null;
  return refuse('EVENT_UNKNOWN', 'No term of this body ends with this event: name it as the charter does.');
}
