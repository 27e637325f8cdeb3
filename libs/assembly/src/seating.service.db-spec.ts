import { randomUUID } from 'node:crypto';
import {
  isRefusal,
  type BodyId,
  type DecisionId,
  type Id,
  type MandateId,
  type PersonId,
  type Refusal,
  type SeatId,
} from '#kernel';
import { loadRow } from '#platform';
import { DueActs, Ledger } from '#record';
import type { Clause } from './charter.types.js';
import { eligibility } from './eligibility.rules.js';
import type { VacancyStep } from './filling.rules.js';
import { candidateOf, rulesOfBody } from './seating.queries.js';
import { Remedies } from './remedy.service.js';
import { SEATS } from './seat.queries.js';
import { Seating } from './seating.service.js';
import { Standing } from './standing.service.js';
import { Vacancies } from './vacancy.service.js';
import { moveClock } from '../../../test/support/database.js';
import { clausesWith } from './spec-support/charter.js';
import { day, provide } from './spec-support/provisions.js';
import { committed, english, World } from './spec-support/world.js';

let world: World;
let standing: Standing;

beforeAll(async () => {
  world = await World.begin();
  standing = world.get(Standing);
  world.get(Remedies).onModuleInit();
});

afterAll(async () => {
  // A stranger who has nothing but the record finds it all as the charters say.
  const faults = await world.faults();
  await world.end();
  expect(faults).toEqual([]);
});

const LIMIT = provide('LIMIT', '5.1', 'Two in a row, unless waived.', { consecutive: 2, hard: 'no' });
const CAP = provide('CAP', '5.2', 'One of an organization and those related to it.', {
  by: 'ORGANIZATION_GROUP',
  most: 1,
  doubtsBy: 'the members who are not involved',
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

describe('a term limit', () => {
  it('bites when it is reached, with the clause and the date, and nothing is written', async () => {
    const { bodyId, seatId, other } = await bodyWith(LIMIT);
    const bo = await world.person();
    committed(await appoint(seatId, bo, '2030-01-01', '2032-01-01'));
    committed(await appoint(seatId, bo, '2032-01-01', '2034-01-01'));
    expect(refusalOf(await appoint(other, bo, '2034-01-01'))).toMatchObject({
      code: 'TERM_LIMIT_REACHED',
      clause: '5.1',
      nextEligible: { kind: 'AT', at: day('2034-01-02') },
    });
    expect(await mandates(bodyId)).toBe(2);
    committed(await appoint(other, bo, '2034-01-02'));
  });

  it('is opened by a waiver on the record, and by none for another clause', async () => {
    const { bodyId, seatId } = await bodyWith(LIMIT);
    const bo = await world.person();
    committed(await appoint(seatId, bo, '2030-01-01', '2032-01-01'));
    committed(await appoint(seatId, bo, '2032-01-01', '2034-01-01'));
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
    committed(await appoint(seatId, bo, '2034-01-01'));
  });

  it('that is hard is waived by nobody', async () => {
    const { bodyId } = await bodyWith(provide('LIMIT', '5.1', 'Two in a row.', { consecutive: 2 }));
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
    const { bodyId, seatId } = await bodyWith(unclear);
    const bo = await world.person();
    const { mandateId } = committed(await appoint(seatId, bo, '2035-06-01')).result;
    committed(
      await world.seats.endMandate(world.actor(), {
        mandateId,
        expectedVersion: 1,
        endsAt: day('2036-05-01'),
        because: 'resigned',
      }),
    );
    const again = () => appoint(seatId, bo, '2037-05-01');
    const open = refusalOf(await again());
    expect(open).toMatchObject({ code: 'NEEDS_RULING', questions: ['LIMIT.runBy of 5.1'] });
    const ruling = { bodyId, question: 'LIMIT.runBy of 5.1', because: 'The text means time in office.' };
    committed(await standing.rule(world.actor(), { ...ruling, reading: 'NOMINAL_TERM' }));
    expect(refusalOf(await again()).code).toBe('TERM_LIMIT_REACHED');
    committed(await standing.rule(world.actor(), { ...ruling, reading: 'SERVICE' }));
    committed(await again());
  });

  it('does not count what was left of another’s term, where the charter exempts it', async () => {
    const { seatId } = await bodyWith(
      provide('LIMIT', '5.1', 'One term; part terms are free.', {
        consecutive: 1,
        partTerms: 'DO_NOT_COUNT',
      }),
    );
    const [bo, cem] = [await world.person(), await world.person('Cem')];
    const { mandateId } = committed(await appoint(seatId, bo, '2030-01-01', '2031-01-01')).result;
    committed(await appoint(seatId, cem, '2031-01-01', '2032-01-01', mandateId));
    committed(await appoint(seatId, cem, '2032-01-01', '2034-01-01'));
    expect(refusalOf(await appoint(seatId, cem, '2034-01-01')).code).toBe('TERM_LIMIT_REACHED');
  });
});

describe('what was known when', () => {
  it('gives the answer of then: what was recorded later changes nothing', async () => {
    const { bodyId, seatId } = await bodyWith(provide('LIMIT', '5.1', 'One.', { lifetime: 1 }));
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
    committed(await appoint(seatId, bo, '2030-01-01', '2032-01-01'));
    const after = await world.now();
    expect([await askedAt(before), await askedAt(after)]).toEqual([0, 1]);
  });

  it('knows the end that a mandate had before it was ended', async () => {
    const { bodyId, seatId } = await bodyWith(LIMIT);
    const bo = await world.person();
    const { mandateId } = committed(await appoint(seatId, bo, '2035-12-01')).result;
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

describe('a cap on a group of organizations', () => {
  it('keeps out a second of one group, also of a related organization, and counts contested ones both ways', async () => {
    const { bodyId, seatId, other } = await bodyWith(CAP);
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
    committed(await appoint(seatId, bo, '2035-01-01'));
    committed(
      await standing.relateOrganizations(world.actor(), {
        organizationId: acme,
        relatedId: subsidiary,
        beginsAt: day('2034-01-01'),
        endsAt: null,
      }),
    );
    expect(refusalOf(await appoint(other, cem, '2035-02-01'))).toMatchObject({
      code: 'CAP_EXCEEDED',
      clause: '5.2',
      holds: 2,
      bound: 1,
    });
    const question = `affiliation ${doubted}`;
    expect(refusalOf(await appoint(other, dee, '2035-02-01'))).toMatchObject({
      code: 'NEEDS_RULING',
      questions: [question],
      decidedBy: 'the members who are not involved',
    });
    expect(await mandates(bodyId)).toBe(1);
    const reading = 'does not belong';
    committed(
      await standing.rule(world.actor(), { bodyId, question, reading, because: 'She left in 2019.' }),
    );
    committed(await appoint(other, dee, '2037-01-01'));
  });
});

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
    expect(await mandates(bodyId)).toBe(2);
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
    expect(await mandates(bodyId)).toBe(2);
    await moveClock(world.database.dataSource, 11 * 86_400_000);
    await world.get(DueActs).run();
    expect(await remedies(bodyId)).toEqual([{ ...found, outcome: 'EXHAUSTED' }]);
  });
});

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
    const filling = randomUUID() as Id<'Filling'>;
    const locks = { streams: [bodyId, bo, cem], newcomer: filling };
    const acted = await world
      .get(Ledger)
      .act<{ done: boolean }, Refusal>(world.actor(), locks, async (act) => {
        const rows = await Promise.all(seats.map((id) => loadRow(act.db, SEATS, act.coalitionId, id)));
        const known = rows.filter((row) => row !== null);
        const entry = await world.get(Seating).seatFrom(
          act,
          { seats: known, order: [bo, cem], beginsAt: act.now },
          {
            capacity: { role: 'steward' },
            filledBy: 'ELECTION',
            replaces: null,
            decision: randomUUID() as DecisionId,
            filling,
          },
        );
        return isRefusal(entry) ? entry : { entry, result: { done: true } };
      });
    committed(acted);
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
    const { bodyId, seatId } = await bodyWith(TERM, CAP);
    const organizationId = await world.organization(await world.sector());
    const [bo, cem] = [await world.person(), await world.person('Cem')];
    for (const personId of [bo, cem]) {
      const since = { beginsAt: day('2030-01-01'), endsAt: null };
      committed(await world.people.affiliate(world.actor(), { personId, organizationId, ...since }));
    }
    committed(await appoint(seatId, bo, '2030-02-01'));
    committed(await appoint(seatId, bo, '2031-02-02'));
    committed(await appoint(seatId, cem, '2032-02-03'));
    expect(await mandates(bodyId)).toBe(3);
  });

  it('serves on in a row until then', async () => {
    const { bodyId, seatId } = await bodyWith(TERM, provide('LIMIT', '5.1', 'One.', { consecutive: 1 }));
    const bo = await world.person();
    committed(await appoint(seatId, bo, '2030-02-01'));
    const { manager } = world.database.dataSource;
    const { coalitionId } = world;
    const known = { coalitionId, bodyId, asKnownAt: day('2032-01-01') };
    const rules = await rulesOfBody(manager, known, { zone: 'UTC', at: known.asKnownAt });
    const wanted = { seatClass: 'partner', onBehalfOf: null, beginsAt: known.asKnownAt };
    const answer = eligibility(rules, await candidateOf(manager, known, bo), wanted);
    expect(answer).toMatchObject({ answer: 'NO', limits: [{ run: 1 }] });
  });
});
