import { randomUUID } from 'node:crypto';
import {
  isRefusal,
  type BodyId,
  type DecisionId,
  type Id,
  type PersonId,
  type Refusal,
  type SeatId,
} from '#kernel';
import { loadRow } from '#platform';
import { Ledger } from '#record';
import { eligibility } from './eligibility.rules.js';
import { heldOverOn } from './term.queries.js';
import { candidateOf, rulesOfBody } from './seating.queries.js';
import { Remedies } from './remedy.service.js';
import { SEATS } from './seat.queries.js';
import { Seating } from './seating.service.js';
import { Standing } from './standing.service.js';
import { clausesWith } from './spec-support/charter.js';
import { day, provide } from './spec-support/provisions.js';
import { committed, refusalOf, World } from './spec-support/world.js';

let world: World;
let standing: Standing;

beforeAll(async () => {
  world = await World.begin();
  standing = world.get(Standing);
  world.get(Remedies).onModuleInit();
});

afterAll(() => world.endVerified());

const LIMIT = provide('LIMIT', '5.1', 'Two in a row, unless waived.', { consecutive: 2, hard: 'no' });
const CAP = provide('CAP', '5.2', 'One of an organization and those related to it.', {
  by: 'ORGANIZATION_GROUP',
  most: 1,
  doubtsBy: 'the members who are not involved',
});

describe('a term limit', () => {
  it('bites when it is reached, with the clause and the date, and nothing is written', async () => {
    const { bodyId, seatId, other } = await world.twoSeats(LIMIT);
    const bo = await world.person();
    committed(await world.appoint(seatId, bo, '2030-01-01', '2032-01-01'));
    committed(await world.appoint(seatId, bo, '2032-01-01', '2034-01-01'));
    expect(refusalOf(await world.appoint(other, bo, '2034-01-01'))).toMatchObject({
      code: 'TERM_LIMIT_REACHED',
      clause: '5.1',
      nextEligible: { kind: 'AT', at: day('2034-01-02') },
    });
    expect(await world.mandatesIn(bodyId)).toBe(2);
    committed(await world.appoint(other, bo, '2034-01-02'));
  });

  it('is opened by a waiver on the record, and by none for another clause', async () => {
    const { bodyId, seatId } = await world.twoSeats(LIMIT);
    const bo = await world.person();
    committed(await world.appoint(seatId, bo, '2030-01-01', '2032-01-01'));
    committed(await world.appoint(seatId, bo, '2032-01-01', '2034-01-01'));
    const waive = (clause: string) =>
      standing.waiveLimit(world.actor(), {
        bodyId,
        personId: bo,
        clause,
        because: 'The delegation asked for it.',
        beginsAt: day('2034-01-01'),
        endsAt: null,
      });
    expect(refusalOf(await waive('9.9')).code).toBe('LIMIT_UNKNOWN');
    committed(await waive('5.1'));
    committed(await world.appoint(seatId, bo, '2034-01-01'));
  });

  it('that is hard is waived by nobody', async () => {
    const { bodyId } = await world.twoSeats(provide('LIMIT', '5.1', 'Two in a row.', { consecutive: 2 }));
    const waived = await standing.waiveLimit(world.actor(), {
      bodyId,
      personId: await world.person(),
      clause: '5.1',
      because: 'He is so good at it.',
      beginsAt: null,
      endsAt: null,
    });
    expect(refusalOf(waived).code).toBe('LIMIT_NOT_WAIVABLE');
  });

  it('that can be read in two ways needs a ruling, which then holds', async () => {
    const unclear = provide('LIMIT', '5.1', 'Two consecutive terms.', {
      consecutive: 1,
      runBy: ['SERVICE', 'NOMINAL_TERM'],
    });
    const { bodyId, seatId } = await world.twoSeats(unclear);
    const bo = await world.person();
    const { mandateId } = committed(await world.appoint(seatId, bo, '2035-06-01')).result;
    committed(
      await world.seats.endMandate(world.actor(), {
        mandateId,
        expectedVersion: 1,
        endsAt: day('2036-05-01'),
        because: 'resigned',
      }),
    );
    const again = () => world.appoint(seatId, bo, '2037-05-01');
    const open = refusalOf(await again());
    expect(open).toMatchObject({ code: 'NEEDS_RULING', questions: ['LIMIT.runBy of 5.1'] });
    const ruling = { bodyId, question: 'LIMIT.runBy of 5.1', because: 'The text means time in office.' };
    committed(await standing.rule(world.actor(), { ...ruling, reading: 'NOMINAL_TERM' }));
    expect(refusalOf(await again()).code).toBe('TERM_LIMIT_REACHED');
    committed(await standing.rule(world.actor(), { ...ruling, reading: 'SERVICE' }));
    committed(await again());
  });

  it('does not count what was left of another’s term, where the charter exempts it', async () => {
    const { seatId } = await world.twoSeats(
      provide('LIMIT', '5.1', 'One term; part terms are free.', {
        consecutive: 1,
        partTerms: 'DO_NOT_COUNT',
      }),
    );
    const [bo, cem] = [await world.person(), await world.person('Cem')];
    const { mandateId } = committed(await world.appoint(seatId, bo, '2030-01-01', '2031-01-01')).result;
    committed(await world.appoint(seatId, cem, '2031-01-01', '2032-01-01', mandateId));
    committed(await world.appoint(seatId, cem, '2032-01-01', '2034-01-01'));
    expect(refusalOf(await world.appoint(seatId, cem, '2034-01-01')).code).toBe('TERM_LIMIT_REACHED');
  });
});

describe('a cap on a group of organizations', () => {
  it('keeps out a second of one group, also of a related organization, and counts contested ones both ways', async () => {
    const { bodyId, seatId, other } = await world.twoSeats(CAP);
    const sector = await world.sector();
    const [acme, subsidiary] = [
      await world.organization(sector, 'Acme'),
      await world.organization(sector, 'Acme 2'),
    ];
    const [bo, cem, dee] = [await world.person(), await world.person('Cem'), await world.person('Dee')];
    const affiliate = async (personId: PersonId, organizationId: typeof acme, contested = false) => {
      const since = { beginsAt: day('2030-01-01'), endsAt: null, contested };
      const acted = await world.people.affiliate(world.actor(), { personId, organizationId, ...since });
      return committed(acted).result.affiliationId;
    };
    await affiliate(bo, acme);
    await affiliate(cem, subsidiary);
    const doubted = await affiliate(dee, acme, true);
    committed(await world.appoint(seatId, bo, '2035-01-01'));
    committed(
      await standing.relateOrganizations(world.actor(), {
        organizationId: acme,
        relatedId: subsidiary,
        beginsAt: day('2034-01-01'),
        endsAt: null,
      }),
    );
    expect(refusalOf(await world.appoint(other, cem, '2035-02-01'))).toMatchObject({
      code: 'CAP_EXCEEDED',
      clause: '5.2',
      holds: 2,
      bound: 1,
    });
    const question = `affiliation ${doubted}`;
    expect(refusalOf(await world.appoint(other, dee, '2035-02-01'))).toMatchObject({
      code: 'NEEDS_RULING',
      questions: [question],
      decidedBy: 'the members who are not involved',
    });
    expect(await world.mandatesIn(bodyId)).toBe(1);
    const reading = 'does not belong';
    committed(
      await standing.rule(world.actor(), { bodyId, question, reading, because: 'She left in 2019.' }),
    );
    committed(await world.appoint(other, dee, '2037-01-01'));
  });
});

/** Seats people on seats in the order of an election; the id of what that is told by. */
async function elect(
  bodyId: BodyId,
  seats: readonly SeatId[],
  order: readonly PersonId[],
  from: Date | null = null,
) {
  const filling = randomUUID() as Id<'Filling'>;
  const { manager } = world.database.dataSource;
  const mayEnd = await heldOverOn(manager, world.coalitionId, { seats, people: order });
  const locks = { streams: [bodyId, ...order, ...mayEnd], newcomer: filling };
  const acted = await world.get(Ledger).act<{ done: boolean }, Refusal>(world.actor(), locks, async (act) => {
    const rows = await Promise.all(seats.map((id) => loadRow(act.db, SEATS, act.coalitionId, id)));
    const known = rows.filter((row) => row !== null);
    const decision = randomUUID() as DecisionId;
    const terms = { capacity: { role: 'steward' }, filledBy: 'ELECTION', replaces: null } as const;
    const entry = await world
      .get(Seating)
      .seatFrom(
        act,
        { seats: known, order, beginsAt: from ?? act.now },
        { ...terms, decision, filling, mayEnd },
      );
    return isRefusal(entry) ? entry : { entry, result: { done: true } };
  });
  committed(acted);
  return filling;
}

describe('the elected', () => {
  it('who do not fit the first seat are asked for the second', async () => {
    const sector = await world.sector();
    const [acme, other] = [
      await world.organization(sector, 'Acme'),
      await world.organization(sector, 'Other'),
    ];
    const bodyId = await world.body();
    const seats = [
      await world.seat(bodyId, { organizationId: acme }),
      await world.seat(bodyId, { organizationId: other }),
    ];
    const [bo, cem] = [await world.person(), await world.person('Cem')];
    for (const [personId, organizationId] of [
      [bo, other],
      [cem, acme],
    ] as const) {
      const belonging = { personId, organizationId, beginsAt: null, endsAt: null };
      committed(await world.people.affiliate(world.actor(), belonging));
    }
    const filling = await elect(bodyId, seats, [bo, cem]);
    const held = await world.database.dataSource.query<{ seat_id: string; person_id: string }[]>(
      'SELECT seat_id, person_id FROM mandate WHERE body_id = $1',
      [bodyId],
    );
    expect(new Map(held.map((one) => [one.seat_id, one.person_id]))).toEqual(
      new Map([
        [seats[0], cem],
        [seats[1], bo],
      ]),
    );
    const [told] = await world.entriesOf(filling);
    expect(told).toMatchObject({ body: { passedOver: [] } });
  });
});

describe('who went on after a term until there is a successor', () => {
  const TERM = provide('TERM', '2', 'A year, and until there is a successor.', {
    ends: 'MONTHS',
    months: 12,
    holdover: 'yes',
  });

  it('does not count against whoever follows, be it themselves or another of their group', async () => {
    const { bodyId, seatId } = await world.twoSeats(TERM, CAP);
    const organizationId = await world.organization(await world.sector());
    const [bo, cem] = [await world.person(), await world.person('Cem')];
    for (const personId of [bo, cem]) {
      const since = { beginsAt: day('2030-01-01'), endsAt: null };
      committed(await world.people.affiliate(world.actor(), { personId, organizationId, ...since }));
    }
    committed(await world.appoint(seatId, bo, '2030-02-01'));
    committed(await world.appoint(seatId, bo, '2031-02-02'));
    committed(await world.appoint(seatId, cem, '2032-02-03'));
    expect(await world.mandatesIn(bodyId)).toBe(3);
  });

  it('counts on where nobody takes the seat, so that a cap which another breaches beside is remedied', async () => {
    const cap = provide('CAP', '5.2', 'One of an organization.', { by: 'ORGANIZATION', most: 1 });
    const bodyId = await world.body([...clausesWith(), TERM, cap]);
    const sector = await world.sector();
    const [acme, tenants] = [await world.organization(sector), await world.organization(sector, 'Tenants 2')];
    const past = { beginsAt: day('2010-01-01') };
    const [kept, free] = [
      await world.seat(bodyId, { organizationId: tenants, ...past }),
      await world.seat(bodyId, past),
    ];
    const [bo, cem] = [await world.person(), await world.person('Cem')];
    const belong = async (personId: PersonId, organizationId: typeof acme) => {
      const since = { beginsAt: day('2010-01-01'), endsAt: null };
      committed(await world.people.affiliate(world.actor(), { personId, organizationId, ...since }));
    };
    for (const organizationId of [acme, tenants]) await belong(bo, organizationId);
    await belong(cem, acme);
    committed(await world.appoint(kept, bo, '2030-02-01'));
    // Nobody of those who stood belongs to whom the seat of Bo is kept for, so Bo goes on.
    await elect(bodyId, [kept, free], [cem], day('2031-06-01'));
    const remedies = await world.database.dataSource.query(
      'SELECT clause, group_id, holds FROM remedy WHERE body_id = $1',
      [bodyId],
    );
    expect(remedies).toEqual([{ clause: '5.2', group_id: acme, holds: 2 }]);
  });

  it('serves on in a row until then', async () => {
    const { bodyId, seatId } = await world.twoSeats(
      TERM,
      provide('LIMIT', '5.1', 'One.', { consecutive: 1 }),
    );
    const bo = await world.person();
    committed(await world.appoint(seatId, bo, '2030-02-01'));
    const { manager } = world.database.dataSource;
    const { coalitionId } = world;
    const known = { coalitionId, bodyId, asKnownAt: day('2032-01-01') };
    const rules = await rulesOfBody(manager, known, { zone: 'UTC', at: known.asKnownAt });
    const wanted = { seatClass: 'partner', onBehalfOf: null, beginsAt: known.asKnownAt };
    const answer = eligibility(rules, await candidateOf(manager, known, bo), wanted);
    expect(answer).toMatchObject({ answer: 'NO', limits: [{ run: 1 }] });
  });
});
