import { isRefusal, type BodyId, type OrganizationId, type PersonId, type SeatId } from '#kernel';
import { DueActs, Ledger } from '#record';
import { moveClock } from '../../../test/support/database.js';
import type { Clause } from './charter.types.js';
import { Remedies } from './remedy.service.js';
import { SEATS } from './seat.queries.js';
import { Seating } from './seating.service.js';
import { loadRow } from '#platform';
import { clausesWith } from './spec-support/charter.js';
import { provide } from './spec-support/provisions.js';
import { committed, refusalOf, World } from './spec-support/world.js';
import { Standing } from './standing.service.js';

const DAY = 86_400_000;

let world: World;
let start: number;

beforeAll(async () => {
  world = await World.begin();
  world.get(Remedies).onModuleInit();
  start = (await world.now()).getTime();
});

afterAll(() => world.endVerified());

/** So many days after the beginning of the spec. */
const on = (days: number) => new Date(start + days * DAY);

async function bodyOf(says: Record<string, string | number> = {}): Promise<BodyId> {
  const cap = provide('CAP', '5.2', 'One of an organization.', { by: 'ORGANIZATION', most: 1, ...says });
  return world.body([...clausesWith(), cap]);
}

const affiliate = async (personId: PersonId, organizationId: OrganizationId, beginsAt: Date | null) =>
  committed(
    await world.people.affiliate(world.actor(), { personId, organizationId, beginsAt, endsAt: null }),
  );

const appoint = (seatId: SeatId, personId: PersonId, beginsAt: Date | null, endsAt: Date | null) =>
  world.seats.appoint(world.actor(), { seatId, personId, onBehalfOf: null, beginsAt, endsAt });

const remedies = (bodyId: BodyId) =>
  world.database.dataSource.query<{ step: string; deadline: Date; holds: number }[]>(
    'SELECT step, deadline, holds FROM remedy WHERE body_id = $1',
    [bodyId],
  );

const mandates = async (bodyId: BodyId) => {
  const rows = await world.database.dataSource.query('SELECT FROM mandate WHERE body_id = $1', [bodyId]);
  return rows.length;
};

describe('a cap at a later instant', () => {
  it('keeps out who would come to belong to the group in mid-term, and not who has left by then', async () => {
    const bodyId = await bodyOf();
    const [one, other] = [await world.seat(bodyId), await world.seat(bodyId)];
    const acme = await world.organization(await world.sector());
    const [bo, cem] = [await world.person('Bo'), await world.person('Cem')];
    await affiliate(bo, acme, null);
    await affiliate(cem, acme, on(100));
    committed(await appoint(one, bo, null, on(365)));
    expect(refusalOf(await appoint(other, cem, on(1), on(200)))).toMatchObject({
      code: 'CAP_EXCEEDED',
      clause: '5.2',
      holds: 2,
      bound: 1,
      at: on(100),
    });
    expect(await mandates(bodyId)).toBe(1);
    committed(await appoint(other, cem, on(1), on(100)));
  });

  it('keeps out who would sit beside one whose mandate begins later', async () => {
    const bodyId = await bodyOf();
    const [one, other] = [await world.seat(bodyId), await world.seat(bodyId)];
    const acme = await world.organization(await world.sector());
    const [bo, cem] = [await world.person('Bo'), await world.person('Cem')];
    for (const person of [bo, cem]) await affiliate(person, acme, null);
    committed(await appoint(one, bo, on(50), on(300)));
    expect(refusalOf(await appoint(other, cem, null, on(60)))).toMatchObject({
      code: 'CAP_EXCEEDED',
      at: on(50),
    });
    committed(await appoint(other, cem, null, on(50)));
  });

  it('does not look ahead where it is a share of those who sit: who will is not known', async () => {
    const bodyId = await bodyOf({ most: '1/2', of: 'FILLED', rounding: 'UP' });
    const [one, other, third] = [
      await world.seat(bodyId),
      await world.seat(bodyId),
      await world.seat(bodyId),
    ];
    const acme = await world.organization(await world.sector());
    const [bo, cem, dee] = [await world.person('Bo'), await world.person('Cem'), await world.person('Dee')];
    for (const person of [bo, cem]) await affiliate(person, acme, null);
    committed(await appoint(one, dee, null, on(50)));
    committed(await appoint(other, bo, null, on(300)));
    committed(await appoint(third, cem, null, on(300)));
  });

  it('opens a remedy whose time runs from then, when a change makes one too many by then', async () => {
    const bodyId = await bodyOf({ remedies: 'RESIGN', graceDays: 10 });
    const [one, other] = [await world.seat(bodyId), await world.seat(bodyId)];
    const acme = await world.organization(await world.sector());
    const [bo, cem] = [await world.person('Bo'), await world.person('Cem')];
    await affiliate(bo, acme, null);
    committed(await appoint(one, bo, on(40), on(300)));
    committed(await appoint(other, cem, null, on(300)));
    await affiliate(cem, acme, null);
    expect(await remedies(bodyId)).toEqual([{ step: 'RESIGN', deadline: on(50), holds: 2 }]);
  });
});

describe('a charter that is amended', () => {
  const tighter = (says: Record<string, string | number>) => (clauses: readonly Clause[]) =>
    clauses.map((clause) =>
      clause.topic === 'CAP' ? provide('CAP', '5.2', 'Fewer of an organization.', says) : clause,
    );

  /** A body in which two of one organization sit, as it may be. */
  const seatedTwo = async () => {
    const bodyId = await bodyOf({ most: 2 });
    const acme = await world.organization(await world.sector());
    for (const name of ['Bo', 'Cem']) {
      const [seatId, person] = [await world.seat(bodyId), await world.person(name)];
      await affiliate(person, acme, null);
      committed(await appoint(seatId, person, null, null));
    }
    return bodyId;
  };
  const says = { by: 'ORGANIZATION', most: 1, remedies: 'RESIGN', graceDays: 10 };

  it('opens a remedy where its tighter cap is breached, and unseats nobody', async () => {
    const bodyId = await seatedTwo();
    const at = await world.amend(bodyId, tighter(says));
    const deadline = new Date((at?.getTime() ?? 0) + 10 * DAY);
    expect(await remedies(bodyId)).toEqual([{ step: 'RESIGN', deadline, holds: 2 }]);
    expect(await mandates(bodyId)).toBe(2);
  });

  it('opens it from when the tighter cap holds', async () => {
    const bodyId = await seatedTwo();
    await world.amend(bodyId, tighter(says), on(20));
    expect(await remedies(bodyId)).toEqual([{ step: 'RESIGN', deadline: on(30), holds: 2 }]);
  });

  it('opens none where the cap is wide enough', async () => {
    const bodyId = await seatedTwo();
    await world.amend(bodyId, tighter({ ...says, most: 3 }));
    expect(await remedies(bodyId)).toEqual([]);
  });

  it('asks for as many holders as it says from then on, and opens a remedy where there are fewer', async () => {
    const bodyId = await seatedTwo();
    const least = provide('SEATING', '2.2', 'Three at least.', { filledBy: 'APPOINTMENT', least: 3 });
    await world.amend(bodyId, (clauses) => [...clauses, least]);
    expect(await remedies(bodyId)).toMatchObject([{ step: 'FILL', holds: 2 }]);
  });
});

describe('a ruling', () => {
  it('that somebody belongs to an organization opens the remedy of its cap', async () => {
    const bodyId = await bodyOf({ remedies: 'RESIGN' });
    const acme = await world.organization(await world.sector());
    const [bo, cem] = [await world.person('Bo'), await world.person('Cem')];
    for (const person of [bo, cem]) {
      committed(await appoint(await world.seat(bodyId), person, null, null));
    }
    await affiliate(bo, acme, null);
    const contested = { personId: cem, organizationId: acme, contested: true, beginsAt: null, endsAt: null };
    const { affiliationId } = committed(await world.people.affiliate(world.actor(), contested)).result;
    expect(await remedies(bodyId)).toEqual([]);
    const ruling = {
      bodyId,
      question: `affiliation ${affiliationId}`,
      reading: 'belongs',
      because: 'So it is.',
    };
    committed(await world.get(Standing).rule(world.actor(), ruling));
    expect(await remedies(bodyId)).toMatchObject([{ step: 'RESIGN', holds: 2 }]);
  });
});

describe('a cap under two acts at once', () => {
  /** A body with two free seats, and two people who belong to one organization. */
  async function twoOfAKind() {
    const bodyId = await bodyOf();
    const seatIds = [await world.seat(bodyId), await world.seat(bodyId)] as const;
    const people = [await world.person('Bo'), await world.person('Cem')] as const;
    return { bodyId, seatIds, people, acme: await world.organization(await world.sector()) };
  }

  it('seats one of two who are appointed over it, and refuses the other', async () => {
    const { bodyId, seatIds, people, acme } = await twoOfAKind();
    for (const person of people) await affiliate(person, acme, null);
    const outcomes = await Promise.all(
      people.map((person, n) => appoint(seatIds[n === 0 ? 0 : 1], person, null, null)),
    );
    const refused = outcomes.filter(isRefusal);
    expect(refused).toMatchObject([{ code: 'CAP_EXCEEDED', clause: '5.2', holds: 2, bound: 1 }]);
    expect(await mandates(bodyId)).toBe(1);
  });

  it('is never breached without a remedy by an appointment and a change of affiliation', async () => {
    const { bodyId, seatIds, people, acme } = await twoOfAKind();
    const [bo, cem] = people;
    await affiliate(bo, acme, null);
    committed(await appoint(seatIds[0], bo, null, null));
    const [seated, joined] = await Promise.allSettled([
      appoint(seatIds[1], cem, null, null),
      world.people.affiliate(world.actor(), {
        personId: cem,
        organizationId: acme,
        beginsAt: null,
        endsAt: null,
      }),
    ]);
    const isSeated = seated.status === 'fulfilled' && !isRefusal(seated.value);
    const isJoined = joined.status === 'fulfilled' && !isRefusal(joined.value);
    expect(await mandates(bodyId)).toBe(isSeated ? 2 : 1);
    expect(await remedies(bodyId)).toHaveLength(isSeated && isJoined ? 1 : 0);
    expect(isSeated || isJoined).toBe(true);
  });
});

describe('a remedy by rank', () => {
  it('takes those who were elected last, in the order of the election', async () => {
    const bodyId = await bodyOf({ remedies: 'LOWEST_RANKED', graceDays: 0 });
    const people: PersonId[] = [];
    const seatIds: SeatId[] = [];
    for (let n = 0; n < 5; n += 1) {
      people.push(await world.person(`Elected ${n + 1}`));
      seatIds.push(await world.seat(bodyId));
    }
    const { coalitionId } = world;
    await world.get(Ledger).act(world.actor(), { streams: [bodyId, ...people] }, async (act) => {
      const seats = await Promise.all(seatIds.map((id) => loadRow(act.db, SEATS, coalitionId, id)));
      const filling = act.newId<'Filling'>();
      const entry = await world.get(Seating).seatFrom(
        act,
        { seats: seats.filter((seat) => seat !== null), order: people, beginsAt: act.now },
        {
          capacity: { role: 'steward' },
          filledBy: 'ELECTION',
          replaces: null,
          decision: act.newId<'Decision'>(),
          filling,
        },
      );
      return isRefusal(entry) ? entry : { entry, result: {} };
    });
    const acme = await world.organization(await world.sector());
    for (const personId of people.toReversed()) await affiliate(personId, acme, null);
    await moveClock(world.database.dataSource, DAY);
    await world.get(DueActs).run();
    const rows = await world.database.dataSource.query<{ person_id: PersonId }[]>(
      'SELECT person_id FROM mandate WHERE body_id = $1 AND (ends_at IS NULL OR quorate_now() < ends_at)',
      [bodyId],
    );
    expect(rows).toEqual([{ person_id: people[0] }]);
  });
});
