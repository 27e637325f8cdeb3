import { Bodies, Coalitions, Conflicts, Fundings, People, Recusals, Seats, type Clause } from '#assembly';
import type { BodyId, OrganizationId, PersonId } from '#kernel';
import { globalId } from '#platform';
import { Challenges } from '#voting';
import type { Answer } from './support/caller.js';
import { charterOf, Committee, committed, english } from './support/committee.js';
import { provide } from './support/provide.js';
import { askCounted } from './support/statements.js';
import { startTestServer, type TestServer } from './support/world.js';

/** Each list takes as many SQL statements with many lines under many parents as with one under one. */

const conflicts = provide('CONFLICT', '9', 'Owners stay out.', {
  interests: 'OWNERSHIP',
  staysOutOf: 'VOTE',
});
const clauses: Clause[] = [
  ...charterOf(9),
  conflicts,
  provide('DISCLOSURE', '8', 'All of it is public.', { of: 'GRANT;OWNERSHIP', shownTo: 'PUBLIC' }),
  provide('CAP', '7', 'One of a company.', { by: 'ORGANIZATION', most: 1 }),
];
const always = { beginsAt: null, endsAt: null };

let server: TestServer;
let committee: Committee;
const organizations: OrganizationId[] = [];

const founder = () => committee.actor(committee.founderId);

/** Seats somebody new on behalf of an organization. */
const seatOneOf = async (organizationId: OrganizationId, bodyId: BodyId): Promise<PersonId> => {
  const people = server.app.get(People);
  const registered = await people.registerPerson(founder(), { name: 'Sam', email: null, steward: false });
  const { personId } = committed(registered).result;
  committed(await people.affiliate(founder(), { personId, organizationId, contested: false, ...always }));
  const place = { seatClass: 'member', sectorId: null, organizationId, ...always };
  const seat = { bodyId, label: english('A seat'), ...place };
  const { seatId } = committed(await server.app.get(Seats).createSeat(founder(), seat)).result;
  const mandate = { seatId, personId, onBehalfOf: organizationId, ...always };
  committed(await server.app.get(Seats).appoint(founder(), mandate));
  return personId;
};

/** Two partners, each with two grants from the other. */
const partnersWithFunding = async () => {
  const coalitions = server.app.get(Coalitions);
  const { sectorId } = committed(await coalitions.addSector(founder(), { name: english('Trade') })).result;
  for (const name of ['Tenants', 'Acme']) {
    const admitted = await coalitions.admitOrganization(founder(), { sectorId, name: english(name) });
    organizations.push(committed(admitted).result.organizationId);
  }
  for (const organizationId of organizations) {
    const speaker = await seatOneOf(organizationId, committee.bodyId);
    const funderId = organizations.find((other) => other !== organizationId) ?? null;
    const grant = { organizationId, funderId, funderName: null, kind: 'GRANT' as const, purpose: 'Rent.' };
    const amount = { currency: 'EUR', least: '1', most: null };
    for (let n = 0; n < 2; n += 1) {
      const told = { ...grant, ...amount, ...always };
      committed(await server.app.get(Fundings).discloseFunding(committee.actor(speaker), told));
    }
  }
};

/** Two members with two interests each, and two bodies in which a company comes to hold two seats, twice. */
const interestsAndRemedies = async () => {
  for (const personId of [committee.member(0), committee.member(1)]) {
    for (const organizationId of organizations) {
      const interest = { personId, kind: 'OWNERSHIP' as const, organizationId, details: 'A tenth.' };
      committed(
        await server.app
          .get(Conflicts)
          .declareInterest(committee.actor(personId), { ...interest, ...always }),
      );
    }
  }
  const forum = { name: english('Forum'), zone: 'UTC', clauses };
  const { bodyId } = committed(await server.app.get(Bodies).establishBody(founder(), forum)).result;
  const others: PersonId[] = [];
  for (const [n, organizationId] of organizations.entries()) {
    await seatOneOf(organizationId, bodyId);
    others.push(await seatOneOf(await partner(`Partner ${n}`), bodyId));
  }
  for (const [n, organizationId] of organizations.entries()) {
    for (const personId of [others[n] ?? committee.founderId, committee.member(2 + n)]) {
      const affiliation = { personId, organizationId, contested: false, ...always };
      committed(await server.app.get(People).affiliate(founder(), affiliation));
    }
  }
};

const partner = async (name: string): Promise<OrganizationId> => {
  const coalitions = server.app.get(Coalitions);
  const { sectorId } = committed(await coalitions.addSector(founder(), { name: english(name) })).result;
  const admitted = await coalitions.admitOrganization(founder(), { sectorId, name: english(name) });
  return committed(admitted).result.organizationId;
};

/** Two proposals that concern two partners each, and votes on two others in which two are challenged each. */
const partiesAndChallenges = async () => {
  for (let n = 0; n < 2; n += 1) {
    const { id: subjectId } = await committee.proposal();
    for (const organizationId of organizations) {
      const party = { bodyId: committee.bodyId, subjectId, organizationId, personId: null, fundingId: null };
      committed(await server.app.get(Recusals).nameParty(founder(), party));
    }
    const box = await committee.box(60_000);
    for (const voter of [2, 3]) {
      committed(await committee.vote(box, voter));
      const claim = {
        boxId: box.id,
        personId: committee.member(voter),
        interest: 'OWNERSHIP' as const,
        organizationId: organizations[0] ?? null,
        because: 'It is known.',
      };
      committed(
        await server.app.get(Challenges).challengeInterest(committee.actor(committee.member(4)), claim),
      );
    }
  }
};

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 5, { slug: 'lists', clauses });
  await partnersWithFunding();
  await interestsAndRemedies();
  await partiesAndChallenges();
}, 60_000);

afterAll(() => server.stop());

/** A list of a coalition's things, each with a list of its own; `n` of both. */
const under = (things: string, fields: string) => (n: number) =>
  `{ coalition(slug: "lists") { list: ${things}(first: ${n}) { nodes { ${fields.replaceAll('$n', `${n}`)} } } } }`;

it.each([
  [
    'what organizations tell of their funding, with who pays',
    under(
      'organizations',
      `list: funding(first: $n) { nodes {
        kind purpose organization { version } funder { name { text } }
      } totalCount }`,
    ),
    5,
  ],
  [
    'interests, with their details',
    under('people', 'list: interests(first: $n) { nodes { kind details } totalCount }'),
    5,
  ],
  ['remedies', under('bodies', 'list: remedies(first: $n) { nodes { step holds bound } totalCount }'), 4],
])('%s', async (_, query, expected) => {
  const [one, many] = [await askCounted(server, query(1)), await askCounted(server, query(10))];
  const lines = ({ data }: typeof one) =>
    data.coalition.list.nodes.map(({ list }: { list: { nodes: unknown[] } }) => list.nodes.length);
  expect(lines(one)).toEqual([1]);
  expect(lines(many).filter((count: number) => count >= 2).length).toBeGreaterThanOrEqual(2);
  expect(many.statements).toHaveLength(one.statements.length);
  expect(many.statements).toHaveLength(expected);
});

it.each([
  [
    'whom proposals concern',
    'list: parties(first: $n) { nodes { withdrawnAt organization { name { text } } funding { kind } } totalCount }',
    'nodes',
    4,
  ],
  [
    'challenges of those who vote, with what was held of them',
    'boxes { challenges { interest upheldBy dismissedBy organization { version } mandate { version } } }',
    'boxes',
    6,
  ],
])('%s', async (_, fields, kind, expected) => {
  const body = globalId('Body', committee.coalitionId, committee.bodyId);
  const query = (n: number) =>
    `{ proposals(body: "${body}", first: ${n}) { nodes { ${fields.replaceAll('$n', `${n}`)} } } }`;
  const [one, many] = [await askCounted(server, query(2)), await askCounted(server, query(10))];
  const lines = ({ data }: typeof one): number =>
    data.proposals.nodes
      .map(({ list, boxes }: Answer) =>
        kind === 'boxes' ? boxes.flatMap(({ challenges }: Answer) => challenges).length : list.nodes.length,
      )
      .reduce((sum: number, count: number) => sum + count, 0);
  expect(lines(one)).toBeGreaterThan(0);
  expect(lines(many)).toBeGreaterThan(lines(one));
  expect(many.statements).toHaveLength(one.statements.length);
  expect(many.statements).toHaveLength(expected);
});
