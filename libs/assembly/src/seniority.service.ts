import { Injectable, type OnModuleInit } from '@nestjs/common';
import { refuse, type BodyId, type Id, type Refusal } from '#kernel';
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
  type Capacity,
  type DueAct,
  type Told,
} from '#record';
import { DataSource } from 'typeorm';
import type { Body } from './assembly.types.js';
import { loadBody } from './body.queries.js';
import { CHARTER, endWithin, REVIEW_SENIORITY } from './ending.service.js';
import { Register, STEWARD } from './register.service.js';
import { Remedies } from './remedy.service.js';
import { MANDATES, mandatesNotOver } from './seat.queries.js';
import { rulesOfBody } from './seating.queries.js';
import { placeIn, reviewAt, seniorityOf, type Seniority } from './seniority.rules.js';
import { SeniorityReviewRow } from './term.entity.js';
import { classedMandates, reviewOn, seniorityListOn } from './term.queries.js';
import { nextReview } from './term.rules.js';
import type { SeniorityReview } from './term.types.js';

type ReviewId = Id<'SeniorityReview'>;

/** Who leaves because they have served longest: looked at once a year, by the charter’s day. */
@Injectable()
export class SeniorityReviews implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly register: Register,
    private readonly remedies: Remedies,
    private readonly due: DueActs,
    private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    this.due.handle(REVIEW_SENIORITY, (due) => this.reviewInTime(due));
  }

  /**
   * Looks at the seniority of a body’s holders on the last of the charter’s days, where nobody has, or where a ruling
   * was needed. Refuses where the charter ends no terms by seniority (`SENIORITY_UNKNOWN`), where it has been decided
   * (`SENIORITY_REVIEWED`), and where two began together and nothing tells who is the more senior (`NEEDS_RULING`).
   */
  async reviewSeniority(
    actor: Actor,
    { bodyId }: { readonly bodyId: BodyId },
  ): Promise<Acted<{ reviewId: ReviewId }> | Refusal> {
    const { coalitionId } = actor;
    const at = { db: this.dataSource.manager, coalitionId, now: await databaseNow(this.dataSource) };
    const earlier = (await soughtAt(at, bodyId))?.earlier;
    const streams = [...(await this.#streams(coalitionId, bodyId)), ...(earlier ? [earlier.id] : [])];
    return this.register.keep(actor, { streams }, async (act) => {
      const sought = await soughtAt(act, bodyId);
      if (!sought)
        return refuse('SENIORITY_UNKNOWN', 'The charter has ended no terms by seniority this year.');
      if (sought.earlier && sought.earlier.questions.length === 0) {
        return refuse('SENIORITY_REVIEWED', 'It has been decided who leaves by seniority this year.');
      }
      const told = await this.#review(act, sought, STEWARD);
      if (sought.questions.length === 0) return told;
      const because = `Nothing tells who is the more senior; ask for a ruling on: ${sought.questions.join('; ')}.`;
      return refuse('NEEDS_RULING', because, { questions: sought.questions, clause: sought.term.clause });
    });
  }

  /** Looks at seniority because the day has come; where a ruling is needed, that is what the record tells. */
  async reviewInTime({
    coalitionId,
    id: due,
    subject,
  }: DueAct): Promise<Acted<{ reviewId: ReviewId }> | Refusal | typeof MOOT> {
    const bodyId = subject as BodyId;
    const at = await databaseNow(this.dataSource);
    const before = await soughtAt({ db: this.dataSource.manager, coalitionId, now: at }, bodyId);
    if (!before || before.earlier) return MOOT;
    const streams = await this.#streams(coalitionId, bodyId);
    return this.ledger.act(serverOf(coalitionId), { streams, due }, async (act) => {
      const sought = await soughtAt(act, bodyId);
      if (!sought || sought.earlier) throw new Fault('CONFLICT', 'Somebody else has looked at it.');
      const next = nextReview(sought.term, act.now, sought.body.zone);
      if (next) act.planDue({ kind: REVIEW_SENIORITY, subject: bodyId, at: next });
      return this.#review(act, sought, CHARTER);
    });
  }

  async #review(
    act: Act,
    { body, term, reviewedOn, earlier, leave, endsAt, questions }: Sought,
    capacity: Capacity,
  ): Promise<Told<{ reviewId: ReviewId }>> {
    const { db, coalitionId } = act;
    const { clause } = term;
    const reviewId = earlier?.id ?? act.newId<'SeniorityReview'>();
    const entry = act.append({
      stream: reviewId,
      kind: 'seniority.reviewed',
      capacity,
      body: {
        body: body.id,
        clause,
        reviewedOn: reviewedOn.toISOString(),
        leave: [...leave],
        endsAt: endsAt.toISOString(),
        questions: [...questions],
      },
    });
    const found = { leave, questions, version: entry.version };
    if (earlier) await db.update(SeniorityReviewRow, { coalitionId, id: reviewId }, found);
    else
      await db.insert(SeniorityReviewRow, {
        ...found,
        coalitionId,
        id: reviewId,
        bodyId: body.id,
        clause,
        reviewedOn,
      });
    await this.#end(act, { leave, endsAt, clause }, entry);
    await this.remedies.reviewVacancy(act, body.id, { at: endsAt, cause: entry });
    return { entry, result: { reviewId } };
  }

  async #end(
    act: Act,
    { leave, endsAt, clause }: Pick<Sought, 'leave' | 'endsAt'> & { readonly clause: string },
    cause: Appended,
  ): Promise<void> {
    for (const mandateId of leave) {
      const mandate = await loadRow(act.db, MANDATES, act.coalitionId, mandateId);
      const isOverByThen = !mandate || (mandate.endsAt !== null && mandate.endsAt <= endsAt);
      if (isOverByThen) continue;
      await endWithin(act, mandate, { endsAt, reason: 'SENIORITY', capacity: CHARTER, clause, cause });
    }
  }

  /** Read before the locks: who is seated later was not on the roster of the day. */
  async #streams(coalitionId: Act['coalitionId'], bodyId: BodyId): Promise<string[]> {
    const mandates = await mandatesNotOver(this.dataSource.manager, coalitionId, bodyId, new Date(0));
    return [bodyId, ...mandates.map(({ id }) => id)];
  }
}

/** What a look at seniority finds. */
interface Sought extends Seniority {
  readonly body: Body;
  /** What an earlier look on the same roster gave; null where there was none. */
  readonly earlier: SeniorityReview | null;
}

/** Looks at the roster of the last of the charter’s days; null where it ends no terms by seniority, or not yet. */
async function soughtAt(
  { db, coalitionId, now }: Pick<Act, 'db' | 'coalitionId' | 'now'>,
  bodyId: BodyId,
): Promise<Sought | null> {
  const body = await loadBody(db, coalitionId, bodyId);
  if (!body) throw notFound();
  const { zone } = body;
  const rules = await rulesOfBody(db, { coalitionId, bodyId, asKnownAt: now }, { zone, at: now });
  const review = reviewAt(rules, now);
  if (!review) return null;
  const sitting = await classedMandates(db, coalitionId, bodyId, review.reviewedOn);
  const list = await seniorityListOn(db, { coalitionId, bodyId }, review.reviewedOn);
  const found = seniorityOf(rules, now, () =>
    sitting.map(({ id: mandateId, seatClass, beginsAt }) => ({
      mandateId,
      seatClass,
      beginsAt,
      listed: placeIn(list, mandateId),
    })),
  );
  if (!found) return null;
  const { term, reviewedOn } = found;
  const earlier = await reviewOn(db, { coalitionId, bodyId, clause: term.clause, reviewedOn });
  return { ...found, body, earlier };
}
