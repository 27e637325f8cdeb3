import type { BodyId, MandateId, PersonId, SeatId } from '#kernel';
import { DueActs } from '#record';
import type { Clause } from './charter.types.js';
import { Remedies } from './remedy.service.js';
import { moveClock } from '../../../test/support/database.js';
import { clausesWith } from './spec-support/charter.js';
import { provide } from './spec-support/provisions.js';
import { committed, english, World } from './spec-support/world.js';

let world: World;

beforeAll(async () => {
  world = await World.begin();
  world.get(Remedies).onModuleInit();
});

afterAll(() => world.endVerified());

describe('a change of affiliation that makes one too many', () => {
  const remedies = (bodyId: BodyId) =>
    world.database.dataSource.query<{ step: string; outcome: string | null; holds: number; bound: number }[]>(
      'SELECT step, outcome, holds, bound FROM remedy WHERE body_id = $1',
      [bodyId],
    );
  const now = () => ({ beginsAt: null, endsAt: null });

  /** A body in which two sit, of whom one comes to belong to the organization of the other. */
  async function breached(says: Record<string, string | number>) {
    const cap = provide('CAP', '5.2', 'One of an organization.', { by: 'ORGANIZATION', most: 1, ...says });
    const bodyId = await world.body([...clausesWith(), cap]);
    const [seatId, other] = [await world.seat(bodyId), await world.seat(bodyId)];
    const organizationId = await world.organization(await world.sector());
    const [bo, cem] = [await world.person(), await world.person('Cem')];
    const affiliate = async (personId: PersonId) =>
      committed(await world.people.affiliate(world.actor(), { personId, organizationId, ...now() })).result;
    const sit = async (seat: SeatId, personId: PersonId) =>
      committed(
        await world.seats.appoint(world.actor(), { seatId: seat, personId, onBehalfOf: null, ...now() }),
      ).result;
    await affiliate(bo);
    await sit(seatId, bo);
    const { mandateId } = await sit(other, cem);
    const { affiliationId } = await affiliate(cem);
    return { bodyId, mandateId, affiliationId };
  }

  const daysPass = async (days: number) => {
    await moveClock(world.database.dataSource, days * 86_400_000);
    await world.get(DueActs).run();
  };

  it('opens a remedy with a deadline, and unseats nobody', async () => {
    const { bodyId } = await breached({ remedies: 'RESIGN;REMOVE_ALL', graceDays: 30 });
    expect(await remedies(bodyId)).toEqual([{ step: 'RESIGN', outcome: null, holds: 2, bound: 1 }]);
    expect(await world.mandatesIn(bodyId)).toBe(2);
  });

  it('goes on when the time is up, and at the end all of the group are out', async () => {
    const { bodyId, mandateId } = await breached({ remedies: 'RESIGN;REMOVE_ALL', graceDays: 30 });
    await daysPass(29);
    expect(await remedies(bodyId)).toMatchObject([{ step: 'RESIGN', outcome: null }]);
    await daysPass(2);
    expect(await remedies(bodyId)).toMatchObject([{ step: 'REMOVE_ALL', outcome: null }]);
    await daysPass(31);
    expect(await remedies(bodyId)).toMatchObject([{ step: 'REMOVE_ALL', outcome: 'CURED' }]);
    expect(await world.entriesOf(mandateId)).toMatchObject([
      { kind: 'mandate.began' },
      { kind: 'mandate.ended' },
    ]);
  });

  it('is closed as cured when somebody has left by then', async () => {
    const { bodyId, affiliationId } = await breached({ remedies: 'RESIGN', graceDays: 30 });
    const left = await world.people.endAffiliation(world.actor(), {
      affiliationId,
      expectedVersion: 1,
      endsAt: null,
    });
    committed(left);
    await daysPass(31);
    expect(await remedies(bodyId)).toMatchObject([{ step: 'RESIGN', outcome: 'CURED' }]);
  });

  it('ends without effect where the charter tolerates it', async () => {
    const { bodyId } = await breached({ remedies: 'TOLERATE', graceDays: 0 });
    await daysPass(1);
    expect(await remedies(bodyId)).toMatchObject([{ step: 'TOLERATE', outcome: 'EXHAUSTED' }]);
  });
});

describe('a vacancy by which too few hold seats', () => {
  const remedies = (bodyId: BodyId) =>
    world.database.dataSource.query<object[]>(
      'SELECT clause, step, outcome, holds, bound, group_id FROM remedy WHERE body_id = $1',
      [bodyId],
    );

  const leave = async (mandateId: MandateId) => {
    const ending = { mandateId, expectedVersion: 1, endsAt: null, because: 'resigned' };
    committed(await world.seats.endMandate(world.actor(), ending));
  };

  /** A body in which as many sit as are asked for, each in a class. */
  async function sitting(provision: Clause, classes: readonly ('partner' | 'founder')[]) {
    const bodyId = await world.body([...clausesWith(), provision]);
    const held: { seatId: SeatId; mandateId: MandateId }[] = [];
    for (const seatClass of classes) {
      const made = await world.seats.createSeat(world.actor(), {
        bodyId,
        label: english('A seat'),
        seatClass,
        sectorId: null,
        organizationId: null,
        beginsAt: null,
        endsAt: null,
      });
      const { seatId } = committed(made).result;
      held.push({ seatId, ...(await sit(seatId)) });
    }
    return { bodyId, held };
  }

  const sit = async (seatId: SeatId) => {
    const appointment = {
      seatId,
      personId: await world.person(),
      onBehalfOf: null,
      beginsAt: null,
      endsAt: null,
    };
    return committed(await world.seats.appoint(world.actor(), appointment)).result;
  };

  it('opens a remedy, cured when the seat is filled in time (Node: at least so many)', async () => {
    const floor = provide('SEATING', '4', 'At least two.', {
      classes: 'partner',
      filledBy: 'APPOINTMENT',
      least: 2,
      graceDays: 20,
    });
    const { bodyId, held } = await sitting(floor, ['partner', 'partner', 'partner']);
    await leave(held[0]!.mandateId);
    expect(await remedies(bodyId)).toEqual([]);
    await leave(held[1]!.mandateId);
    const found = { clause: '4', step: 'FILL', holds: 1, bound: 2, group_id: 'partner' };
    expect(await remedies(bodyId)).toEqual([{ ...found, outcome: null }]);
    await sit(held[1]!.seatId);
    await moveClock(world.database.dataSource, 21 * 86_400_000);
    await world.get(DueActs).run();
    expect(await remedies(bodyId)).toEqual([{ ...found, outcome: 'CURED' }]);
  });

  it('opens a remedy where one class comes to outnumber another (Wikimedia), which ends without effect', async () => {
    const balance = provide('BALANCE', 'IV.3', 'Partners may not outnumber founders.', {
      classes: 'partner',
      notAbove: 'founder',
      graceDays: 10,
    });
    const { bodyId, held } = await sitting(balance, ['founder', 'partner']);
    await leave(held[0]!.mandateId);
    const found = { clause: 'IV.3', step: 'FILL', holds: 1, bound: 0, group_id: 'partner' };
    expect(await remedies(bodyId)).toEqual([{ ...found, outcome: null }]);
    expect(await world.mandatesIn(bodyId)).toBe(2);
    await moveClock(world.database.dataSource, 11 * 86_400_000);
    await world.get(DueActs).run();
    expect(await remedies(bodyId)).toEqual([{ ...found, outcome: 'EXHAUSTED' }]);
  });
});
