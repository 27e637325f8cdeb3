import { type MandateId, type PersonId, type SeatId } from '#kernel';
import { loadRow } from '#platform';
import type { AffiliationId } from './assembly.types.js';
import { EligibilityQueries } from './eligibility.queries.js';
import { Corrections } from './correction.service.js';
import { AFFILIATIONS } from './person.queries.js';
import { MANDATES } from './seat.queries.js';
import { clausesWith } from './spec-support/charter.js';
import { day, provide } from './spec-support/provisions.js';
import { committed, refusalOf, World } from './spec-support/world.js';

let world: World;
let corrections: Corrections;

beforeAll(async () => {
  world = await World.begin();
  corrections = world.get(Corrections);
});

afterAll(() => world.endVerified());

/** A body that seats nobody twice within a year, with a seat that somebody held for a time. */
async function held(from = '2030-01-01', until = '2031-01-01') {
  const limit = provide('COOLING_OFF', '5', 'A year away.', { months: 12 });
  const bodyId = await world.body([...clausesWith(), limit]);
  const since = { beginsAt: day('2010-01-01') };
  const [seatId, other] = [await world.seat(bodyId, since), await world.seat(bodyId, since)];
  const personId = await world.person();
  const mandateId = await sit(seatId, personId, from, until);
  return { bodyId, seatId, other, personId, mandateId };
}

async function sit(seatId: SeatId, personId: PersonId, from: string, until: string): Promise<MandateId> {
  const dated = { beginsAt: day(from), endsAt: day(until) };
  const appointed = await world.seats.appoint(world.actor(), {
    seatId,
    personId,
    onBehalfOf: null,
    ...dated,
  });
  return committed(appointed).result.mandateId;
}

const correct = (
  mandateId: MandateId,
  from: string,
  until: string | null,
  version = 1,
  by = world.founderId,
) =>
  corrections.correctMandate(world.actor(by), {
    mandateId,
    expectedVersion: version,
    beginsAt: day(from),
    endsAt: until === null ? null : day(until),
    onBehalfOf: null,
    because: 'The minutes say so.',
  });

/** The database’s clock, once it has gone on. */
async function tick(): Promise<Date> {
  const before = await world.now();
  while ((await world.now()) <= before);
  return before;
}

const answerAt = async (seatId: SeatId, personId: PersonId, beginsAt: string, asKnownAt: Date | null) => {
  const asked = { onBehalfOf: null, beginsAt: day(beginsAt), asKnownAt };
  const sought = { coalitionId: world.coalitionId, seatId, personId };
  return (await world.get(EligibilityQueries).eligibility(sought, asked)).answer;
};

describe('a mandate that was recorded otherwise than it was', () => {
  it('is corrected, and what was known before gives the answer of then', async () => {
    const { seatId, other, personId, mandateId } = await held();
    const before = await tick();
    expect(await answerAt(other, personId, '2032-03-01', null)).toBe('YES');
    committed(await correct(mandateId, '2030-02-01', '2031-06-01'));
    expect(await answerAt(other, personId, '2032-03-01', null)).toBe('NO');
    expect(await answerAt(other, personId, '2032-03-01', before)).toBe('YES');
    const row = await loadRow(world.database.dataSource.manager, MANDATES, world.coalitionId, mandateId);
    expect(row).toMatchObject({ beginsAt: day('2030-02-01'), endsAt: day('2031-06-01'), seatId });
    const [began, corrected] = await world.entriesOf(mandateId);
    expect(began).toMatchObject({ body: { beginsAt: '2030-01-01T00:00:00.000Z' } });
    expect(corrected).toMatchObject({
      kind: 'mandate.corrected',
      body: { beginsAt: '2030-02-01T00:00:00.000Z', endsAt: '2031-06-01T00:00:00.000Z' },
    });
    expect(JSON.stringify(corrected)).not.toContain('minutes');
  });

  it('is not corrected into the time of others, out of its seat, or to what it is; nothing is written', async () => {
    const { seatId, other, personId, mandateId } = await held();
    await sit(seatId, await world.person('Cem'), '2031-06-01', '2032-01-01');
    await sit(other, personId, '2033-01-01', '2034-01-01');
    expect(refusalOf(await correct(mandateId, '2030-01-01', '2031-06-02')).code).toBe('SEAT_TAKEN');
    expect(refusalOf(await correct(mandateId, '2033-02-01', '2033-03-01')).code).toBe(
      'PERSON_ALREADY_SEATED',
    );
    expect(refusalOf(await correct(mandateId, '2009-01-01', '2031-01-01')).code).toBe(
      'SEAT_NOT_IN_EXISTENCE',
    );
    expect(refusalOf(await correct(mandateId, '2030-01-01', '2031-01-01')).code).toBe('NOTHING_TO_CORRECT');
    expect(refusalOf(await correct(mandateId, '2030-06-01', '2030-05-01')).code).toBe('SPAN_REVERSED');
    expect(refusalOf(await correct(mandateId, '2030-02-01', '2031-01-01', 1, personId)).code).toBe(
      'NOT_A_STEWARD',
    );
    await expect(correct(mandateId, '2030-02-01', '2031-01-01', 2)).rejects.toThrow('version');
    expect(await world.entriesOf(mandateId)).toHaveLength(1);
  });

  it('that was ended keeps an end', async () => {
    const seatId = await world.seat(await world.body());
    const open = { onBehalfOf: null, beginsAt: null, endsAt: null };
    const personId = await world.person();
    const { mandateId } = committed(
      await world.seats.appoint(world.actor(), { seatId, personId, ...open }),
    ).result;
    const ended = { mandateId, expectedVersion: 1, endsAt: null, because: 'resigned' };
    committed(await world.seats.endMandate(world.actor(), ended));
    expect(refusalOf(await correct(mandateId, '2036-01-01', null, 2)).code).toBe('END_STANDS');
  });

  it('the database holds two holders of one seat apart, also after a correction', async () => {
    const { seatId, mandateId } = await held();
    await sit(seatId, await world.person('Cem'), '2031-06-01', '2032-01-01');
    const shifted = world.database.dataSource.query(
      `UPDATE mandate SET ends_at = '2031-07-01', version = version + 1 WHERE id = $1`,
      [mandateId],
    );
    await expect(shifted).rejects.toThrow('mandate_one_holder_a_seat');
  });
});

describe('an affiliation that was recorded otherwise than it was', () => {
  it('is corrected, and not into another one with the same organization', async () => {
    const organizationId = await world.organization(await world.sector());
    const personId = await world.person();
    const belong = async (from: string, until: string): Promise<AffiliationId> => {
      const dated = { beginsAt: day(from), endsAt: day(until) };
      const acted = await world.people.affiliate(world.actor(), { personId, organizationId, ...dated });
      return committed(acted).result.affiliationId;
    };
    const affiliationId = await belong('2030-01-01', '2031-01-01');
    await belong('2032-01-01', '2033-01-01');
    const correctTo = (from: string, until: string) =>
      corrections.correctAffiliation(world.actor(), {
        affiliationId,
        expectedVersion: 1,
        beginsAt: day(from),
        endsAt: day(until),
        because: 'The contract says so.',
      });
    expect(refusalOf(await correctTo('2030-01-01', '2032-01-02')).code).toBe('ALREADY_AFFILIATED');
    expect(refusalOf(await correctTo('2030-01-01', '2019-01-01')).code).toBe('SPAN_REVERSED');
    committed(await correctTo('2030-03-01', '2032-01-01'));
    const { manager } = world.database.dataSource;
    expect(await loadRow(manager, AFFILIATIONS, world.coalitionId, affiliationId)).toMatchObject({
      beginsAt: day('2030-03-01'),
      endsAt: day('2032-01-01'),
    });
    const kinds = (await world.entriesOf(affiliationId)).map(({ kind }) => kind);
    expect(kinds).toEqual(['affiliation.began', 'affiliation.corrected']);
  });
});
