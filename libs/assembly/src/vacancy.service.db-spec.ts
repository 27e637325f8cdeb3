import { type MandateId, type PersonId, type SeatId } from '#kernel';
import type { VacancyStep } from './filling.rules.js';
import { Remedies } from './remedy.service.js';
import { Vacancies } from './vacancy.service.js';
import { clausesWith } from './spec-support/charter.js';
import { provide } from './spec-support/provisions.js';
import { committed, refusalOf, World } from './spec-support/world.js';

let world: World;

beforeAll(async () => {
  world = await World.begin();
  world.get(Remedies).onModuleInit();
});

afterAll(() => world.endVerified());

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
    const { seatId } = await world.twoSeats(waiting);
    const [bo, cem] = [await world.person(), await world.person('Cem')];
    const { mandateId: older } = committed(
      await world.appoint(seatId, bo, '2015-01-01', '2016-01-01'),
    ).result;
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
    expect(await world.mandatesIn(bodyId)).toBe(2);
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
