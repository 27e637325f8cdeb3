import { type BodyId, type MandateId, type PersonId, type SeatId } from '#kernel';
import { loadRow } from '#platform';
import { DueActs } from '#record';
import { moveClock } from '../../../test/support/database.js';
import type { Mandate } from './assembly.types.js';
import { monthsLater } from './calendar.rules.js';
import type { Clause } from './charter.types.js';
import { MANDATES } from './seat.queries.js';
import { SeniorityLists } from './seniority-list.service.js';
import { SeniorityReviews } from './seniority.service.js';
import { clausesWith } from './spec-support/charter.js';
import { provide } from './spec-support/provisions.js';
import { committed, refusalOf, World } from './spec-support/world.js';
import { Standing } from './standing.service.js';
import { Terms } from './term.service.js';

let world: World;
let terms: Terms;
let reviews: SeniorityReviews;

beforeAll(async () => {
  world = await World.begin();
  terms = world.get(Terms);
  reviews = world.get(SeniorityReviews);
  terms.onModuleInit();
  reviews.onModuleInit();
});

afterAll(() => world.endVerified());

const DAY = 86_400_000;

/** Moves the clock to an instant, and does what is due by then. */
async function comes(instant: Date): Promise<void> {
  await moveClock(world.database.dataSource, instant.getTime() - (await world.now()).getTime());
  await world.get(DueActs).run();
}

const daysPass = async (days: number) => comes(new Date((await world.now()).getTime() + days * DAY));

async function bodyWith(provision: Clause, seats = 1): Promise<{ bodyId: BodyId; seatIds: SeatId[] }> {
  const bodyId = await world.body([...clausesWith({ SEATS: { classes: CLASSES } }), provision]);
  const seatIds: SeatId[] = [];
  while (seatIds.length < seats) seatIds.push(await world.seat(bodyId));
  return { bodyId, seatIds };
}

const CLASSES = [{ name: 'partner', seats: 8, sectorId: null, termMonths: null }];

const appoint = (seatId: SeatId | undefined, personId: PersonId, beginsAt: Date | null = null) => {
  if (!seatId) throw new Error('The body has such a seat.');
  const command = { seatId, personId, onBehalfOf: null, beginsAt, endsAt: null };
  return world.seats.appoint(world.actor(), command);
};

const seatOne = async (seatId: SeatId | undefined, beginsAt: Date | null = null) => {
  const personId = await world.person();
  return { personId, ...committed(await appoint(seatId, personId, beginsAt)).result };
};

const read = async (id: MandateId): Promise<Mandate> => {
  const mandate = await loadRow(world.database.dataSource.manager, MANDATES, world.coalitionId, id);
  if (!mandate) throw new Error('The mandate is there.');
  return mandate;
};

const record = (bodyId: BodyId, kind: string, at: Date | null = null) =>
  terms.recordTermEvent(world.actor(), { bodyId, kind, at });

const kindsOf = async (id: string) => (await world.entriesOf(id)).map(({ kind }) => kind);

describe('a term that ends with the second next election or after 14 months (OpenStack)', () => {
  const TERM = provide('TERM', '6', 'The second next election or 14 months.', {
    ends: 'EARLIER',
    event: 'election',
    occurrence: 2,
    months: 14,
  });

  it('is provisional until the election has come, and then over', async () => {
    const { bodyId, seatIds } = await bodyWith(TERM, 2);
    const [first, second] = [await seatOne(seatIds[0]), await seatOne(seatIds[1])];
    const begun = await read(first.mandateId);
    const inTime = monthsLater(begun.beginsAt, 14, 'Europe/Rome');
    expect(begun).toMatchObject({ endsAt: inTime, termEndsAt: inTime, termEvent: 'election' });
    await daysPass(180);
    expect(refusalOf(await record(bodyId, 'selection')).code).toBe('EVENT_UNKNOWN');
    expect(refusalOf(await record(bodyId, 'election', new Date(inTime.getTime())))).toMatchObject({
      code: 'EVENT_TO_COME',
    });
    committed(await record(bodyId, 'election'));
    expect(await read(first.mandateId)).toMatchObject({ endsAt: inTime, endReason: null });
    await daysPass(180);
    const { eventId } = committed(await record(bodyId, 'election')).result;
    const now = await world.now();
    for (const { mandateId } of [first, second]) {
      const ended = await read(mandateId);
      expect(ended.endReason).toBe('EVENT');
      expect(ended.endsAt! <= now).toBe(true);
    }
    const told = await world.entriesOf(first.mandateId);
    expect(told[1]).toMatchObject({ kind: 'mandate.ended', body: { reason: 'EVENT', clause: '6' } });
    const [event] = await world.entriesOf(eventId);
    expect(told[1]).toMatchObject({ cause: event?.id });
  });

  it('ends after 14 months where the election is late; the record then tells that it ran out', async () => {
    const { bodyId, seatIds } = await bodyWith(TERM);
    const { mandateId } = await seatOne(seatIds[0]);
    const { endsAt } = await read(mandateId);
    await daysPass(30);
    committed(await record(bodyId, 'election'));
    await comes(endsAt!);
    await comes(new Date(endsAt!.getTime() + 1));
    expect(await read(mandateId)).toMatchObject({ endsAt, endReason: 'TERM' });
    expect(await kindsOf(mandateId)).toEqual(['mandate.began', 'mandate.ranOut']);
    committed(await record(bodyId, 'election'));
    expect(await read(mandateId)).toMatchObject({ endsAt, endReason: 'TERM' });
  });

  it('of a mandate that ended early does not run out again: nothing waits any more', async () => {
    const { seatIds } = await bodyWith(TERM);
    const { mandateId } = await seatOne(seatIds[0]);
    const { endsAt } = await read(mandateId);
    const early = { mandateId, expectedVersion: 1, endsAt: null, because: 'resigned' };
    committed(await world.seats.endMandate(world.actor(), early));
    await comes(new Date(endsAt!.getTime() + 1));
    expect(await kindsOf(mandateId)).toEqual(['mandate.began', 'mandate.ended']);
    const [waiting] = await world.database.dataSource.query<{ count: string }[]>(
      'SELECT count(*) FROM due_act WHERE subject = $1 AND done_at IS NULL',
      [mandateId],
    );
    expect(waiting).toEqual({ count: '0' });
  });

  it('is counted from the begin of the first, for what is left of it', async () => {
    const { bodyId, seatIds } = await bodyWith(TERM);
    const first = await seatOne(seatIds[0]);
    await daysPass(30);
    committed(await record(bodyId, 'election'));
    const early = { mandateId: first.mandateId, expectedVersion: 1, endsAt: null, because: 'resigned' };
    committed(await world.seats.endMandate(world.actor(), early));
    const rest = committed(
      await world.seats.appoint(world.actor(), {
        seatId: seatIds[0]!,
        personId: await world.person(),
        onBehalfOf: null,
        beginsAt: null,
        endsAt: null,
        replaces: first.mandateId,
      }),
    ).result;
    await daysPass(30);
    committed(await record(bodyId, 'election'));
    expect(await read(rest.mandateId)).toMatchObject({ endReason: 'EVENT' });
  });
});

describe('a holder who stays until there is a successor', () => {
  const TERM = provide('TERM', '5.3', 'One year, and until a successor is there.', {
    ends: 'MONTHS',
    months: 12,
    holdover: 'yes',
  });

  it('is shown as holding over when the term is over, and leaves when the successor takes the seat', async () => {
    const { seatIds } = await bodyWith(TERM);
    const { mandateId } = await seatOne(seatIds[0]);
    const begun = await read(mandateId);
    expect(begun).toMatchObject({ endsAt: null, holdover: true, isHeldOver: false });
    const successor = await world.person('Cem');
    expect(refusalOf(await appoint(seatIds[0], successor))).toMatchObject({
      code: 'SEAT_TAKEN',
      freeFrom: begun.termEndsAt,
    });
    await comes(begun.termEndsAt!);
    await daysPass(40);
    expect(await read(mandateId)).toMatchObject({ endsAt: null, isHeldOver: true });
    const next = committed(await appoint(seatIds[0], successor)).result;
    const { beginsAt } = await read(next.mandateId);
    expect(await read(mandateId)).toMatchObject({
      endsAt: beginsAt,
      endReason: 'SUCCEEDED',
      isHeldOver: false,
    });
  });

  it('goes on after the event that ends the term, where there is no successor (Python)', async () => {
    const event = provide('TERM', 'Term', 'Until the next election.', {
      ends: 'EVENT',
      event: 'council election',
      holdover: 'yes',
    });
    const { bodyId, seatIds } = await bodyWith(event);
    const { mandateId, personId } = await seatOne(seatIds[0]);
    expect(await read(mandateId)).toMatchObject({ termEndsAt: null, termEvent: 'council election' });
    await daysPass(300);
    expect(refusalOf(await appoint(seatIds[0], await world.person('Cem'))).code).toBe('SEAT_TAKEN');
    committed(await record(bodyId, 'council election'));
    expect(await read(mandateId)).toMatchObject({ endsAt: null, termEvent: null, isHeldOver: true });
    const again = committed(await appoint(seatIds[0], personId)).result;
    expect(await read(mandateId)).toMatchObject({ endReason: 'SUCCEEDED' });
    expect(await read(again.mandateId)).toMatchObject({ isHeldOver: false, termEvent: 'council election' });
  });
});

describe('a term that ends by seniority (Debian)', () => {
  const TERM = provide('TERM', '6.2.7', 'On 1 January the two most senior of over 42 months leave.', {
    ends: 'SENIORITY',
    reviewedOn: '01-01',
    endsOn: '12-31',
    longerThanMonths: 42,
    leaving: 2,
  });

  /** When a year begins in Rome. */
  const year = (number: number) => new Date(Date.UTC(number - 1, 11, 31, 23));

  it('ends on the last day of the year in which the holders have served long enough', async () => {
    const { bodyId, seatIds } = await bodyWith(TERM, 3);
    const now = await world.now();
    const first = now.getUTCFullYear();
    const held = [];
    for (const [place, seatId] of seatIds.entries()) {
      held.push(await seatOne(seatId, new Date(now.getTime() + place * DAY)));
    }
    await comes(year(first + 3));
    expect(await read(held[0]!.mandateId)).toMatchObject({ endsAt: null });
    await comes(year(first + 5));
    await world.get(DueActs).run();
    const ends = await Promise.all(held.map(async ({ mandateId }) => read(mandateId)));
    expect(ends.map(({ endReason }) => endReason)).toEqual(['SENIORITY', 'SENIORITY', null]);
    expect(ends[0]?.endsAt).toEqual(year(first + 6));
    expect(refusalOf(await reviews.reviewSeniority(world.actor(), { bodyId })).code).toBe(
      'SENIORITY_REVIEWED',
    );
  });

  it('waits for a ruling where two began together and nothing tells them apart', async () => {
    const { bodyId, seatIds } = await bodyWith(TERM, 3);
    const now = await world.now();
    const held = [];
    for (const seatId of seatIds) held.push(await seatOne(seatId, now));
    await comes(year(now.getUTCFullYear() + 5));
    const reviewed = async () =>
      world.database.dataSource.query<{ leave: string[]; questions: string[] }[]>(
        'SELECT leave, questions FROM seniority_review WHERE body_id = $1 ORDER BY reviewed_on DESC LIMIT 1',
        [bodyId],
      );
    const question = 'TERM.tieBreak of 6.2.7';
    expect(await reviewed()).toEqual([{ leave: [], questions: [question] }]);
    const again = () => reviews.reviewSeniority(world.actor(), { bodyId });
    expect(refusalOf(await again())).toMatchObject({ code: 'NEEDS_RULING', clause: '6.2.7' });
    const [, second, third] = held.map(({ mandateId }) => mandateId);
    const reading = [second, third].toSorted().join(' and ');
    const ruling = { bodyId, question, reading, because: 'They were named last.' };
    committed(await world.get(Standing).rule(world.actor(), ruling));
    committed(await again());
    expect(await read(held[0]!.mandateId)).toMatchObject({ endReason: null });
    expect(await read(second!)).toMatchObject({ endReason: 'SENIORITY' });
    expect(refusalOf(await again()).code).toBe('SENIORITY_REVIEWED');
  });

  it('is told apart by the order that the body keeps, where it was made before the day', async () => {
    const listed = provide('TERM', '6.2.7', 'The two most senior leave, by the list of members.', {
      ends: 'SENIORITY',
      reviewedOn: '01-01',
      endsOn: '12-31',
      longerThanMonths: 42,
      leaving: 2,
      tieBreak: 'LISTED',
    });
    const { bodyId, seatIds } = await bodyWith(listed, 3);
    const now = await world.now();
    const held: MandateId[] = [];
    for (const seatId of seatIds) held.push((await seatOne(seatId, now)).mandateId);
    const [first, second, third] = held as [MandateId, MandateId, MandateId];
    const list = (mandateIds: MandateId[], by = world.founderId) =>
      world.get(SeniorityLists).listSeniority(world.actor(by), { bodyId, mandateIds });
    expect(refusalOf(await list([first, second])).code).toBe('LIST_INCOMPLETE');
    expect(refusalOf(await list([first, second, second])).code).toBe('LIST_INCOMPLETE');
    expect(refusalOf(await list(held, await world.person('Eve'))).code).toBe('NOT_A_STEWARD');
    const { listId } = committed(await list([third, first, second])).result;
    expect(await world.entriesOf(listId)).toMatchObject([
      { kind: 'seniority.listed', body: { body: bodyId, mandates: [third, first, second] } },
    ]);
    await comes(year(now.getUTCFullYear() + 5));
    const reasons = await Promise.all(held.map(async (id) => (await read(id)).endReason));
    expect(reasons).toEqual(['SENIORITY', null, 'SENIORITY']);
  });

  it('is told apart by no order that was made when it was known whom it hits', async () => {
    const listed = provide('TERM', '6.2.7', 'The most senior leaves, by the list of members.', {
      ends: 'SENIORITY',
      reviewedOn: '01-01',
      endsOn: '12-31',
      longerThanMonths: 42,
      leaving: 1,
      tieBreak: 'LISTED',
    });
    const { bodyId, seatIds } = await bodyWith(listed, 2);
    const now = await world.now();
    const held: MandateId[] = [];
    for (const seatId of seatIds) held.push((await seatOne(seatId, now)).mandateId);
    await comes(year(now.getUTCFullYear() + 5));
    const late = { bodyId, mandateIds: held };
    committed(await world.get(SeniorityLists).listSeniority(world.actor(), late));
    const again = await reviews.reviewSeniority(world.actor(), { bodyId });
    expect(refusalOf(again)).toMatchObject({ code: 'NEEDS_RULING', clause: '6.2.7' });
  });

  it('is not looked at where the charter says nothing of it', async () => {
    const bodyId = await world.body();
    const looked = await reviews.reviewSeniority(world.actor(), { bodyId });
    expect(refusalOf(looked).code).toBe('SENIORITY_UNKNOWN');
  });
});

describe('a seat that is abolished in mid-term', () => {
  const abolish = (seatId: SeatId, endsAt: Date | null = null) =>
    world.seats.abolishSeat(world.actor(), {
      seatId,
      expectedVersion: 1,
      endsAt,
      because: 'Eleven are enough.',
    });

  it('takes its mandate with it, and holds nobody after it', async () => {
    const bodyId = await world.body();
    const seatId = await world.seat(bodyId);
    const { mandateId } = await seatOne(seatId);
    const endsAt = new Date((await world.now()).getTime() + 30 * DAY);
    committed(await abolish(seatId, endsAt));
    expect(await read(mandateId)).toMatchObject({ endsAt, endReason: 'SEAT_ABOLISHED' });
    expect(refusalOf(await appoint(seatId, await world.person(), endsAt)).code).toBe('SEAT_NOT_IN_EXISTENCE');
  });

  it('is refused while somebody is promised it', async () => {
    const seatId = await world.seat(await world.body());
    const later = new Date((await world.now()).getTime() + 30 * DAY);
    await seatOne(seatId, later);
    expect(refusalOf(await abolish(seatId)).code).toBe('SEAT_PROMISED');
  });

  it('the database holds no mandate outside the span of its seat', async () => {
    const seatId = await world.seat(await world.body());
    const { mandateId } = await seatOne(seatId);
    const { manager } = world.database.dataSource;
    const shortened = manager.transaction(async (db) => {
      await db.query('ALTER TABLE seat DISABLE TRIGGER record_version');
      await db.query("UPDATE seat SET ends_at = begins_at + interval '1 day' WHERE id = $1", [seatId]);
    });
    await expect(shortened).rejects.toThrow('A mandate lies outside the span of its seat.');
    expect(await kindsOf(mandateId)).toEqual(['mandate.began']);
  });
});
