import { isRefusal, type BodyId, type MandateId, type PersonId, type Refusal, type SeatId } from '#kernel';
import type { Clause } from './charter.types.js';
import type { VacancyStep } from './filling.rules.js';
import { Remedies } from './remedy.service.js';
import { Vacancies } from './vacancy.service.js';
import { clausesWith } from './spec-support/charter.js';
import { day, provide } from './spec-support/provisions.js';
import { committed, World } from './spec-support/world.js';

let world: World;

beforeAll(async () => {
  world = await World.begin();
  world.get(Remedies).onModuleInit();
});

afterAll(async () => {
  // A stranger who has nothing but the record finds it all as the charters say.
  const faults = await world.faults();
  await world.end();
  expect(faults).toEqual([]);
});

async function bodyWith(...provisions: Clause[]): Promise<{ bodyId: BodyId; seatId: SeatId; other: SeatId }> {
  const bodyId = await world.body([...clausesWith(), ...provisions]);
  const past = { beginsAt: day('2010-01-01') };
  return { bodyId, seatId: await world.seat(bodyId, past), other: await world.seat(bodyId, past) };
}

const appoint = (
  seatId: SeatId,
  personId: PersonId,
  from: string,
  until: string | null = null,
  replaces: string | null = null,
) =>
  world.seats.appoint(world.actor(), {
    seatId,
    personId,
    onBehalfOf: null,
    beginsAt: day(from),
    endsAt: until === null ? null : day(until),
    replaces: replaces as never,
  });

/** How many mandates the body has: what a refusal must leave as it was. */
const mandates = async (bodyId: BodyId) => {
  const [row] = await world.database.dataSource.query<{ count: string }[]>(
    'SELECT count(*) FROM mandate WHERE body_id = $1',
    [bodyId],
  );
  return Number(row?.count);
};

const refusalOf = (outcome: unknown): Refusal => {
  if (!isRefusal(outcome)) throw new Error('Something was done that should have been refused.');
  return outcome;
};

describe('a vacancy', () => {
  const STEPS = [
    provide('VACANCY', '6.1', 'The runner-up, once between two elections.', { by: 'RUNNER_UP', uses: 1 }),
    provide('VACANCY', '6.2', 'Else by appointment.', { step: 2, by: 'APPOINTMENT' }),
    provide('CAP', '5.2', 'One of an organization.', { by: 'ORGANIZATION', most: 1 }),
  ];

  /** A body in which one of an organization sits, and another seat has just fallen vacant. */
  async function vacated() {
    const bodyId = await world.body([...clausesWith(), ...STEPS]);
    const [kept, vacant] = [await world.seat(bodyId), await world.seat(bodyId)];
    const organizationId = await world.organization(await world.sector());
    const open = { beginsAt: null, endsAt: null };
    const [bo, cem, dee, eva] = await Promise.all(
      ['Bo', 'Cem', 'Dee', 'Eva'].map((name) => world.person(name)),
    );
    if (!bo || !cem || !dee || !eva) throw new Error('Four people are there.');
    for (const personId of [bo, dee]) {
      committed(await world.people.affiliate(world.actor(), { personId, organizationId, ...open }));
    }
    const sit = async (seatId: SeatId, personId: PersonId) =>
      committed(await world.seats.appoint(world.actor(), { seatId, personId, onBehalfOf: null, ...open }))
        .result.mandateId;
    await sit(kept, bo);
    const replaces = await sit(vacant, cem);
    const [begun] = await world.database.dataSource.query<{ ends_at: Date }[]>(
      'SELECT ends_at FROM mandate WHERE id = $1',
      [replaces],
    );
    const leave = async () =>
      committed(
        await world.seats.endMandate(world.actor(), {
          mandateId: replaces,
          expectedVersion: 1,
          endsAt: null,
          because: 'resigned',
        }),
      );
    const fill = (by: VacancyStep, candidates: PersonId[], left = replaces) =>
      world.get(Vacancies).fillVacancy(world.actor(), {
        seatId: vacant,
        by,
        candidates,
        replaces: left,
        nextNominations: null,
      });
    return { bodyId, dee, eva, replaces, termEnd: begun?.ends_at, leave, fill };
  }

  it('goes to the first who may take it, for the remainder; who is passed over stays in the record', async () => {
    const { dee, eva, replaces, termEnd, leave, fill } = await vacated();
    await leave();
    const { mandateId } = committed(await fill('RUNNER_UP', [dee, eva])).result;
    const [row] = await world.database.dataSource.query<Record<string, unknown>[]>(
      'SELECT person_id, replaces, filled_by, ends_at FROM mandate WHERE id = $1',
      [mandateId],
    );
    expect(row).toEqual({ person_id: eva, replaces, filled_by: 'RUNNER_UP', ends_at: termEnd });
    const [told] = await world.database.dataSource.query<{ entry: Buffer }[]>(
      "SELECT entry FROM record_event WHERE kind = 'vacancy.filled' ORDER BY event_id DESC LIMIT 1",
    );
    expect(JSON.parse(String(told?.entry))).toMatchObject({
      body: { mandate: mandateId, clause: '6.1', passedOver: [{ code: 'CAP_EXCEEDED', clause: '5.2' }] },
    });
  });

  it('waits as long as the charter says from the end of the last mandate, whatever older one is named', async () => {
    const waiting = provide('VACANCY', '6.4', 'After a week, by appointment.', {
      by: 'APPOINTMENT',
      afterDays: 7,
    });
    const { seatId } = await bodyWith(waiting);
    const [bo, cem] = [await world.person(), await world.person('Cem')];
    const { mandateId: older } = committed(await appoint(seatId, bo, '2015-01-01', '2016-01-01')).result;
    const last = committed(
      await world.seats.appoint(world.actor(), {
        seatId,
        personId: cem,
        onBehalfOf: null,
        beginsAt: null,
        endsAt: null,
      }),
    ).result;
    const ended = { mandateId: last.mandateId, expectedVersion: 1, endsAt: null, because: 'resigned' };
    committed(await world.seats.endMandate(world.actor(), ended));
    const fill = (replaces: MandateId) =>
      world.get(Vacancies).fillVacancy(world.actor(), {
        seatId,
        by: 'APPOINTMENT',
        candidates: [bo],
        replaces,
        nextNominations: null,
      });
    expect(refusalOf(await fill(older)).code).toBe('SEAT_LEFT_BY_ANOTHER');
    expect(refusalOf(await fill(last.mandateId))).toMatchObject({
      code: 'VACANCY_STEP_CLOSED',
      clause: '6.4',
    });
  });

  it('is refused while the seat is held, by a step that is used up or unknown, and where nobody may', async () => {
    const { bodyId, dee, eva, leave, fill } = await vacated();
    expect(refusalOf(await fill('RUNNER_UP', [eva])).code).toBe('SEAT_NOT_VACANT');
    await leave();
    expect(refusalOf(await fill('ALTERNATE', [eva])).code).toBe('VACANCY_STEP_UNKNOWN');
    expect(refusalOf(await fill('RUNNER_UP', [dee]))).toMatchObject({
      code: 'NOBODY_MAY_TAKE_THE_SEAT',
      clause: '6.1',
    });
    expect(await mandates(bodyId)).toBe(2);
    const { mandateId } = committed(await fill('RUNNER_UP', [eva])).result;
    const again = { mandateId, expectedVersion: 1, endsAt: null, because: 'resigned' };
    committed(await world.seats.endMandate(world.actor(), again));
    expect(refusalOf(await fill('RUNNER_UP', [eva], mandateId))).toMatchObject({
      code: 'VACANCY_STEP_CLOSED',
      clause: '6.1',
    });
    committed(await fill('APPOINTMENT', [eva], mandateId));
  });
});
