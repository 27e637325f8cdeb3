import { eligibility } from './eligibility.rules.js';
import { candidateOf, rulesOfBody } from './seating.queries.js';
import { Remedies } from './remedy.service.js';
import { day, provide } from './spec-support/provisions.js';
import { committed, World } from './spec-support/world.js';

let world: World;

beforeAll(async () => {
  world = await World.begin();
  world.get(Remedies).onModuleInit();
});

afterAll(() => world.endVerified());

const LIMIT = provide('LIMIT', '5.1', 'Two in a row, unless waived.', { consecutive: 2, hard: 'no' });

describe('what was known when', () => {
  it('gives the answer of then: what was recorded later changes nothing', async () => {
    const { bodyId, seatId } = await world.twoSeats(provide('LIMIT', '5.1', 'One.', { lifetime: 1 }));
    const bo = await world.person();
    const { manager } = world.database.dataSource;
    const askedAt = async (asKnownAt: Date) => {
      const known = { coalitionId: world.coalitionId, bodyId, asKnownAt };
      const rules = await rulesOfBody(manager, known, { zone: 'UTC', at: day('2034-01-01') });
      const candidate = await candidateOf(manager, known, bo);
      const wanted = { seatClass: 'partner', onBehalfOf: null, beginsAt: day('2036-01-01') };
      return eligibility({ ...rules }, candidate, wanted).limits[0]?.lifetime ?? candidate.tenures.length;
    };
    const before = await world.now();
    while ((await world.now()) <= before);
    committed(await world.appoint(seatId, bo, '2030-01-01', '2032-01-01'));
    const after = await world.now();
    expect([await askedAt(before), await askedAt(after)]).toEqual([0, 1]);
  });

  it('knows the end that a mandate had before it was ended', async () => {
    const { bodyId, seatId } = await world.twoSeats(LIMIT);
    const bo = await world.person();
    const { mandateId } = committed(await world.appoint(seatId, bo, '2035-12-01')).result;
    const before = await world.now();
    while ((await world.now()) <= before);
    const end = await world.seats.endMandate(world.actor(), {
      mandateId,
      expectedVersion: 1,
      endsAt: day('2036-05-01'),
      because: 'resigned',
    });
    committed(end);
    const tenuresAt = async (asKnownAt: Date) => {
      const known = { coalitionId: world.coalitionId, bodyId, asKnownAt };
      return (await candidateOf(world.database.dataSource.manager, known, bo)).tenures;
    };
    const [then] = await tenuresAt(before);
    const [now] = await tenuresAt(await world.now());
    expect(then?.endsAt).toEqual(then?.scheduledEnd);
    expect(now?.scheduledEnd).toEqual(then?.scheduledEnd);
    expect(now?.endsAt?.getTime()).toBeLessThan(then?.endsAt?.getTime() ?? 0);
  });
});
