import { randomUUID } from 'node:crypto';
import { globalId } from '#platform';
import { Committee, english } from '../../../test/support/committee.js';
import { askCounted } from '../../../test/support/statements.js';
import { startTestServer, type TestServer } from '../../../test/support/world.js';
import { Bodies } from './body.service.js';
import { Coalitions } from './coalition.service.js';
import { CLAUSES, clausesWith } from './spec-support/charter.js';
import { committed } from './spec-support/world.js';

let server: TestServer;
let committee: Committee;

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 5, { slug: 'common-ground' });
  const steward = () => committee.actor(committee.founderId);
  const [coalitions, bodies] = [server.app.get(Coalitions), server.app.get(Bodies)];
  for (const name of ['Residents', 'Labour', 'Culture']) {
    const { sectorId } = committed(await coalitions.addSector(steward(), { name: english(name) })).result;
    for (const partner of ['First', 'Second']) {
      committed(await coalitions.admitOrganization(steward(), { sectorId, name: english(partner) }));
    }
  }
  for (const name of ['Council', 'Jury']) {
    const body = { name: english(name), zone: 'UTC', clauses: clausesWith() };
    committed(await bodies.establishBody(steward(), body));
  }
});

afterAll(() => server.stop());

const ask = (query: string, variables: object = {}) => askCounted(server, query, variables);

describe('a list', () => {
  it.each([
    ['coalitions', '{ coalitions { nodes { slug foundedAt } } }', 1],
    ['coalitions with their number', '{ coalitions { nodes { slug } totalCount } }', 2],
    ['sectors', '{ coalition(slug: "common-ground") { sectors { nodes { version } } } }', 2],
    [
      'sectors with their organizations and the numbers of these',
      '{ coalition(slug: "common-ground") { sectors { nodes { organizations { nodes { version } totalCount } } } } }',
      4,
    ],
    [
      'organizations with their sectors',
      '{ coalition(slug: "common-ground") { organizations { nodes { sector { version } } } } }',
      3,
    ],
    [
      'people with their mandates and affiliations',
      `{ coalition(slug: "common-ground") { people { nodes {
        name mandates { nodes { version } } affiliations { nodes { version } }
      } } } }`,
      4,
    ],
    [
      'bodies with their charters, seats and mandates',
      `{ coalition(slug: "common-ground") { bodies { nodes {
        zone charter { number } seats { nodes { seatClass } } mandates { nodes { version } }
      } } } }`,
      5,
    ],
    [
      'seats with their body and those who hold them',
      `{ coalition(slug: "common-ground") { bodies { nodes { seats(first: 5) { nodes {
        body { zone } sector { version } organization { version } holding { person { name } }
      } } } } } }`,
      6,
    ],
    [
      'bodies with who sat in them on a day, as it was known',
      `{ coalition(slug: "common-ground") { bodies { nodes {
        rosterAsOf(instant: "2036-01-01T00:00:00Z", asKnownAt: "2036-01-01T00:00:00Z") {
          beginsAt person { name } seat { seatClass }
        }
      } } } }`,
      5,
    ],
  ])('of %s takes a fixed number of statements', async (_, query, expected) => {
    const { statements } = await ask(query);
    expect(statements).toHaveLength(expected);
  });

  it('of a parent is cut into pages that fit together, each parent its own', async () => {
    const page = async (after: string | null) => {
      const { data } = await ask(
        `query ($after: String) { coalition(slug: "common-ground") {
          sectors(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } totalCount }
        } }`,
        { after },
      );
      return data.coalition.sectors;
    };
    const first = await page(null);
    expect(first).toMatchObject({ nodes: [{}, {}], pageInfo: { hasNextPage: true }, totalCount: 3 });
    const second = await page(first.pageInfo.endCursor);
    expect(second).toMatchObject({ nodes: [{}], pageInfo: { hasNextPage: false }, totalCount: 3 });
    const ids = [...first.nodes, ...second.nodes].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(3);
  });

  it('of children holds the children of its own parent only', async () => {
    const { data } = await ask(`{ coalition(slug: "common-ground") {
      sectors { nodes { id organizations(first: 1) { nodes { sector { id } } pageInfo { hasNextPage } totalCount } } }
    } }`);
    for (const { id, organizations } of data.coalition.sectors.nodes) {
      expect(organizations).toEqual({
        nodes: [{ sector: { id } }],
        pageInfo: { hasNextPage: true },
        totalCount: 2,
      });
    }
  });
});

describe('the charter', () => {
  it('is shown clause by clause, each with its words', async () => {
    const { data } = await ask(`{ coalition(slug: "common-ground") { bodies(last: 1) { nodes { charter {
      number digest clauses {
        __typename source { text section lang } precedence
        ... on SeatsClause { classes { name seats termMonths sector { id } } }
        ... on QuorumClause { shareOfEntitled { num den } count countedBy }
        ... on ThresholdClause { share { num den } strict base }
        ... on MethodsClause { methods { question rule parameters { name value } ties } }
        ... on SecondingClause { coSponsors sectors }
        ... on VotingPeriodClause { shortestHours longestDays }
      }
    } } } } }`);
    const { charter } = data.coalition.bodies.nodes[0];
    const { SEATS, QUORUM, THRESHOLD, METHODS, SECONDING } = CLAUSES;
    expect(charter.number).toBe(1);
    expect(charter.clauses).toMatchObject([
      {
        __typename: 'SeatsClause',
        source: SEATS.source,
        classes: [
          { name: 'partner', seats: 5, termMonths: 24, sector: null },
          { name: 'founder', seats: 2, termMonths: null, sector: null },
        ],
      },
      { __typename: 'QuorumClause', source: QUORUM.source, shareOfEntitled: QUORUM.share, count: null },
      { __typename: 'ThresholdClause', share: THRESHOLD.share, strict: false, base: 'DECISIVE' },
      {
        __typename: 'MethodsClause',
        methods: [
          { question: 'MOTION', rule: 'MAJORITY_1', parameters: [], ties: 'LOT' },
          { ...METHODS.methods[1], rule: 'SCHULZE_2011' },
        ],
      },
      { __typename: 'SecondingClause', coSponsors: SECONDING.coSponsors, sectors: SECONDING.sectors },
      { __typename: 'VotingPeriodClause', shortestHours: 48, longestDays: 14, precedence: 1 },
    ]);
  });
});

describe('a name', () => {
  it('is public where its person holds a mandate, and hidden where not', async () => {
    const { data } = await ask(
      '{ coalition(slug: "common-ground") { people { nodes { name visibility } totalCount } } }',
    );
    const { nodes, totalCount } = data.coalition.people;
    expect(totalCount).toBe(5);
    expect(nodes.map(({ name }: { name: string }) => name)).toEqual(
      [1, 2, 3, 4, 5].map((n) => `Member ${n}`),
    );
    const founder = globalId('Person', committee.coalitionId, committee.founderId);
    const hidden = await ask(
      'query ($id: ID!) { node(id: $id) { ... on Person { name visibility affiliations { totalCount } } } }',
      { id: founder },
    );
    expect(hidden.data.node).toEqual({ name: null, visibility: 'MEMBERS', affiliations: null });
  });
});

describe('an id', () => {
  it('of what is not there, of another coalition or noun finds nothing', async () => {
    const strangers = [
      globalId('Person', randomUUID(), committee.founderId),
      globalId('Sector', committee.coalitionId, committee.founderId),
      globalId('Body', committee.coalitionId, randomUUID()),
    ];
    const { data } = await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: strangers });
    expect(data.nodes).toEqual([null, null, null]);
  });
});
