import { isRefusal, type BodyId, type MandateId, type PersonId } from '#kernel';
import { loadRow } from '#platform';
import { DueActs } from '#record';
import { moveClock } from '../../../test/support/database.js';
import { MandateStatusRow } from './attendance.entity.js';
import { openStatuses } from './attendance.queries.js';
import { Attendance } from './attendance.service.js';
import { decidingOn } from './deciding.queries.js';
import { electorOf, MANDATES } from './seat.queries.js';
import { clausesWith } from './spec-support/charter.js';
import { provide } from './spec-support/provisions.js';
import { committed, refusalOf, World } from './spec-support/world.js';

let world: World;
let attendance: Attendance;

beforeAll(async () => {
  world = await World.begin();
  attendance = world.get(Attendance);
  attendance.onModuleInit();
});

afterAll(() => world.endVerified());

const DAY = 86_400_000;

const daysPass = async (days: number) => {
  await moveClock(world.database.dataSource, days * DAY);
  await world.get(DueActs).run();
};

interface Holder {
  readonly personId: PersonId;
  readonly mandateId: MandateId;
}

/** A body with three holders, whose charter says something on staying away. */
async function bodyWith(says: Record<string, string | number>) {
  const status = provide('STATUS', '6(f)', 'Who stays away.', says);
  const quorum = provide('DENOMINATOR', '6(g)', 'Two thirds of those who sit.', {
    of: 'vote',
    kind: 'QUORUM',
    base: 'FILLED',
    share: '2/3',
  });
  const bodyId = await world.body([...clausesWith(), status, quorum]);
  const holders: Holder[] = [];
  while (holders.length < 3) {
    const personId = await world.person(`Holder ${holders.length}`);
    const seatId = await world.seat(bodyId);
    const always = { onBehalfOf: null, beginsAt: null, endsAt: null };
    const appointed = await world.seats.appoint(world.actor(), { seatId, personId, ...always });
    holders.push({ personId, mandateId: committed(appointed).result.mandateId });
  }
  const [ada, bo, cem] = holders;
  if (!ada || !bo || !cem) throw new Error('Three hold seats.');
  return { bodyId, ada, bo, cem };
}

const meet = async (bodyId: BodyId, attended: readonly Holder[], excused: readonly Holder[] = []) => {
  await daysPass(7);
  return attendance.recordMeeting(world.actor(), {
    bodyId,
    heldAt: await world.now(),
    attended: attended.map(({ mandateId }) => mandateId),
    excused: excused.map(({ mandateId }) => mandateId),
  });
};

const statusesNow = async (bodyId: BodyId) => {
  const { manager } = world.database.dataSource;
  const open = await openStatuses(manager, world.coalitionId, bodyId, await world.now());
  return open.map(({ mandateId, becomes, clause }) => ({ mandateId, becomes, clause }));
};

const decidingNow = async (bodyId: BodyId) => {
  const subject = { coalitionId: world.coalitionId, bodyId, subjectId: bodyId };
  const deciding = await decidingOn(world.database.dataSource.manager, subject, await world.now());
  if (isRefusal(deciding)) throw new Error(deciding.because);
  return { electors: deciding.electors.length, filled: deciding.counts.filled };
};

describe('who misses three meetings in a row (CNCF TOC)', () => {
  const SAYS = { missed: 'MEETINGS', inARow: 3, becomes: 'SUSPENDED', backAfter: 2 };

  it('is suspended, takes part in nothing and counts in nothing, until two in a row are attended', async () => {
    const { bodyId, ada, bo, cem } = await bodyWith(SAYS);
    committed(await meet(bodyId, [ada, bo]));
    committed(await meet(bodyId, [ada, bo], [cem]));
    committed(await meet(bodyId, [ada, bo]));
    expect(await statusesNow(bodyId)).toEqual([]);
    expect(await decidingNow(bodyId)).toEqual({ electors: 3, filled: 3 });
    const { occasionId } = committed(await meet(bodyId, [ada, bo])).result;
    expect(await statusesNow(bodyId)).toEqual([
      { mandateId: cem.mandateId, becomes: 'SUSPENDED', clause: '6(f)' },
    ]);
    expect(await decidingNow(bodyId)).toEqual({ electors: 2, filled: 2 });
    const { manager } = world.database.dataSource;
    const sought = { coalitionId: world.coalitionId, bodyId, personId: cem.personId };
    expect(await electorOf(manager, sought, await world.now())).toBeNull();
    const [told] = await world.entriesOf(occasionId);
    expect(told).toMatchObject({ body: { missed: [cem.mandateId], excused: [] } });
    committed(await meet(bodyId, [ada, bo, cem]));
    expect(await statusesNow(bodyId)).toHaveLength(1);
    committed(await meet(bodyId, [ada, bo, cem]));
    expect(await statusesNow(bodyId)).toEqual([]);
    expect(await decidingNow(bodyId)).toEqual({ electors: 3, filled: 3 });
    committed(await meet(bodyId, [ada, bo]));
    expect(await statusesNow(bodyId)).toEqual([]);
  });

  it('a meeting is recorded once, when it has been held, of those who held seats then', async () => {
    const { bodyId, ada, bo } = await bodyWith(SAYS);
    const other = await bodyWith(SAYS);
    expect(refusalOf(await meet(bodyId, [ada, other.ada])).code).toBe('NOT_A_MEMBER');
    expect(refusalOf(await meet(bodyId, [ada], [ada])).code).toBe('ATTENDED_AND_EXCUSED');
    const heldAt = await world.now();
    const record = (at: Date) =>
      attendance.recordMeeting(world.actor(), { bodyId, heldAt: at, attended: [bo.mandateId], excused: [] });
    expect(refusalOf(await record(new Date(heldAt.getTime() + DAY))).code).toBe('MEETING_TO_COME');
    committed(await record(heldAt));
    expect(refusalOf(await record(heldAt)).code).toBe('MEETING_RECORDED');
    const byAMember = await attendance.recordMeeting(world.actor(ada.personId), {
      bodyId,
      heldAt: new Date(heldAt.getTime() - 1),
      attended: [],
      excused: [],
    });
    expect(refusalOf(byAMember).code).toBe('NOT_A_STEWARD');
  });
});

describe('who loses the vote', () => {
  it('keeps the seat, counts in no quorum, and gets it back by a decision of the body', async () => {
    const { bodyId, ada, bo, cem } = await bodyWith({
      missed: 'MEETINGS',
      inARow: 1,
      becomes: 'WITHOUT_VOTE',
    });
    committed(await meet(bodyId, [ada, bo]));
    expect(await decidingNow(bodyId)).toEqual({ electors: 2, filled: 2 });
    const { manager } = world.database.dataSource;
    const sought = { coalitionId: world.coalitionId, bodyId, personId: cem.personId };
    expect(await electorOf(manager, sought, await world.now())).toMatchObject({ mandateId: cem.mandateId });
    committed(await meet(bodyId, [ada, bo, cem]));
    expect(await statusesNow(bodyId)).toHaveLength(1);
    const restore = (holder: Holder) =>
      attendance.restoreStatus(world.actor(), { mandateId: holder.mandateId, because: 'The motion passed.' });
    expect(refusalOf(await restore(ada)).code).toBe('NO_STATUS');
    committed(await restore(cem));
    expect(await decidingNow(bodyId)).toEqual({ electors: 3, filled: 3 });
  });

  it('has one status at an instant: the database refuses a second', async () => {
    const { bodyId, ada, bo, cem } = await bodyWith({
      missed: 'MEETINGS',
      inARow: 1,
      becomes: 'WITHOUT_VOTE',
    });
    committed(await meet(bodyId, [ada, bo]));
    const [status] = await world.database.dataSource.manager.findBy(MandateStatusRow, {
      mandateId: cem.mandateId,
    });
    const second = world.database.dataSource.query(
      `INSERT INTO mandate_status SELECT coalition_id, gen_random_uuid(), 1, body_id, mandate_id, becomes, clause,
         begins_at, NULL FROM mandate_status WHERE id = $1`,
      [status?.id],
    );
    await expect(second).rejects.toThrow('mandate_status_one_at_a_time');
  });
});

describe('a class of seats without a vote (the regular members of Node)', () => {
  it('decides on nothing, and counts in no quorum', async () => {
    const regular = provide('SEATING', '4', 'Founders have no vote.', {
      classes: 'founder',
      filledBy: 'FOUNDING',
      votes: 'no',
    });
    const always = { onBehalfOf: null, beginsAt: null, endsAt: null };
    for (const [provisions, expected] of [
      [[], { electors: 2, filled: 2 }],
      [[regular], { electors: 1, filled: 1 }],
    ] as const) {
      const bodyId = await world.body([...clausesWith(), ...provisions]);
      for (const seatClass of ['partner', 'founder']) {
        const seatId = await world.seat(bodyId, { seatClass });
        const personId = await world.person(seatClass);
        committed(await world.seats.appoint(world.actor(), { seatId, personId, ...always }));
      }
      expect(await decidingNow(bodyId)).toEqual(expected);
    }
  });
});

describe('who is not seen for six months (CNCF Conduct)', () => {
  it('is a member no more; whoever was there in time stays', async () => {
    const { bodyId, ada, bo, cem } = await bodyWith({ missed: 'MONTHS', inARow: 6, becomes: 'ENDED' });
    const read = (holder: Holder) =>
      loadRow(world.database.dataSource.manager, MANDATES, world.coalitionId, holder.mandateId);
    await daysPass(100);
    committed(await meet(bodyId, [ada, bo]));
    await daysPass(90);
    await daysPass(1);
    expect(await read(cem)).toMatchObject({ endReason: 'STATUS' });
    expect(await read(ada)).toMatchObject({ endReason: null });
    const told = await world.entriesOf(cem.mandateId);
    expect(told.at(-1)).toMatchObject({ kind: 'mandate.ended', body: { reason: 'STATUS', clause: '6(f)' } });
    await daysPass(100);
    expect(await read(ada)).toMatchObject({ endReason: 'STATUS' });
    const [waiting] = await world.database.dataSource.query<{ count: string }[]>(
      "SELECT count(*) FROM due_act WHERE kind = 'status.idle' AND done_at IS NULL AND due_at <= quorate_now()",
    );
    expect(waiting).toEqual({ count: '0' });
  });
});
