import type { Clause } from '#assembly';
import { Coalitions, People, Seats } from '#assembly';
import type { OrganizationId, PersonId } from '#kernel';
import { globalId } from '#platform';
import { BoxService } from '#voting';
import { act, anyone, callerOf, done, wordsOf, type Answer, type Caller } from './support/caller.js';
import { charterOf, Committee, committed, english } from './support/committee.js';
import { startTestServer, type TestServer } from './support/world.js';

/** A vote on a matter that concerns some of those who would vote: the charter keeps them out of it by itself. */

const provide = (topic: 'CONFLICT' | 'DENOMINATOR' | 'ALTERNATE', section: string, says: object): Clause => ({
  topic,
  precedence: 1,
  source: wordsOf(section),
  parameters: Object.entries(says).map(([name, value]) => ({ name, readings: [String(value)] })),
});

const classes = [
  { name: 'member', seats: 5, sectorId: null, termMonths: null },
  { name: 'alternate', seats: 1, sectorId: null, termMonths: null },
];
const clauses: Clause[] = [
  ...charterOf(5, { SEATS: { classes } }),
  provide('CONFLICT', '9.1', { interests: 'PARTY;SPEAKS_FOR', staysOutOf: 'DELIBERATION;VOTE' }),
  provide('CONFLICT', '9.2', {
    interests: 'JOB;OWNERSHIP',
    staysOutOf: 'VOTE',
    decidedBy: 'the assembly of the partners',
  }),
  provide('ALTERNATE', '9.3', { classes: 'alternate', when: 'RECUSAL', byItself: 'yes' }),
  provide('DENOMINATOR', '9.4', {
    of: 'vote',
    base: 'FILLED',
    share: '1/2',
    strict: 'yes',
    least: 2,
    recused: 'LEAVE',
  }),
];

let server: TestServer;
let committee: Committee;
let steward: Caller;
let member: Caller;
let acme: OrganizationId;
let tenants: OrganizationId;

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 5, { clauses });
  steward = await callerOf(server, `founder@${committee.slug}.example`);
  member = await callerOf(server, `member1@${committee.slug}.example`);
  const founder = () => committee.actor(committee.founderId);
  const coalitions = server.app.get(Coalitions);
  const { sectorId } = committed(await coalitions.addSector(founder(), { name: english('Trade') })).result;
  const admit = async (name: string) =>
    committed(await coalitions.admitOrganization(founder(), { sectorId, name: english(name) })).result
      .organizationId;
  acme = await admit('Acme');
  tenants = await admit('Tenants');
  const people = server.app.get(People);
  const registered = await people.registerPerson(founder(), { name: 'Al', email: null, steward: false });
  const { personId } = committed(registered).result;
  const always = { beginsAt: null, endsAt: null };
  const seats = server.app.get(Seats);
  const place = { seatClass: 'alternate', sectorId: null, organizationId: null, ...always };
  const seat = { bodyId: committee.bodyId, label: english('Alternate'), ...place };
  const { seatId } = committed(await seats.createSeat(founder(), seat)).result;
  committed(await seats.appoint(founder(), { seatId, personId, onBehalfOf: null, ...always }));
});

afterAll(() => server.stop());

const id = (noun: string, of: string) => globalId(noun, committee.coalitionId, of);

const nameParty = (caller: Caller, proposal: string, party: object) =>
  act(
    caller,
    'nameParty',
    { bodyId: id('Body', committee.bodyId), proposalId: id('Proposal', proposal), ...party },
    '... on PartyNamed { party { organization { name { text } } } }',
  );

const affiliate = async (personId: PersonId, organizationId: OrganizationId, contested = false) => {
  const affiliation = { personId, organizationId, beginsAt: null, endsAt: null, contested };
  const founder = committee.actor(committee.founderId);
  committed(await server.app.get(People).affiliate(founder, affiliation));
};

/** How many rows a refusal must leave as they were. */
const written = async (): Promise<Answer> => {
  const [row] = await server.database.dataSource.query(
    `SELECT (SELECT count(*) FROM recusal) AS recusals, (SELECT count(*) FROM box) AS boxes,
       (SELECT count(*) FROM subject_party) AS parties, (SELECT count(*) FROM record_event) AS entries`,
  );
  return row;
};

const open = async (proposal: Awaited<ReturnType<Committee['proposal']>>) => {
  const closesAt = new Date((await committee.now()).getTime() + 60_000);
  const opening = { proposalId: proposal.id, options: [], seats: 1, opensAt: null, closesAt };
  return server.app.get(BoxService).openBox(committee.actor(committee.member(0)), opening, proposal.version);
};

describe('whom a proposal concerns', () => {
  it('is stated by a steward, once and clearly; a refusal writes nothing', async () => {
    const { id: proposal } = await committee.proposal();
    const organizationId = id('Organization', acme);
    expect(await nameParty(steward, proposal, { organizationId })).toEqual({
      __typename: 'PartyNamed',
      party: { organization: { name: { text: 'Acme' } } },
    });
    const before = await written();
    expect(await nameParty(steward, proposal, { organizationId })).toMatchObject({ code: 'PARTY_NAMED' });
    expect(await nameParty(steward, proposal, {})).toMatchObject({ code: 'PARTY_UNCLEAR' });
    const both = { organizationId, personId: id('Person', committee.member(1)) };
    expect(await nameParty(steward, proposal, both)).toMatchObject({ code: 'PARTY_UNCLEAR' });
    expect(await nameParty(member, proposal, { personId: both.personId })).toMatchObject({
      code: 'NOT_A_STEWARD',
    });
    expect(await written()).toEqual(before);
  });

  it('keeps out whom the charter names, by its clause, with an alternate in the place of the first', async () => {
    await affiliate(committee.member(1), acme);
    const third = await callerOf(server, `member3@${committee.slug}.example`);
    await done(
      third,
      'declareInterest',
      {
        personId: id('Person', committee.member(2)),
        kind: 'OWNERSHIP',
        organizationId: id('Organization', acme),
        details: 'A tenth of it.',
      },
      '... on InterestDeclared { receipt { status } }',
    );
    const proposal = await committee.proposal();
    await nameParty(steward, proposal.id, { organizationId: id('Organization', acme) });
    await nameParty(steward, proposal.id, { personId: id('Person', committee.member(3)) });
    const box = await committee.boxOn(proposal, 60_000);
    const mandates = committee.members.map(({ mandateId }) => mandateId);
    expect(box).toMatchObject({ entitled: 3, roster: { seats: 5, filled: 5, recused: 3, alternates: 1 } });
    for (const n of [1, 2, 3]) {
      expect(await committee.vote(box, n)).toMatchObject({ code: 'NOT_ENTITLED' });
    }
    committed(await committee.vote(box, 0));
    committed(await committee.vote(box, 4, 'no'));
    await committee.close(box);
    const { node } = await anyone(server)(
      `{ node(id: "${id('Box', box.id)}") { ... on Box {
        takes { base leavesOutRecused }
        recused { mandate { id } clause interest alternate { person { id } } }
        proposal { parties(first: 5) { nodes { organization { name { text } } } } }
        tally { outcome recused majority { met counted needed of clause } explanation }
      } } }`,
    );
    const recused = [
      { mandate: { id: id('Mandate', mandates[1] ?? '') }, clause: '9.2', interest: 'JOB' },
      { mandate: { id: id('Mandate', mandates[2] ?? '') }, clause: '9.2', interest: 'OWNERSHIP' },
      { mandate: { id: id('Mandate', mandates[3] ?? '') }, clause: '9.1', interest: 'PARTY' },
    ];
    expect(node.recused).toHaveLength(3);
    expect(node.recused).toMatchObject(recused);
    expect(node.recused.map(({ alternate }: Answer) => alternate !== null)).toEqual([true, false, false]);
    expect(node.takes).toEqual({ base: 'FILLED', leavesOutRecused: true });
    expect(node.proposal.parties.nodes).toEqual([
      { organization: { name: { text: 'Acme' } } },
      { organization: null },
    ]);
    // Of three who may vote it takes two, and one said yes.
    expect(node.tally).toMatchObject({
      outcome: 'REJECTED',
      recused: 3,
      majority: { met: false, counted: '1', needed: '2', of: '3', clause: '9.4' },
    });
    expect(node.tally.explanation[0]).toBe(
      '3 recused: 3 could vote. By the charter: 9.2 (JOB), 9.2 (OWNERSHIP), 9.1 (PARTY).',
    );
  });

  it('leaves too few: nothing is opened, and the charter says who decides', async () => {
    const proposal = await committee.proposal();
    await nameParty(steward, proposal.id, { organizationId: id('Organization', acme) });
    for (const n of [0, 3, 4]) {
      await nameParty(steward, proposal.id, { personId: id('Person', committee.member(n)) });
    }
    const before = await written();
    const refused = await open(proposal);
    expect(refused).toMatchObject({
      code: 'QUORUM_MISSING',
      clause: '9.4',
      present: 1,
      required: 2,
      decidedBy: 'the assembly of the partners',
    });
    expect(await written()).toEqual(before);
  });

  it('needs a ruling where an affiliation is contested that would keep somebody out', async () => {
    await affiliate(committee.member(4), tenants, true);
    const proposal = await committee.proposal();
    await nameParty(steward, proposal.id, { organizationId: id('Organization', tenants) });
    const before = await written();
    expect(await open(proposal)).toMatchObject({ code: 'NEEDS_RULING' });
    expect(await written()).toEqual(before);
  });

  it('is over with the interest, which its holder ends once, and nobody else', async () => {
    const personId = id('Person', committee.member(2));
    const { node } = await member(
      `{ node(id: "${personId}") { ... on Person { interests(first: 5) { nodes { id version endsAt } } } } }`,
    );
    const [{ id: interestId, version: expectedVersion }] = node.interests.nodes;
    const end = (caller: Caller, more = {}) =>
      act(
        caller,
        'endInterest',
        { interestId, expectedVersion, ...more },
        '... on InterestEnded { interest { version endsAt } }',
      );
    const third = await callerOf(server, `member3@${committee.slug}.example`);
    const before = await written();
    expect(await end(member)).toMatchObject({ code: 'NOT_YOURS_TO_DECLARE' });
    expect(await end(third, { endsAt: '2020-01-01T00:00:00Z' })).toMatchObject({ code: 'END_IN_THE_PAST' });
    expect(await written()).toEqual(before);
    const ended = await end(third);
    expect(ended).toMatchObject({ interest: { version: 2 } });
    expect(ended.interest.endsAt).not.toBeNull();
    expect(await end(third, { expectedVersion: 2 })).toMatchObject({ code: 'ALREADY_ENDED' });
    const proposal = await committee.proposal();
    await nameParty(steward, proposal.id, { organizationId: id('Organization', acme) });
    const box = await committee.boxOn(proposal, 60_000);
    expect(box.recused).toMatchObject([{ mandate: committee.members[1]?.mandateId, interest: 'JOB' }]);
  });
});
