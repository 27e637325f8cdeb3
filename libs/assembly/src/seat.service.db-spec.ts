import { randomUUID } from 'node:crypto';
import { isRefusal, type BodyId, type MandateId, type PersonId, type SeatId } from '#kernel';
import { charterInForce } from './body.queries.js';
import { charterBytes, charterDigest } from './charter.rules.js';
import { electorOf, electorsOf } from './seat.queries.js';
import type { Appoint } from './seat.service.js';
import { clausesWith } from './spec-support/charter.js';
import { committed, english, World } from './spec-support/world.js';

let world: World;

beforeAll(async () => {
  world = await World.begin();
});

afterAll(() => world.endVerified());

const day = (n: number) => new Date(Date.UTC(2030, 0, n));

const appoint = (seatId: SeatId, personId: PersonId, more: Partial<Appoint> = {}) =>
  world.seats.appoint(world.actor(), {
    seatId,
    personId,
    onBehalfOf: null,
    beginsAt: null,
    endsAt: null,
    ...more,
  });

const electors = (bodyId: BodyId, at: Date) =>
  electorsOf(world.database.dataSource.manager, world.coalitionId, bodyId, at);

describe('establishing a body', () => {
  it('publishes its charter as a document whose digest is the rule in force', async () => {
    const bodyId = await world.body();
    const clauses = clausesWith();
    const [entry] = await world.entriesOf(bodyId);
    expect(entry).toMatchObject({
      kind: 'body.established',
      rule: charterDigest(clauses),
      docs: [{ sha256: charterDigest(clauses), size: charterBytes(clauses).length }],
      body: { zone: 'Europe/Rome', charter: { number: 1, digest: charterDigest(clauses) } },
    });
    expect(JSON.stringify(entry)).not.toContain('Words of');
  });

  it('keeps the charter as it was given, in force from then on and not before', async () => {
    const bodyId = await world.body();
    const { manager } = world.database.dataSource;
    const now = await charterInForce(manager, world.coalitionId, bodyId, new Date(Date.now() + 60_000));
    expect(now).toMatchObject({ number: 1, clauses: clausesWith(), adoptedBy: null });
    const before = new Date(now!.beginsAt.getTime() - 1);
    expect(await charterInForce(manager, world.coalitionId, bodyId, before)).toBeNull();
  });

  it('is refused, by clause, when the quorum asks for more than the seats', async () => {
    const refused = await world.bodies.establishBody(world.actor(), {
      name: english('Council'),
      zone: 'UTC',
      clauses: clausesWith({ QUORUM: { count: 8 } }),
    });
    expect(refused).toMatchObject({ code: 'CHARTER_QUORUM_IMPOSSIBLE', clause: '3.1' });
  });
});

describe('a seat', () => {
  it('is created while its class has room for it', async () => {
    const bodyId = await world.body();
    for (let n = 0; n < 5; n += 1) await world.seat(bodyId);
    await expect(world.seat(bodyId)).rejects.toThrow('SEAT_CLASS_FULL');
  });

  it('belongs to a body that is there', async () => {
    await expect(world.seat(randomUUID() as BodyId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a mandate', () => {
  it('makes its holder an elector of its sector for its term and no longer', async () => {
    const bodyId = await world.body();
    const sectorId = await world.sector();
    const organizationId = await world.organization(sectorId);
    const personId = await world.person();
    committed(
      await world.people.affiliate(world.actor(), {
        personId,
        organizationId,
        beginsAt: null,
        endsAt: null,
      }),
    );
    const seatId = await world.seat(bodyId, { organizationId });
    const { mandateId } = committed(await appoint(seatId, personId, { beginsAt: day(1) })).result;
    const elector = { mandateId, seatId, personId, sectorId, organizationId };
    expect(await electors(bodyId, day(1))).toEqual([elector]);
    const { manager } = world.database.dataSource;
    const key = { coalitionId: world.coalitionId, bodyId, personId };
    expect(await electorOf(manager, key, day(1))).toEqual(elector);
    expect(await electors(bodyId, new Date(day(1).getTime() - 1))).toEqual([]);
    expect(await electors(bodyId, new Date(Date.UTC(2032, 0, 1)))).toEqual([]);
    expect(await electors(bodyId, new Date(Date.UTC(2032, 0, 1) - 1))).toEqual([elector]);
    const [entry] = await world.entriesOf(mandateId);
    expect(entry).toMatchObject({
      kind: 'mandate.began',
      body: { seat: seatId, organization: organizationId },
    });
    expect(JSON.stringify(entry)).not.toContain(personId);
  });

  it('is refused to one who does not belong to the organization that fills the seat', async () => {
    const organizationId = await world.organization(await world.sector());
    const seatId = await world.seat(await world.body(), { organizationId });
    expect(await appoint(seatId, await world.person())).toMatchObject({ code: 'NOT_AFFILIATED' });
  });

  it('ends when it is ended, and frees the seat from that instant', async () => {
    const bodyId = await world.body();
    const [seatId, first, second] = [
      await world.seat(bodyId),
      await world.person(),
      await world.person('Cem'),
    ];
    const { mandateId } = committed(await appoint(seatId, first)).result;
    const end = (expectedVersion: number, endsAt: Date) =>
      world.seats.endMandate(world.actor(), { mandateId, expectedVersion, endsAt, because: 'resigned' });
    expect(await end(1, new Date(0))).toMatchObject({ code: 'END_IN_THE_PAST' });
    const soon = new Date(Date.now() + 3_600_000);
    committed(await end(1, soon));
    await expect(end(1, soon)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await appoint(seatId, second)).toMatchObject({ code: 'SEAT_TAKEN', freeFrom: soon });
    committed(await appoint(seatId, second, { beginsAt: soon }));
    expect((await electors(bodyId, soon)).map(({ personId }) => personId)).toEqual([second]);
    expect(await world.entriesOf(mandateId)).toMatchObject([
      {},
      { kind: 'mandate.ended', body: { seat: seatId } },
    ]);
  });

  it('goes to one of many who are appointed to a seat at once', async () => {
    const seatId = await world.seat(await world.body());
    const people = await Promise.all(Array.from({ length: 6 }, () => world.person()));
    const outcomes = await Promise.all(people.map((personId) => appoint(seatId, personId)));
    const refused = outcomes.filter(isRefusal).map(({ code }) => code);
    expect(refused).toEqual(Array.from({ length: 5 }, () => 'SEAT_TAKEN'));
  });

  it('goes to one seat when one person is appointed to two at once', async () => {
    const bodyId = await world.body();
    const [one, two, personId] = [await world.seat(bodyId), await world.seat(bodyId), await world.person()];
    const outcomes = await Promise.all([appoint(one, personId), appoint(two, personId)]);
    expect(outcomes.filter(isRefusal).map(({ code }) => code)).toEqual(['PERSON_ALREADY_SEATED']);
  });
});

describe('the database itself', () => {
  const copyOf = (mandateId: MandateId, changes: string) =>
    world.database.dataSource.query(
      `INSERT INTO mandate SELECT (jsonb_populate_record(mandate, $2)).* FROM mandate WHERE id = $1`,
      [mandateId, changes],
    );

  it.each([
    ['two holders of one seat', () => ({}), 'mandate_one_holder_a_seat'],
    ['a mandate that ends before it begins', () => ({ ends_at: '2000-01-01' }), 'mandate_not_reversed'],
    [
      'a mandate in a seat that is not there',
      () => ({ seat_id: randomUUID() }),
      'mandate_coalition_id_body_id_seat_id_fkey',
    ],
  ])('refuses %s', async (_, changes, constraint) => {
    const seatId = await world.seat(await world.body());
    const [first, second] = [await world.person(), await world.person('Cem')];
    const { mandateId } = committed(await appoint(seatId, first)).result;
    const change = { id: randomUUID(), ...changes() };
    const copy = copyOf(mandateId, JSON.stringify({ ...change, person_id: second }));
    await expect(copy).rejects.toMatchObject({ driverError: { constraint } });
  });

  it('refuses two charter versions that begin at one instant', async () => {
    const bodyId = await world.body();
    const copy = world.database.dataSource.query(
      `INSERT INTO charter_version
       SELECT (jsonb_populate_record(charter_version, $2)).* FROM charter_version WHERE body_id = $1`,
      [bodyId, JSON.stringify({ number: 2, adopted_by: randomUUID() })],
    );
    await expect(copy).rejects.toMatchObject({
      driverError: { constraint: 'charter_version_one_at_an_instant' },
    });
  });
});
