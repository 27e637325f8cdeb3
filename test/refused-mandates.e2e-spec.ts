import { type Answer, provision } from './support/caller.js';
import { charterInput } from './support/charter-input.js';
import { Chronicle } from './support/chronicle.js';
import { A_SENTENCE, rowCounts } from './support/untouched.js';
import { startTestServer, type TestServer } from './support/world.js';

/** What cannot be so of seats and mandates: each is refused with its reason and its clause, and nothing is written. */

const TERM = 24;
let server: TestServer;
let council: Chronicle;

beforeAll(async () => {
  server = await startTestServer();
  council = await Chronicle.begin(server, 'council', '2027-01-01');
  await council.establish([
    ...charterInput({ name: 'member', seats: 4, termMonths: TERM }, { name: 'guest', seats: 1 }),
    provision('CAP', '7', { by: 'ORGANIZATION', most: '1' }),
    provision('LIMIT', '8', { consecutive: '1', classes: 'member', hard: 'no' }),
  ]);
  for (const label of ['A', 'B', 'C']) await council.seat(label, 'member');
  await council.seat('until 2028', 'guest', { endsAt: '2028-07-01T00:00:00Z' });
  await council.appoint('Ana', 'A');
});

afterAll(() => server.stop());

/** What an act is answered with instead of being carried out, or the error; nothing may have been written. */
async function refused(name: string, input: object): Promise<Answer> {
  const before = await rowCounts(server.database.dataSource);
  const answer = await council.tries(name, input).catch(faultOf);
  expect(answer.because).toMatch(A_SENTENCE);
  const after = await rowCounts(server.database.dataSource);
  expect(after).toEqual(before);
  return answer;
}

/** The code and the sentence of what a caller throws. */
function faultOf(error: unknown): Answer {
  const [, code, because] = /^([A-Z_]+): (.*)$/s.exec(error instanceof Error ? error.message : '') ?? [];
  return { code, because };
}

const at = (day: string) => `${day}T00:00:00Z`;
const appointing = async (name: string, seat: string, more: object = {}) => ({
  seatId: council.seatId(seat),
  personId: await council.person(name),
  ...more,
});

describe('a mandate is refused', () => {
  it.each<[string, string, string, object, string, string | null]>([
    ['for a seat that is held then', 'Bo', 'A', { beginsAt: at('2028-01-01') }, 'SEAT_TAKEN', null],
    [
      'of one who holds another seat then',
      'Ana',
      'B',
      { beginsAt: at('2028-12-31') },
      'PERSON_ALREADY_SEATED',
      null,
    ],
    [
      'that ends before it begins',
      'Bo',
      'B',
      { beginsAt: at('2028-02-01'), endsAt: at('2028-01-31') },
      'SPAN_REVERSED',
      null,
    ],
    [
      'that ends as it begins',
      'Bo',
      'B',
      { beginsAt: at('2028-02-01'), endsAt: at('2028-02-01') },
      'SPAN_REVERSED',
      null,
    ],
    ['before its seat exists', 'Bo', 'B', { beginsAt: at('2026-12-31') }, 'SEAT_NOT_IN_EXISTENCE', null],
    [
      'after its seat exists no more',
      'Bo',
      'until 2028',
      { beginsAt: at('2028-07-01') },
      'SEAT_NOT_IN_EXISTENCE',
      null,
    ],
    [
      'beyond the day on which its seat ends',
      'Bo',
      'until 2028',
      { endsAt: at('2028-07-02') },
      'SEAT_NOT_IN_EXISTENCE',
      null,
    ],
    [
      'that is longer than the charter’s terms, reckoned from a leap day',
      'Bo',
      'B',
      { beginsAt: at('2028-02-29'), endsAt: at('2030-03-01') },
      'TERM_TOO_LONG',
      '1',
    ],
    [
      'from the 29th of February of a common year',
      'Bo',
      'B',
      { beginsAt: at('2027-02-29') },
      'BAD_USER_INPUT',
      null,
    ],
    ['from no day at all', 'Bo', 'B', { beginsAt: 'soon' }, 'BAD_USER_INPUT', null],
  ])('%s', async (_, name, seat, more, code, clause) => {
    const no = await refused('appoint', await appointing(name, seat, more));
    expect({ code: no.code, clause: no.clause ?? null }).toEqual({ code, clause });
  });

  it.each([
    ['without a seat', () => undefined],
    ['for a seat that is none', () => 'a seat'],
    ['for a body in the place of a seat', () => council.body],
  ])('%s', async (_, seatId) => {
    const input = { seatId: seatId(), personId: await council.person('Bo') };
    expect(await refused('appoint', input)).toMatchObject({
      code: expect.stringMatching(/^(BAD_USER_INPUT|NOT_FOUND)$/),
    });
  });

  it('over the limit of its class, with the clause and the day', async () => {
    const again = await appointing('Ana', 'A', { beginsAt: at('2029-01-02') });
    expect(await refused('appoint', again)).toMatchObject({ code: 'TERM_LIMIT_REACHED', clause: '8' });
  });

  it('beyond a cap, with the clause', async () => {
    await council.belongs('Ana', 'Acme');
    await council.belongs('Cem', 'Acme');
    expect(await refused('appoint', await appointing('Cem', 'C'))).toMatchObject({
      code: 'CAP_EXCEEDED',
      clause: '7',
    });
  });

  it('for what remains of a mandate that nobody left, or of another seat', async () => {
    await council.appoint('Bo', 'B');
    const mandates = `{ node(id: "${council.body}") { ... on Body { mandates(first: 1) { nodes { id } } } } }`;
    const { node } = await (await council.caller())(mandates);
    const [{ id: replaces }] = node.mandates.nodes;
    expect(await refused('appoint', await appointing('Dee', 'C', { replaces }))).toMatchObject({
      code: 'REMAINDER_OF_ANOTHER_SEAT',
    });
    const vacancy = { seatId: council.seatId('B'), by: 'APPOINTMENT', candidates: [], replaces };
    expect(await refused('fillVacancy', vacancy)).toMatchObject({ code: 'SEAT_NOT_VACANT' });
  });
});

describe('what is dated is refused', () => {
  const reversed = { beginsAt: at('2028-03-01'), endsAt: at('2028-02-29') };
  it.each<[string, string, () => object | Promise<object>]>([
    [
      'a seat',
      'createSeat',
      () => ({ bodyId: council.body, label: [{ lang: 'en', text: 'D' }], seatClass: 'member' }),
    ],
    [
      'an affiliation',
      'affiliate',
      async () => ({
        personId: await council.person('Eva'),
        organizationId: await council.organization('Acme'),
      }),
    ],
    [
      'a relation of organizations',
      'relateOrganizations',
      async () => ({
        organizationId: await council.organization('Acme'),
        relatedId: await council.organization('Bolt'),
      }),
    ],
    ['a fact', 'noteFact', async () => ({ personId: await council.person('Eva'), kind: 'breach' })],
    [
      'a waiver',
      'waiveLimit',
      async () => ({
        bodyId: council.body,
        personId: await council.person('Eva'),
        clause: '8',
        because: 'So.',
      }),
    ],
  ])('%s that ends before it begins', async (_, name, input) => {
    expect(await refused(name, { ...(await input()), ...reversed })).toMatchObject({ code: 'SPAN_REVERSED' });
  });

  it('an affiliation with the same organization at the same time', async () => {
    const input = {
      personId: await council.person('Ana'),
      organizationId: await council.organization('Acme'),
      beginsAt: at('2028-02-29'),
    };
    expect(await refused('affiliate', input)).toMatchObject({ code: 'ALREADY_AFFILIATED' });
  });
});

it('the tables say what the record says', async () => {
  const { verified, database } = await council.verify();
  expect({ verified, differences: database.differences }).toEqual({ verified: true, differences: [] });
});

describe('a charter is refused that no composition of the body could keep', () => {
  const establish = (...extra: object[]) => ({
    coalitionId: council.coalition,
    name: [{ lang: 'en', text: 'Unable' }],
    zone: 'UTC',
    clauses: [
      ...charterInput({ name: 'anybody', seats: 4 }, { name: 'kept', seats: 3, sectorId: council.sector }),
      ...extra,
    ],
  });
  it.each<[string, () => object[]]>([
    ['under a cap of less than a seat', () => [provision('CAP', '9', { by: 'ORGANIZATION', most: '1/8' })]],
    ['under a cap of nothing', () => [provision('CAP', '9', { by: 'SECTOR', most: '0' })]],
    [
      'where more is kept for a sector than it may hold',
      () => [provision('CAP', '9', { by: 'SECTOR', most: '2' })],
    ],
    [
      'where a sector must hold more than it may',
      () => [
        provision('CAP', '8', { by: 'SECTOR', most: '3' }),
        provision('FLOOR', '9', { groups: council.sector, least: '4' }),
      ],
    ],
    [
      'where floors ask for more seats than there are',
      () => [provision('FLOOR', '9', { groups: council.sector, least: '8' })],
    ],
    [
      'where a class is not to outnumber itself',
      () => [provision('BALANCE', '9', { classes: 'kept', notAbove: 'kept' })],
    ],
  ])('%s', async (_, extra) => {
    expect(await refused('establishBody', establish(...extra()))).toMatchObject({
      code: 'CHARTER_CAP_IMPOSSIBLE',
      clause: '9',
    });
  });

  it('whose terms would end on the 29th of February every year', async () => {
    const term = provision('TERM', '9', { ends: 'SENIORITY', reviewedOn: '01-01', endsOn: '02-29' });
    expect(await refused('establishBody', establish(term))).toMatchObject({
      code: 'CHARTER_PROVISION_IMPOSSIBLE',
      clause: '9',
    });
  });
});
