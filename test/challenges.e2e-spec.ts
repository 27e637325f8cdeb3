import { Coalitions, type Clause } from '#assembly';
import { Decisions } from '#decisions';
import { isRefusal, type OrganizationId, type PersonId } from '#kernel';
import { globalId } from '#platform';
import { Challenges, type Box } from '#voting';
import { act, anyone, callerOf, wordsOf, type Answer, type Caller } from './support/caller.js';
import { charterOf, Committee, committed, english } from './support/committee.js';
import { startTestServer, type TestServer } from './support/world.js';

/** Somebody voted on what the charter keeps them out of, and it comes out later. */

const conflicts = (says: Record<string, string>): Clause => ({
  topic: 'CONFLICT',
  precedence: 1,
  source: wordsOf('9.2'),
  parameters: Object.entries({ interests: 'JOB;OWNERSHIP', staysOutOf: 'VOTE', ...says }).map(
    ([name, value]) => ({ name, readings: [value] }),
  ),
});

const DAY = 86_400_000;

let server: TestServer;
let committee: Committee;
let acme: OrganizationId;
let members: Caller[];

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 5, { clauses: [...charterOf(5), conflicts({})] });
  const founder = () => committee.actor(committee.founderId);
  const coalitions = server.app.get(Coalitions);
  const { sectorId } = committed(await coalitions.addSector(founder(), { name: english('Trade') })).result;
  const admitted = await coalitions.admitOrganization(founder(), { sectorId, name: english('Acme') });
  acme = committed(admitted).result.organizationId;
  members = [];
  for (const { email } of committee.members) members.push(await callerOf(server, email));
});

afterAll(() => server.stop());

const id = (noun: string, of: string, where = committee) => globalId(noun, where.coalitionId, of);

const FIELDS = 'challenge { id ruling follows upheldBy dismissedBy changesOutcome recount { outcome } }';

const challenge = (by: number, of: PersonId, box: Box, interest = 'OWNERSHIP') =>
  act(
    members[by] ?? anyone(server),
    'challengeInterest',
    {
      boxId: id('Box', box.id),
      personId: id('Person', of),
      interest,
      organizationId: id('Organization', acme),
      because: 'The register of companies says so.',
    },
    `... on InterestChallenged { ${FIELDS} }`,
  );

const rule = (by: number, challengeId: string, isUpheld = true) =>
  act(
    members[by] ?? anyone(server),
    'ruleOnChallenge',
    { challengeId, isUpheld, because: 'I have looked at it.' },
    `... on ChallengeAnswered { ${FIELDS} }`,
  );

const entries = async (): Promise<Answer> => {
  const [row] = await server.database.dataSource.query(
    `SELECT (SELECT count(*) FROM record_event) AS entries, (SELECT count(*) FROM interest_challenge) AS challenges,
       (SELECT count(*) FROM challenge_opinion) AS opinions, (SELECT count(*) FROM recusal) AS recusals`,
  );
  return row;
};

const decide = (box: Box, where = committee) =>
  server.app.get(Decisions).recordDecision(where.actor(where.member(0)), {
    boxId: box.id,
    rationale: english('So it was voted.'),
    takesEffectAt: null,
    reviewAt: null,
    supersedes: null,
  });

/** A vote of two against one, in which the second member votes yes; without them it is a tie. */
const closeVote = async (where = committee) => {
  const box = await where.box(60_000);
  for (const n of [0, 1]) committed(await where.vote(box, n));
  committed(await where.vote(box, 2, 'no'));
  return where.close(box);
};

const decisionOn = async (box: Box): Promise<Answer> => {
  const { decisions } = await anyone(server)(
    `{ decisions(coalition: "${committee.slug}", first: 20) { nodes {
      outcome box { id } challenges { ruling follows clause interest changesOutcome
        organization { name { text } } mandate { id } recount { outcome recused explanation } }
    } } }`,
  );
  return decisions.nodes.find((decision: Answer) => decision.box.id === id('Box', box.id));
};

describe('an interest that is challenged while the vote is open', () => {
  let box: Box;
  let challengeId: string;

  it('is one that the charter names, of somebody who has a vote, raised by one who may, once', async () => {
    box = await committee.box(60_000);
    committed(await committee.vote(box, 1));
    const before = await entries();
    const second = committee.member(1);
    expect(await challenge(0, second, box, 'FAMILY')).toMatchObject({ code: 'NO_SUCH_CONFLICT' });
    expect(await challenge(0, committee.founderId, box)).toMatchObject({
      code: 'NOT_ENTITLED',
      clause: '9.2',
    });
    expect(await entries()).toEqual(before);
    ({ id: challengeId } = (await challenge(0, second, box)).challenge);
    expect(await challenge(2, second, box)).toMatchObject({ code: 'ALREADY_CHALLENGED', clause: '9.2' });
  });

  it('is ruled on by those who are not involved, each once, and upheld by more than half of them', async () => {
    const before = await entries();
    expect(await rule(0, challengeId)).toMatchObject({ code: 'INVOLVED' });
    expect(await rule(1, challengeId, false)).toMatchObject({ code: 'INVOLVED' });
    expect(await entries()).toEqual(before);
    expect(await rule(2, challengeId)).toMatchObject({ challenge: { ruling: null, upheldBy: 1 } });
    expect(await rule(2, challengeId)).toMatchObject({ code: 'OPINION_STATED' });
    expect(await rule(3, challengeId)).toMatchObject({
      challenge: { ruling: 'UPHELD', follows: 'SET_ASIDE', upheldBy: 2, recount: null },
    });
    expect(await rule(4, challengeId)).toMatchObject({ code: 'CHALLENGE_RULED' });
  });

  it('sets the ballot aside, which stays in the record and is not counted', async () => {
    expect(await committee.vote(box, 1, 'no')).toMatchObject({ code: 'RECUSED' });
    expect(await challenge(0, committee.member(1), box)).toMatchObject({ code: 'ALREADY_RECUSED' });
    for (const n of [0, 2, 3]) committed(await committee.vote(box, n, 'no'));
    const closed = await committee.close(box);
    expect(closed).toMatchObject({ cast: 4, setAside: [{ elector: committee.members[1]?.mandateId }] });
    expect(closed.tally).toMatchObject({ outcome: 'REJECTED', electorate: { entitled: 4, setAside: 1 } });
  });
});

describe('an interest that is found after the vote', () => {
  it('shows the decision as challenged, with the count without the ballot and what follows', async () => {
    const box = await closeVote();
    committed(await decide(box));
    const { id: challengeId } = (await challenge(3, committee.member(1), box)).challenge;
    await rule(0, challengeId);
    expect(await rule(2, challengeId)).toMatchObject({
      challenge: { ruling: 'UPHELD', follows: 'RERUN', changesOutcome: true, recount: { outcome: 'TIED' } },
    });
    expect(await decisionOn(box)).toMatchObject({
      outcome: 'PASSED',
      challenges: [
        {
          ruling: 'UPHELD',
          follows: 'RERUN',
          clause: '9.2',
          interest: 'OWNERSHIP',
          changesOutcome: true,
          organization: { name: { text: 'Acme' } },
          mandate: { id: id('Mandate', committee.members[1]?.mandateId ?? '') },
          recount: { outcome: 'TIED', recused: 1 },
        },
      ],
    });
  });

  it('lets the result stand where it comes out the same, and where those who rule dismiss it', async () => {
    const box = await closeVote();
    committed(await decide(box));
    const { id: ofNo } = (await challenge(3, committee.member(2), box)).challenge;
    await rule(0, ofNo);
    expect(await rule(1, ofNo)).toMatchObject({
      challenge: { follows: 'STANDS', changesOutcome: false, recount: { outcome: 'PASSED' } },
    });
    const { id: dismissed } = (await challenge(3, committee.member(1), box)).challenge;
    // The third member is recused from the matter by now, so two are left to rule, and one is enough to say no.
    expect(await rule(4, dismissed, false)).toMatchObject({
      challenge: { ruling: 'DISMISSED', follows: null, dismissedBy: 1, recount: null },
    });
    expect((await decisionOn(box)).challenges.map(({ ruling }: Answer) => ruling)).toEqual([
      'UPHELD',
      'DISMISSED',
    ]);
  });

  it('sends a proposal back that is not decided yet, to be voted on again', async () => {
    const box = await closeVote();
    const { id: challengeId } = (await challenge(3, committee.member(1), box)).challenge;
    for (const n of [0, 2]) await rule(n, challengeId);
    const refused = await decide(box);
    expect(isRefusal(refused) && refused.code).toBe('NOT_AT_VOTE');
    const { node } = await members[0]!(
      `{ node(id: "${id('Proposal', box.proposalId)}") { ... on Proposal { stage } } }`,
    );
    expect(node.stage).toBe('SENT_BACK');
  });

  it('is the recount that is decided on, where the charter corrects instead', async () => {
    const corrects = await Committee.seat(server, 5, {
      clauses: [...charterOf(5), conflicts({ ifItMatters: 'CORRECT', upheldBy: '0' })],
    });
    const box = await closeVote(corrects);
    const challenges = server.app.get(Challenges);
    const raised = await challenges.challengeInterest(corrects.actor(corrects.member(3)), {
      boxId: box.id,
      personId: corrects.member(1),
      interest: 'JOB',
      organizationId: null,
      because: 'They work for the bidder.',
    });
    const ruling = { ...committed(raised).result, isUpheld: true, because: 'They do.' };
    committed(await challenges.ruleOnChallenge(corrects.actor(corrects.member(0)), ruling));
    const { decisionId } = committed(await decide(box, corrects)).result;
    const [row] = await server.database.dataSource.query(
      'SELECT outcome, numbers FROM decision WHERE id = $1',
      [decisionId],
    );
    expect(row).toMatchObject({ outcome: 'TIED', numbers: { entitled: '4', recused: '1', cast: '2' } });
  });

  it('is too late after the days that the charter gives, and nothing is written', async () => {
    const box = await closeVote();
    await committee.moveClock(7 * DAY);
    members[3] = await callerOf(server, committee.members[3]?.email ?? '');
    const before = await entries();
    expect(await challenge(3, committee.member(1), box)).toMatchObject({
      code: 'CHALLENGE_TOO_LATE',
      clause: '9.2',
    });
    expect(await entries()).toEqual(before);
  });
});
