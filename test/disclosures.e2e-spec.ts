import { Bodies, Coalitions, People, Seats, type Clause } from '#assembly';
import type { BodyId, MandateId, OrganizationId, PersonId } from '#kernel';
import { CONFIG, globalId, type Config } from '#platform';
import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import { act, anyone, callerOf, done, type Answer, type Caller } from './support/caller.js';
import { charterOf, Committee, committed, english } from './support/committee.js';
import { untilAllPublished } from './support/log-reader.js';
import { provide } from './support/provide.js';
import { startTestServer, type TestServer } from './support/world.js';

/** Partners tell who pays them, people what they have at stake, and each is shown to whom the charters say. */

const shows = (section: string, of: string, shownTo: string) =>
  provide('DISCLOSURE', section, 'Who is shown what.', { of, shownTo });
const clauses: Clause[] = [
  ...charterOf(5),
  shows('8.1', 'GRANT;OWNERSHIP', 'PUBLIC'),
  shows('8.2', 'CONTRACT;JOB', 'COALITION'),
  shows('8.3', 'DONATION;MONEY', 'BODY'),
  provide('CONFLICT', '9.1', 'Whoever is paid by it does not vote.', {
    interests: 'FUNDED_BY',
    staysOutOf: 'VOTE',
  }),
];

let server: TestServer;
let committee: Committee;
let tenants: OrganizationId;
let acme: OrganizationId;
let sam: PersonId;
/** Sam's in the committee. */
let mandateId: MandateId;
/** Speaks for the tenants. */
let speaker: Caller;
/** Sits in the body, for nobody. */
let member: Caller;
/** Is of the coalition, and sits nowhere. */
let steward: Caller;
let stranger: Caller;

const always = { beginsAt: null, endsAt: null };
const id = (noun: string, of: string) => globalId(noun, committee.coalitionId, of);
const founder = () => committee.actor(committee.founderId);

/** Seats Sam in a body, on behalf of the tenants. */
const speakFor = async (bodyId: BodyId): Promise<MandateId> => {
  const seats = server.app.get(Seats);
  const place = { seatClass: 'member', sectorId: null, organizationId: tenants, ...always };
  const seat = { bodyId, label: english('The seat of the tenants'), ...place };
  const { seatId } = committed(await seats.createSeat(founder(), seat)).result;
  const seated = await seats.appoint(founder(), {
    seatId,
    personId: sam,
    onBehalfOf: tenants,
    ...always,
  });
  return committed(seated).result.mandateId;
};

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 3, { clauses });
  const coalitions = server.app.get(Coalitions);
  const { sectorId } = committed(await coalitions.addSector(founder(), { name: english('Trade') })).result;
  const admit = async (name: string) =>
    committed(await coalitions.admitOrganization(founder(), { sectorId, name: english(name) })).result
      .organizationId;
  [tenants, acme] = [await admit('Tenants'), await admit('Acme')];
  const email = `sam@${committee.slug}.example`;
  const people = server.app.get(People);
  const registered = await people.registerPerson(founder(), { name: 'Sam', email, steward: false });
  sam = committed(registered).result.personId;
  const affiliation = { personId: sam, organizationId: tenants, contested: false, ...always };
  committed(await people.affiliate(founder(), affiliation));
  const council = { name: english('Council'), zone: 'UTC', clauses: charterOf(3) };
  const { bodyId } = committed(await server.app.get(Bodies).establishBody(founder(), council)).result;
  await speakFor(bodyId);
  speaker = await callerOf(server, email);
  member = await callerOf(server, `member2@${committee.slug}.example`);
  steward = await callerOf(server, `founder@${committee.slug}.example`);
  stranger = anyone(server);
}, 60_000);

afterAll(() => server.stop());

const FIELDS = `id version kind purpose currency least most shownTo beginsAt endsAt funderName
  organization { name { text } } funder { name { text } }`;

const disclose = (caller: Caller, kind: string, more: object = {}) =>
  act(
    caller,
    'discloseFunding',
    {
      organizationId: id('Organization', tenants),
      kind,
      funderId: id('Organization', acme),
      purpose: `A ${kind}.`,
      currency: 'EUR',
      least: '1000',
      most: '5000',
      ...more,
    },
    `... on FundingDisclosed { funding { ${FIELDS} } }`,
  );

/** The kinds of the tenants' funding that somebody is shown, and how many they are said to be. */
const shownTo = async (caller: Caller) => {
  const { node } = await caller(
    `query ($id: ID!) { node(id: $id) { ... on Organization { funding(first: 50) { nodes { kind } totalCount } } } }`,
    { id: id('Organization', tenants) },
  );
  const kinds = node.funding.nodes.map(({ kind }: Answer) => kind);
  expect(node.funding.totalCount).toBe(kinds.length);
  return kinds;
};

/** How many rows a refusal must leave as they were. */
const written = async (): Promise<Answer> => {
  const [row] = await server.database.dataSource.query(
    `SELECT (SELECT count(*) FROM funding) AS funding, (SELECT count(*) FROM subject_party) AS parties,
       (SELECT count(*) FROM record_event) AS entries`,
  );
  return row;
};

describe('an organization tells who pays it', () => {
  it('under a charter that shows nothing: only those who hold a mandate for it see it', async () => {
    const { funding } = await disclose(speaker, 'GRANT');
    expect(funding).toMatchObject({
      kind: 'GRANT',
      purpose: 'A GRANT.',
      ...{ currency: 'EUR', least: '1000', most: '5000', shownTo: null, funderName: null },
      organization: { name: { text: 'Tenants' } },
      funder: { name: { text: 'Acme' } },
    });
    expect(await shownTo(speaker)).toEqual(['GRANT']);
    for (const caller of [member, steward, stranger]) {
      expect(await shownTo(caller)).toEqual([]);
      expect(await caller(`{ node(id: "${funding.id}") { id } }`)).toEqual({ node: null });
    }
    const end = { fundingId: funding.id, expectedVersion: 7 };
    await expect(act(member, 'endFunding', end)).rejects.toThrow('NOT_FOUND');
    expect(await act(speaker, 'endFunding', { ...end, expectedVersion: 1 })).toMatchObject({
      __typename: 'FundingEnded',
    });
  });

  it('under charters that show some kinds to some: each sees theirs, and what was told before stays hidden', async () => {
    mandateId = await speakFor(committee.bodyId);
    for (const kind of ['GRANT', 'CONTRACT', 'DONATION', 'LOAN']) await disclose(speaker, kind);
    expect(await shownTo(speaker)).toEqual(['LOAN', 'DONATION', 'CONTRACT', 'GRANT', 'GRANT']);
    expect(await shownTo(member)).toEqual(['DONATION', 'CONTRACT', 'GRANT']);
    expect(await shownTo(steward)).toEqual(['CONTRACT', 'GRANT']);
    expect(await shownTo(stranger)).toEqual(['GRANT']);
  });

  it('not by anybody else, and not what cannot be so; a refusal writes nothing', async () => {
    const before = await written();
    expect(await disclose(member, 'GRANT')).toMatchObject({ code: 'NOT_ON_ITS_BEHALF' });
    expect(await disclose(steward, 'GRANT')).toMatchObject({ code: 'NOT_ON_ITS_BEHALF' });
    const itself = { funderId: id('Organization', tenants) };
    expect(await disclose(speaker, 'GRANT', itself)).toMatchObject({ code: 'FUNDS_ITSELF' });
    expect(await disclose(speaker, 'GRANT', { funderName: 'Acme' })).toMatchObject({
      code: 'FUNDER_UNCLEAR',
    });
    expect(await disclose(speaker, 'GRANT', { most: '1' })).toMatchObject({ code: 'BAND_REVERSED' });
    expect(await disclose(speaker, 'GRANT', { least: '1e3' })).toMatchObject({ code: 'AMOUNT_UNCLEAR' });
    const reversed = { beginsAt: '2031-01-01T00:00:00Z', endsAt: '2030-01-01T00:00:00Z' };
    expect(await disclose(speaker, 'GRANT', reversed)).toMatchObject({ code: 'SPAN_REVERSED' });
    expect(await written()).toEqual(before);
  });

  it('leaves in the record who and how much only where everybody is shown it', async () => {
    const events: { entry: string; disclosed: boolean[] }[] = await server.database.dataSource.query(
      `SELECT convert_from(entry, 'UTF8') AS entry, array_agg(DISTINCT private.disclosed) AS disclosed
       FROM record_event event JOIN record_private private USING (coalition_id, stream, stream_version)
       WHERE event.kind = 'funding.disclosed' GROUP BY event.event_id, entry ORDER BY event.event_id`,
    );
    expect(events.map(({ disclosed }) => disclosed)).toEqual([[false], [true], [false], [false], [false]]);
    for (const { entry, disclosed } of events) {
      const names = [tenants, acme, 'GRANT', '1000'].filter((words) => entry.includes(words));
      expect(names).toEqual(disclosed[0] ? [tenants] : []);
    }
  });

  describe('and its speakers stay out of votes that concern', () => {
    const name = (caller: Caller, proposal: string, party: object) =>
      act(
        caller,
        'nameParty',
        { bodyId: id('Body', committee.bodyId), proposalId: id('Proposal', proposal), ...party },
        '... on PartyNamed { party { id version organization { id } funding { funderName } } }',
      );
    const ground = { clause: '9.1', interest: 'FUNDED_BY' };

    it('a partner who pays it', async () => {
      const proposal = await committee.proposal();
      await name(steward, proposal.id, { organizationId: id('Organization', acme) });
      expect((await committee.boxOn(proposal, 60_000)).recused).toMatchObject([
        { mandate: mandateId, ...ground },
      ]);
    });

    it('a funder who is no partner, by what was told of it', async () => {
      const outside = { funderId: null, funderName: 'The Foundation' };
      const { funding } = await disclose(speaker, 'CONTRACT', outside);
      expect(funding).toMatchObject({ funder: null, funderName: 'The Foundation', shownTo: 'COALITION' });
      const hidden = await disclose(speaker, 'FEES', outside);
      const proposal = await committee.proposal();
      // The steward is not shown the fees, so for them these are not there.
      await expect(name(steward, proposal.id, { fundingId: hidden.funding.id })).rejects.toThrow('NOT_FOUND');
      expect(await name(steward, proposal.id, { fundingId: funding.id })).toMatchObject({
        party: { organization: null, funding: { funderName: 'The Foundation' } },
      });
      const again = await name(steward, proposal.id, { fundingId: funding.id });
      expect(again).toMatchObject({ code: 'PARTY_NAMED' });
      expect((await committee.boxOn(proposal, 60_000)).recused).toMatchObject([
        { mandate: mandateId, ...ground },
      ]);
      const parties = `{ node(id: "${id('Proposal', proposal.id)}") { ... on Proposal {
        parties(first: 5) { nodes { organization { id } funding { funderName } } } } } }`;
      expect((await stranger(parties)).node.parties.nodes).toEqual([{ organization: null, funding: null }]);
    });

    it('nobody who was named in error and withdrawn, once, by a steward', async () => {
      const proposal = await committee.proposal();
      const organizationId = id('Organization', acme);
      const { party } = await name(steward, proposal.id, { organizationId });
      const withdraw = (caller: Caller, expectedVersion: number) =>
        act(
          caller,
          'withdrawParty',
          { partyId: party.id, expectedVersion, because: 'Another Acme.' },
          '... on PartyWithdrawn { party { version withdrawnAt } }',
        );
      const before = await written();
      expect(await withdraw(member, 1)).toMatchObject({ code: 'NOT_A_STEWARD' });
      expect(await written()).toEqual(before);
      const withdrawn = await withdraw(steward, 1);
      expect(withdrawn).toMatchObject({ party: { version: 2 } });
      expect(withdrawn.party.withdrawnAt).not.toBeNull();
      expect(await withdraw(steward, 2)).toMatchObject({ code: 'PARTY_WITHDRAWN' });
      expect((await committee.boxOn(proposal, 60_000)).recused).toEqual([]);
      expect(await name(steward, proposal.id, { organizationId })).toMatchObject({
        __typename: 'PartyNamed',
      });
    });
  });
});

describe('a person declares an interest', () => {
  const declare = (caller: Caller, personId: string, kind: string) =>
    done(
      caller,
      'declareInterest',
      { personId, kind, details: `My ${kind}.` },
      '... on InterestDeclared { interest { id kind details shownTo } }',
    );
  const details = async (caller: Caller, personId: string) => {
    const { node } = await caller(
      `query ($id: ID!) { node(id: $id) { ... on Person { interests(first: 9) { nodes { kind details } } } } }`,
      { id: personId },
    );
    return node.interests.nodes.map(({ details: words }: Answer) => words);
  };

  it('whose kind is public, and whose details are shown to whom the charter says', async () => {
    const personId = id('Person', committee.member(1));
    for (const [kind, shown] of [
      ['OWNERSHIP', 'PUBLIC'],
      ['JOB', 'COALITION'],
      ['MONEY', 'BODIES'],
      ['FAMILY', null],
    ] as const) {
      const { interest } = await declare(member, personId, kind);
      expect(interest).toMatchObject({ details: `My ${kind}.`, shownTo: shown });
    }
    const all = ['My OWNERSHIP.', 'My JOB.', 'My MONEY.', 'My FAMILY.'];
    const third = await callerOf(server, `member3@${committee.slug}.example`);
    expect(await details(member, personId)).toEqual(all);
    expect(await details(third, personId)).toEqual([...all.slice(0, 3), null]);
    expect(await details(steward, personId)).toEqual([...all.slice(0, 2), null, null]);
    expect(await details(stranger, personId)).toEqual([all[0], null, null, null]);
  });
});

it('the tables say of all this what the record says', async () => {
  const { dataDir } = server.app.get<Config>(CONFIG);
  const env = { DATABASE_URL: server.database.serverUrl, QUORATE_DATA: dataDir };
  await untilAllPublished(server, committee.slug);
  const line = ['verify', server.url, '--coalition', committee.slug, '--database', '--json'];
  const { verified, database } = JSON.parse((await runLine(line, COMMANDS, env)).out);
  expect({ verified, differences: database.differences }).toEqual({ verified: true, differences: [] });
  expect(database.compared).toMatchObject({ funding: 7, interest: 4, subject_party: 4 });
});
