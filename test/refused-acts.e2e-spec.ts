import { randomUUID } from 'node:crypto';
import { Seats } from '#assembly';
import { globalId } from '#platform';
import { BoxService, type Box } from '#voting';
import { Committee, committed, english } from './support/committee.js';
import { Browser } from './support/sign-in-server.js';
import { refusalOf, REFUSAL, type ActAnswer } from './support/refusals.js';
import { rowCounts } from './support/untouched.js';
import { CAST, castInput, signedIn } from './support/voters.js';
import { startTestServer, type TestServer } from './support/world.js';

const HOUR = 3_600_000;

let server: TestServer;
let committee: Committee;
let other: Committee;
let members: Browser[];
let box: Box;

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 3);
  other = await Committee.seat(server, 3);
  members = await Promise.all(committee.members.map(({ email }) => signedIn(server, email)));
  box = await committee.box(HOUR);
});

afterAll(() => server.stop());

const member = (n: number): Browser => {
  const browser = members[n];
  if (!browser) throw new Error(`There is no member ${n}.`);
  return browser;
};

const refused = (browser: Browser, act: string, input: object) => refusalOf(server, browser, act, input);
const vote = (browser: Browser, input: object) => refused(browser, 'castBallot', input);

/** An election with three candidates for one seat. */
async function election(): Promise<Box> {
  const options = ['ana', 'bo', 'cleo'].map((id) => ({ id, name: english(id) }));
  return committee.box(HOUR, { kind: 'ELECTION', options });
}

describe('a vote is refused', () => {
  it('before the opening', async () => {
    const { id, version } = await committee.proposal();
    const now = (await committee.now()).getTime();
    const opened = await server.app.get(BoxService).openBox(
      committee.actor(committee.member(0)),
      {
        proposalId: id,
        options: [],
        seats: 1,
        opensAt: new Date(now + HOUR),
        closesAt: new Date(now + 2 * HOUR),
      },
      version,
    );
    const announced = await committee.read(committed(opened).result.boxId);
    expect(await vote(member(0), castInput(announced, 'YES'))).toMatchObject({ code: 'BOX_NOT_OPEN' });
  });

  it('after the closing', async () => {
    const short = await committee.box(60_000);
    await committee.close(short);
    expect(await vote(member(0), castInput(short, 'YES'))).toMatchObject({ code: 'BOX_CLOSED' });
  });

  it('of somebody in the coalition who is no member of the body', async () => {
    const steward = await signedIn(server, `founder@${committee.slug}.example`);
    expect(await vote(steward, castInput(box, 'YES'))).toMatchObject({ code: 'NOT_ENTITLED' });
  });

  it('of somebody outside the coalition, as if there were no such vote', async () => {
    const stranger = await signedIn(server, other.members[0]!.email);
    const absent = castInput({ ...box, id: randomUUID() as Box['id'] }, 'YES');
    const no = await vote(stranger, castInput(box, 'YES'));
    expect(no.code).toBe('NOT_FOUND');
    expect(no).toEqual(await vote(stranger, absent));
  });

  it('of nobody in particular', async () => {
    const anonymous = new Browser(server.url, {});
    expect(await vote(anonymous, castInput(box, 'YES'))).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('of a member whose mandate ended while they were signed in', async () => {
    const { mandateId } = other.members[1]!;
    const leaving = await signedIn(server, other.members[1]!.email);
    const theirs = await other.box(HOUR);
    await leaving.data(CAST, { input: castInput(theirs, 'YES') });
    const ending = { mandateId, expectedVersion: 1, endsAt: null, because: 'moved away' };
    committed(await server.app.get(Seats).endMandate(other.actor(other.founderId), ending));
    expect(await vote(leaving, castInput(theirs, 'NO'))).toMatchObject({ code: 'MANDATE_ENDED' });
  });

  it('for terms that were never those of this box', async () => {
    const another = await committee.box(HOUR);
    const mixed = castInput({ ...box, boxHash: another.boxHash }, 'YES');
    expect(await vote(member(0), mixed)).toMatchObject({ code: 'OTHER_BOX' });
  });

  describe('with a ballot', () => {
    let seats: Box;
    beforeAll(async () => {
      seats = await election();
    });

    it.each<[string, object, string]>([
      [
        'that names an unknown option',
        { ranking: [{ options: ['ana'] }, { options: ['dan'] }] },
        'UNKNOWN_OPTION',
      ],
      [
        'that ranks one twice',
        { ranking: [{ options: ['ana'] }, { options: ['ana'] }] },
        'OPTION_RANKED_TWICE',
      ],
      ['that ranks one twice in one place', { ranking: [{ options: ['bo', 'bo'] }] }, 'OPTION_RANKED_TWICE'],
      ['that is empty', { ranking: [] }, 'EMPTY_BALLOT'],
      ['that leaves a place empty', { ranking: [{ options: [] }, { options: ['ana'] }] }, 'EMPTY_PLACE'],
      ['of another shape', { choice: 'YES' }, 'WRONG_BALLOT_SHAPE'],
      ['of two shapes at once', { choice: 'YES', blank: true }, 'BAD_USER_INPUT'],
      ['of no shape', {}, 'BAD_USER_INPUT'],
      ['that says it is not blank', { blank: false }, 'BAD_USER_INPUT'],
      [
        'with more places than there can be options',
        { ranking: Array(201).fill({ options: ['ana'] }) },
        'BAD_USER_INPUT',
      ],
    ])('%s', async (_what, ballot, code) => {
      const input = { ...castInput(seats, 'YES'), ballot };
      expect(await vote(member(0), input)).toMatchObject({ code });
    });
  });
});

describe('a proposal', () => {
  const body = (words: string) => ({
    query: `mutation ($input: DraftProposalInput!) { draftProposal(input: $input) { ${REFUSAL} } }`,
    variables: {
      input: {
        idempotencyKey: randomUUID(),
        bodyId: globalId('Body', committee.coalitionId, committee.bodyId),
        title: [{ lang: 'en', text: 'A title' }],
        text: [{ lang: 'en', text: words }],
      },
    },
  });

  it('of 10 MB is refused before it is read, and the server lives on', async () => {
    const before = await rowCounts(server.database.dataSource);
    const response = await member(0).fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body('x'.repeat(10 * 1024 * 1024))),
    });
    expect(response.status).toBe(413);
    const { data, errors } = (await response.json()) as ActAnswer;
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([{ message: 'The request is too large.' }]);
    expect(await rowCounts(server.database.dataSource)).toEqual(before);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it.each([
    ['without words', ''],
    ['of spaces alone', '   \n '],
    ['with a control character', 'Nine\u0000lives'],
  ])('%s is refused', async (_what, words) => {
    const { input } = body(words).variables;
    expect(await refused(member(0), 'draftProposal', input)).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('of another member is not withdrawn', async () => {
    const proposalId = globalId('Proposal', committee.coalitionId, await committee.draft());
    const input = { idempotencyKey: randomUUID(), expectedVersion: 1, proposalId };
    expect(await refused(member(1), 'withdrawProposal', input)).toMatchObject({ code: 'NOT_THE_PROPOSER' });
  });
});

describe('a charter', () => {
  it('whose quorum its seats cannot meet founds no body', async () => {
    const source = (section: string) => ({ text: `The words of ${section}.`, section, lang: 'en' });
    const clauses = [
      { seats: { source: source('1'), classes: [{ name: 'partner', seats: 3 }] } },
      { quorum: { source: source('2'), count: 4 } },
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
    const steward = await signedIn(server, `founder@${committee.slug}.example`);
    const no = await refused(steward, 'establishBody', {
      idempotencyKey: randomUUID(),
      coalitionId: globalId('Coalition', committee.coalitionId),
      name: [{ lang: 'en', text: 'Unable' }],
      zone: 'Europe/Rome',
      clauses,
    });
    expect(no).toEqual({
      code: 'CHARTER_QUORUM_IMPOSSIBLE',
      because: 'The quorum asks for 4 and the body has 3 seats: nobody could ever decide.',
      clause: '2',
    });
  });
});
