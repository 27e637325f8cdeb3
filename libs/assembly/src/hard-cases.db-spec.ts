import { isRefusal, type BodyId, type OrganizationId, type PersonId } from '#kernel';
import { W3C_TAG } from '../../../test/support/charters-of-councils.js';
import { RUST_COUNCIL } from '../../../test/support/charters-of-software.js';
import { moveClock } from '../../../test/support/database.js';
import { decidingOn } from './deciding.queries.js';
import { mandatesNotOver } from './seat.queries.js';
import { clausesWith } from './spec-support/charter.js';
import { day } from './spec-support/provisions.js';
import { committed, refusalOf, World } from './spec-support/world.js';
import { Standing } from './standing.service.js';

/** Two hard cases of mandates as acts: a change of delegation, and a seat for life. */

let world: World;

beforeAll(async () => {
  world = await World.begin();
});

afterAll(async () => {
  const faults = await world.faults();
  await world.end();
  expect(faults).toEqual([]);
});

const classesOf = (...names: (readonly [name: string, seats: number])[]) =>
  clausesWith({
    SEATS: {
      classes: names.map(([name, seats]) => ({ name, seats, sectorId: null, termMonths: null })),
    },
  });

const affiliate = async (personId: PersonId, organizationId: OrganizationId) => {
  const since = { beginsAt: day('2020-01-01'), endsAt: null, contested: false };
  committed(await world.people.affiliate(world.actor(), { personId, organizationId, ...since }));
};

/** How many mandates the body has: what a refusal must leave as it was. */
const mandatesOf = async (bodyId: BodyId) => {
  const [row] = await world.database.dataSource.query<{ count: number }[]>(
    'SELECT count(*)::integer AS count FROM mandate WHERE body_id = $1',
    [bodyId],
  );
  return row?.count;
};

describe('8: a change of delegation (Rust)', () => {
  it('begins the count anew on the same day; what the old team may not do again, it may waive', async () => {
    const bodyId = await world.body([...classesOf(['partner', 9]), ...RUST_COUNCIL]);
    const sector = await world.sector('Teams');
    const [lang, compiler] = [
      await world.organization(sector, 'Language'),
      await world.organization(sector, 'Compiler'),
    ];
    const past = { beginsAt: day('2020-01-01') };
    const [langSeat, compilerSeat] = [
      await world.seat(bodyId, { organizationId: lang, ...past }),
      await world.seat(bodyId, { organizationId: compiler, ...past }),
    ];
    const bo = await world.person();
    for (const team of [lang, compiler]) await affiliate(bo, team);
    const sit = (seatId: typeof langSeat, from: string) => {
      const term = { onBehalfOf: null, beginsAt: day(from), endsAt: null };
      return world.seats.appoint(world.actor(), { seatId, personId: bo, ...term });
    };
    for (const year of [2030, 2031, 2032]) committed(await sit(langSeat, `${year}-09-01`));
    const fourth = '2033-09-01';
    expect(refusalOf(await sit(langSeat, fourth))).toMatchObject({
      code: 'TERM_LIMIT_REACHED',
      clause: 'Term limits',
    });
    expect(await mandatesOf(bodyId)).toBe(3);

    const { mandateId } = committed(await sit(compilerSeat, fourth)).result;
    const [began] = await world.entriesOf(mandateId);
    expect(began).toMatchObject({
      kind: 'mandate.began',
      body: {
        organization: compiler,
        beginsAt: day(fourth).toISOString(),
        endsAt: day('2034-09-01').toISOString(),
      },
    });

    const waiver = { bodyId, personId: bo, clause: 'Term limits', because: 'Nobody else.', endsAt: null };
    const waived = await world
      .get(Standing)
      .waiveLimit(world.actor(), { ...waiver, beginsAt: day('2034-08-01') });
    const { waiverId } = committed(waived).result;
    expect(await world.entriesOf(waiverId)).toMatchObject([
      { kind: 'limit.waived', body: { body: bodyId, clause: 'Term limits' } },
    ]);
    committed(await sit(langSeat, '2034-09-01'));
  });

  it('is none where the same team has another seat', async () => {
    const bodyId = await world.body([...classesOf(['partner', 9]), ...RUST_COUNCIL]);
    const lang = await world.organization(await world.sector('Teams 2'), 'Language 2');
    const past = { beginsAt: day('2020-01-01') };
    const seats = [await world.seat(bodyId, past), await world.seat(bodyId, past)];
    const bo = await world.person('Cem');
    await affiliate(bo, lang);
    const sit = (n: number, from: string) => {
      const term = { onBehalfOf: lang, beginsAt: day(from), endsAt: null };
      return world.seats.appoint(world.actor(), { seatId: seats[n]!, personId: bo, ...term });
    };
    for (const year of [2030, 2031, 2032]) committed(await sit(0, `${year}-09-01`));
    expect(refusalOf(await sit(1, '2033-09-01')).code).toBe('TERM_LIMIT_REACHED');
  });
});

describe('11: a seat for life (W3C)', () => {
  it('has no end and no limit, and counts for caps and quorums', async () => {
    const classes = classesOf(['life', 1], ['appointed', 3], ['elected', 8]);
    const bodyId = await world.body([...classes, ...W3C_TAG]);
    const acme = await world.organization(await world.sector('Members'), 'Acme');
    const [tim, ada, bo] = [await world.person('Tim'), await world.person('Ada'), await world.person('Bo')];
    for (const person of [tim, ada]) await affiliate(person, acme);
    const sit = async (seatClass: string, personId: PersonId) =>
      world.seats.appoint(world.actor(), {
        seatId: await world.seat(bodyId, { seatClass }),
        ...{ personId, onBehalfOf: null, beginsAt: null, endsAt: null },
      });
    const { mandateId } = committed(await sit('life', tim)).result;
    expect(await world.entriesOf(mandateId)).toMatchObject([
      { body: { endsAt: null, term: { endsAt: null, event: null, holdover: false } } },
    ]);

    // One of an organization: the seat for life counts.
    expect(refusalOf(await sit('elected', ada))).toMatchObject({
      code: 'CAP_EXCEEDED',
      clause: '3.3.2',
      holds: 2,
      bound: 1,
    });
    expect(await mandatesOf(bodyId)).toBe(1);
    const { mandateId: elected } = committed(await sit('elected', bo)).result;

    const deciding = async () => {
      const subject = { coalitionId: world.coalitionId, bodyId, subjectId: bodyId };
      const found = await decidingOn(world.database.dataSource.manager, subject, await world.now());
      if (isRefusal(found)) throw new Error(found.because);
      return { filled: found.counts.filled, electors: found.electors.map((one) => one.mandateId).sort() };
    };
    expect(await deciding()).toEqual({ filled: 2, electors: [mandateId, elected].sort() });

    await moveClock(world.database.dataSource, 30 * 366 * 86_400_000);
    expect(await deciding()).toEqual({ filled: 1, electors: [mandateId] });
    const { manager } = world.database.dataSource;
    const left = await mandatesNotOver(manager, world.coalitionId, bodyId, await world.now());
    expect(left.map(({ id, endsAt }) => [id, endsAt])).toEqual([[mandateId, null]]);
  });
});
