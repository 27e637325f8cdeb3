import { randomUUID } from 'node:crypto';
import { AccessTokens, Accounts } from '#platform';
import { isRefusal } from '#kernel';
import { startTestServer, type TestServer } from './support/world.js';

let server: TestServer;
let founder: Caller;
let stranger: Caller;
let member: Caller;

/** Whatever a query asked for. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- its shape is that of the query
type Answer = any;

/** Somebody who calls: what GraphQL answers to a query. */
type Caller = (query: string, input?: object) => Promise<Answer>;

async function callerOf(email: string | null): Promise<Caller> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (email !== null) {
    const accounts = server.app.get(Accounts, { strict: false });
    const account = await accounts.ensure(server.database.dataSource, email, {
      founder: email.startsWith('founder'),
    });
    const made = await server.app.get(AccessTokens, { strict: false }).create(account, {
      label: 'spec',
      scopes: ['READ', 'ACT'],
      expiresAt: new Date(Date.now() + 3_600_000),
    });
    if (isRefusal(made)) throw new Error(made.because);
    headers.authorization = `Bearer ${made.token}`;
  }
  return async (query, input = {}) => {
    const body = JSON.stringify({ query, variables: { input } });
    const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
    return JSON.parse(await response.text());
  };
}

/** One act: its payload or refusal; throws what is neither. */
async function act(caller: Caller, name: string, input: object, fields: string) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) {
    __typename ... on Refusal { code because clause } ${fields}
  } }`;
  const { data, errors } = await caller(query, { idempotencyKey: randomUUID(), ...input });
  if (errors) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
  return data[name];
}

const text = (words: string) => [{ lang: 'en', text: words }];
const source = (section: string) => ({ text: `The words of ${section}.`, section, lang: 'en' });
const clauses = (quorum = 2) => [
  { seats: { source: source('1'), classes: [{ name: 'partner', seats: 3, termMonths: 24 }] } },
  { quorum: { source: source('2'), count: quorum } },
  { threshold: { source: source('3'), share: { num: 1, den: 2 }, strict: true, base: 'DECISIVE' } },
  {
    methods: {
      source: source('4'),
      methods: [
        { question: 'MOTION', rule: 'MAJORITY_1' },
        { question: 'ELECTION', rule: 'SCHULZE_2011' },
      ],
    },
  },
  { seconding: { source: source('5'), coSponsors: 1, sectors: 0 } },
  { votingPeriod: { source: source('6'), shortestHours: 1, longestDays: 14 } },
];

beforeAll(async () => {
  server = await startTestServer();
  founder = await callerOf('founder@example.org');
  member = await callerOf('bo@example.org');
  stranger = await callerOf(null);
});

afterAll(() => server.stop());

const ids: Record<string, string> = {};
const RECEIPT = 'receipt { eventId repeated status }';

describe('a coalition', () => {
  it('is founded, takes partners and people in, and fills the seats of a body', async () => {
    const coalition = { slug: 'common-ground', name: text('Common Ground'), founderName: 'Ada' };
    const fields = `... on CoalitionFounded { coalition { id slug name { text } } ${RECEIPT} }`;
    const founded = await act(founder, 'foundCoalition', coalition, fields);
    expect(founded).toMatchObject({
      coalition: { slug: 'common-ground', name: { text: 'Common Ground' } },
      receipt: { repeated: false },
    });
    const coalitionId = (ids.coalition = founded.coalition.id);

    const sector = await act(
      founder,
      'addSector',
      { coalitionId, name: text('Residents') },
      `... on SectorAdded { sector { id } ${RECEIPT} }`,
    );
    const organization = await act(
      founder,
      'admitOrganization',
      { sectorId: sector.sector.id, name: text('Tenants') },
      `... on OrganizationAdmitted { organization { id sector { id } } ${RECEIPT} }`,
    );
    expect(organization.organization.sector.id).toBe(sector.sector.id);
    const organizationId = organization.organization.id;

    const person = await act(
      founder,
      'registerPerson',
      { coalitionId, name: 'Bo', email: 'bo@example.org' },
      `... on PersonRegistered { person { id name visibility steward } ${RECEIPT} }`,
    );
    expect(person.person).toMatchObject({ name: 'Bo', visibility: 'MEMBERS', steward: false });
    const personId = (ids.person = person.person.id);

    const affiliated = await act(
      founder,
      'affiliate',
      { personId, organizationId },
      `... on Affiliated { affiliation { id version person { name } organization { name { text } } endsAt } ${RECEIPT} }`,
    );
    expect(affiliated.affiliation).toMatchObject({
      person: { name: 'Bo' },
      organization: { name: { text: 'Tenants' } },
    });

    const established = await act(
      founder,
      'establishBody',
      { coalitionId, name: text('Council'), zone: 'Europe/Rome', clauses: clauses() },
      `... on BodyEstablished { body { id zone charter { number clauses { __typename source { section } } } } ${RECEIPT} }`,
    );
    expect(established.body.charter.clauses).toHaveLength(6);

    const seat = await act(
      founder,
      'createSeat',
      { bodyId: established.body.id, label: text('Tenants’ seat'), seatClass: 'partner', organizationId },
      `... on SeatCreated { seat { id holding { id } organization { id } } ${RECEIPT} }`,
    );
    expect(seat.seat).toMatchObject({ holding: null, organization: { id: organizationId } });
    ids.seat = seat.seat.id;

    const appointed = await act(
      founder,
      'appoint',
      { seatId: seat.seat.id, personId },
      `... on Appointed { mandate { id version person { name } onBehalfOf { id } seat { id } endsAt } ${RECEIPT} }`,
    );
    expect(appointed.mandate).toMatchObject({ person: { name: 'Bo' }, onBehalfOf: { id: organizationId } });
    ids.mandate = appointed.mandate.id;
  });

  it('shows strangers who holds its seats, and since then their names', async () => {
    const { data } = await stranger(`{ coalition(slug: "common-ground") {
      people { nodes { name visibility } }
      bodies { nodes { name { text } seats { nodes { holding { person { name } } } } } }
    } }`);
    expect(data.coalition).toEqual({
      people: { nodes: [{ name: 'Bo', visibility: 'PUBLIC' }] },
      bodies: {
        nodes: [{ name: { text: 'Council' }, seats: { nodes: [{ holding: { person: { name: 'Bo' } } }] } }],
      },
    });
  });

  it('shows its own people everybody', async () => {
    const { data } = await member(
      '{ coalition(slug: "common-ground") { people { nodes { name } totalCount } } }',
    );
    expect(data.coalition.people).toEqual({ nodes: [{ name: 'Ada' }, { name: 'Bo' }], totalCount: 2 });
  });

  it('refuses by clause a charter whose quorum its seats cannot meet', async () => {
    const body = { coalitionId: ids.coalition, name: text('Jury'), zone: 'UTC', clauses: clauses(4) };
    const refused = await act(founder, 'establishBody', body, '');
    expect(refused).toMatchObject({ __typename: 'Refused', code: 'CHARTER_QUORUM_IMPOSSIBLE', clause: '2' });
  });

  it('refuses a second holder of one seat, and a register kept by others than stewards', async () => {
    const again = { seatId: ids.seat, personId: ids.person };
    expect(await act(founder, 'appoint', again, '')).toMatchObject({ code: 'SEAT_TAKEN' });
    const sector = { coalitionId: ids.coalition, name: text('Spies') };
    expect(await act(member, 'addSector', sector, '')).toMatchObject({ code: 'NOT_A_STEWARD' });
    await expect(act(stranger, 'addSector', sector, '')).rejects.toThrow('UNAUTHENTICATED');
    const outsider = await callerOf('founder-elsewhere@example.org');
    await expect(act(outsider, 'addSector', sector, '')).rejects.toThrow('NOT_FOUND');
    const coalition = { slug: 'members-own', name: text('Ours'), founderName: 'Bo' };
    await expect(act(member, 'foundCoalition', coalition, '')).rejects.toThrow('FORBIDDEN');
  });

  it('tells its own people why a mandate ended, and nobody else', async () => {
    const fields = `... on MandateEnded { mandate { version endsAt endedBecause } ${RECEIPT} }`;
    const end = { mandateId: ids.mandate, expectedVersion: 1, because: 'Moved away.' };
    const ended = await act(founder, 'endMandate', end, fields);
    expect(ended.mandate).toMatchObject({ version: 2, endedBecause: 'Moved away.' });
    await expect(act(founder, 'endMandate', end, fields)).rejects.toThrow('CONFLICT');
    const { data } = await stranger(`{ node(id: "${ids.mandate}") { ... on Mandate { endedBecause } } }`);
    expect(data.node).toEqual({ endedBecause: null });
  });

  it('answers the same receipt to the same request', async () => {
    const idempotencyKey = randomUUID();
    const input = { idempotencyKey, coalitionId: ids.coalition, name: text('Labour') };
    const fields = `... on SectorAdded { sector { id } ${RECEIPT} }`;
    const [first, second] = [
      await act(founder, 'addSector', input, fields),
      await act(founder, 'addSector', input, fields),
    ];
    expect(second.sector).toEqual(first.sector);
    expect(second.receipt).toMatchObject({ eventId: first.receipt.eventId, repeated: true });
    const other = act(founder, 'addSector', { ...input, name: text('Culture') }, fields);
    await expect(other).rejects.toThrow('CONFLICT');
  });
});
