import {
  refuse,
  type BodyId,
  type CoalitionId,
  type MandateId,
  type PersonId,
  type Refusal,
  type SeatId,
} from '#kernel';
import { Keyset, table, type List, type Table } from '#platform';
import type { EntityManager } from 'typeorm';
import type { Body, Mandate } from './assembly.types.js';
import { provisionsAt } from './eligibility.rules.js';
import { questionsIn, underEveryReading } from './reading.rules.js';
import { MANDATES } from './seat.queries.js';
import { rulesOfBody } from './seating.queries.js';
import { SeniorityListRow, SeniorityReviewRow, TermEventRow } from './term.entity.js';
import { grantedTerm, type TermEvent } from './term.rules.js';
import type { GrantedTerm, RecordedEvent, SeniorityList, SeniorityReview } from './term.types.js';

export const TERM_EVENTS: Table<RecordedEvent> = table(TermEventRow);
export const SENIORITY_REVIEWS: Table<SeniorityReview> = table(SeniorityReviewRow);

/** The latest first. */
export const TERM_EVENTS_OF_BODY: List<RecordedEvent> = {
  name: 'term events of body',
  of: TERM_EVENTS,
  parent: 'body_id',
  order: new Keyset([
    { sql: 'term_event.at', property: 'at', type: 'timestamptz', descending: true },
    { sql: 'term_event.id', property: 'id', type: 'uuid', descending: true },
  ]),
};

export const SENIORITY_LISTS: Table<SeniorityList> = table(SeniorityListRow);

/** The latest first. */
export const SENIORITY_LISTS_OF_BODY: List<SeniorityList> = {
  name: 'seniority lists of body',
  of: SENIORITY_LISTS,
  parent: 'body_id',
  order: new Keyset([
    { sql: 'seniority_list.listed_at', property: 'listedAt', type: 'timestamptz', descending: true },
    { sql: 'seniority_list.id', property: 'id', type: 'uuid', descending: true },
  ]),
};

/** The order of holders that a body kept on a day; empty where it kept none. */
export async function seniorityListOn(
  db: EntityManager,
  { coalitionId, bodyId }: Pick<SeniorityList, 'coalitionId' | 'bodyId'>,
  day: Date,
): Promise<readonly MandateId[]> {
  const [list] = await db.query<Pick<SeniorityList, 'mandates'>[]>(
    `SELECT mandates FROM seniority_list WHERE coalition_id = $1 AND body_id = $2 AND listed_at <= $3
     ORDER BY listed_at DESC, id DESC LIMIT 1`,
    [coalitionId, bodyId, day],
  );
  return list?.mandates ?? [];
}

/** The latest first. */
export const SENIORITY_REVIEWS_OF_BODY: List<SeniorityReview> = {
  name: 'seniority reviews of body',
  of: SENIORITY_REVIEWS,
  parent: 'body_id',
  order: new Keyset([
    { sql: 'seniority_review.reviewed_on', property: 'reviewedOn', type: 'timestamptz', descending: true },
    { sql: 'seniority_review.id', property: 'id', type: 'uuid', descending: true },
  ]),
};

/** A mandate that begins, as its term is reckoned. */
export interface Beginning {
  readonly seatClass: string;
  readonly beginsAt: Date;
  /** The mandate for whose remainder it is; null for a term of its own. */
  readonly replaces: MandateId | null;
}

/**
 * The term that the charter in force at its begin gives a mandate; null where the charter is silent. Refuses where the
 * charter leaves it open (`NEEDS_RULING`).
 */
export async function termOf(
  db: EntityManager,
  { coalitionId, id: bodyId, zone }: Body,
  { seatClass, beginsAt, replaces }: Beginning,
  now: Date,
): Promise<GrantedTerm | null | Refusal> {
  const rules = await rulesOfBody(db, { coalitionId, bodyId, asKnownAt: now }, { zone, at: beginsAt });
  const provisions = provisionsAt(rules.rulebook, beginsAt);
  if (!provisions) return null;
  const from = replaces ? await firstBegin(db, coalitionId, replaces) : beginsAt;
  const reckoning = { from: from ?? beginsAt, events: await eventsOf(db, coalitionId, bodyId), zone };
  const { cases, agreed } = underEveryReading(
    rules.rulings,
    (read) => grantedTerm(provisions, seatClass, reckoning, read),
    (a, b) => JSON.stringify(a) === JSON.stringify(b),
  );
  if (agreed) return cases[0].answer;
  const questions = questionsIn(cases);
  const because = `The charter leaves open how long the term is; ask for a ruling on: ${questions.join('; ')}.`;
  return refuse('NEEDS_RULING', because, { questions });
}

/** The events of a body that have come. */
export async function eventsOf(
  db: EntityManager,
  coalitionId: CoalitionId,
  bodyId: BodyId,
): Promise<TermEvent[]> {
  return db.query<TermEvent[]>('SELECT kind, at FROM term_event WHERE coalition_id = $1 AND body_id = $2', [
    coalitionId,
    bodyId,
  ]);
}

/** When the first of the mandates began that were served after each other for one term. */
async function firstBegin(
  db: EntityManager,
  coalitionId: CoalitionId,
  mandateId: MandateId,
): Promise<Date | null> {
  const [row] = await db.query<{ beginsAt: Date }[]>(
    `WITH RECURSIVE served AS (
       SELECT replaces, begins_at FROM mandate WHERE coalition_id = $1 AND id = $2
       UNION ALL
       SELECT mandate.replaces, mandate.begins_at FROM served
       JOIN mandate ON mandate.coalition_id = $1 AND mandate.id = served.replaces
     )
     SELECT min(begins_at) AS "beginsAt" FROM served`,
    [coalitionId, mandateId],
  );
  return row?.beginsAt ?? null;
}

/** The mandates that a successor may end: whose holders may go on after their term, on these seats or as these people. */
export async function heldOverOn(
  db: EntityManager,
  coalitionId: CoalitionId,
  { seats, people }: { readonly seats: readonly SeatId[]; readonly people: readonly PersonId[] },
): Promise<MandateId[]> {
  const rows = await db.query<{ id: MandateId }[]>(
    `SELECT id FROM mandate
     WHERE coalition_id = $1 AND holdover AND (ends_at IS NULL OR quorate_now() < ends_at) AND (
       seat_id = ANY ($2) OR (person_id = ANY ($3) AND body_id IN (
         SELECT body_id FROM seat WHERE coalition_id = $1 AND id = ANY ($2)
       ))
     )`,
    [coalitionId, seats, people],
  );
  return rows.map(({ id }) => id);
}

/** Mandates with the class of the seat of each. */
export type ClassedMandate = Mandate & { readonly seatClass: string };

/** The mandates of a body that are not over at an instant, with the class of the seat of each. */
export async function classedMandates(
  db: EntityManager,
  coalitionId: CoalitionId,
  bodyId: BodyId,
  at: Date,
): Promise<ClassedMandate[]> {
  return db.query<ClassedMandate[]>(
    `SELECT ${MANDATES.select}, seat.seat_class AS "seatClass" FROM mandate
     JOIN seat ON seat.coalition_id = mandate.coalition_id AND seat.id = mandate.seat_id
     WHERE mandate.coalition_id = $1 AND mandate.body_id = $2
       AND (mandate.ends_at IS NULL OR $3 < mandate.ends_at)
     ORDER BY mandate.id`,
    [coalitionId, bodyId, at],
  );
}

/** What a look at seniority gave on a day; null before it. */
export async function reviewOn(
  db: EntityManager,
  {
    coalitionId,
    bodyId,
    clause,
    reviewedOn,
  }: Pick<SeniorityReview, 'coalitionId' | 'bodyId' | 'clause' | 'reviewedOn'>,
): Promise<SeniorityReview | null> {
  const [review] = await db.query<SeniorityReview[]>(
    `SELECT ${SENIORITY_REVIEWS.select} FROM seniority_review
     WHERE coalition_id = $1 AND body_id = $2 AND clause = $3 AND reviewed_on = $4`,
    [coalitionId, bodyId, clause, reviewedOn],
  );
  return review ?? null;
}
