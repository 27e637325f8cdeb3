import { Conflicts, latestCharter, type AskedAmendment, type Clause } from '#assembly';
import { Decisions } from '#decisions';
import type { ProposalId } from '#kernel';
import { CONFIG, globalId, type Config } from '#platform';
import { Proposals } from '#proposals';
import type { Box } from '#voting';
import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import { untilAllPublished } from './support/log-reader.js';
import { charterOf, Committee, committed, english } from './support/committee.js';
import { startTestServer, type TestServer } from './support/world.js';

const HOUR = 3_600_000;
let server: TestServer;
let committee: Committee;

beforeEach(async () => {
  committee = await Committee.seat(server, 5);
});

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => {
  await server.stop();
});

const latest = async () => {
  const charter = await latestCharter(
    server.database.dataSource.manager,
    committee.coalitionId,
    committee.bodyId,
  );
  if (!charter) throw new Error('The body has no charter.');
  return charter;
};

/** A quorum of all five instead of half of them. */
const EVERYBODY: Clause = {
  topic: 'QUORUM',
  precedence: 1,
  source: { text: 'All of us take part.', section: '2', lang: 'en' },
  share: { num: 1, den: 1 },
  count: null,
  countedBy: 'CAST',
};

async function draft(change: Partial<AskedAmendment> = {}) {
  const { digest } = await latest();
  const amendment = {
    amends: digest,
    clauses: [EVERYBODY],
    dropsTopics: [],
    beginsAt: null,
    transitional: english('What is at vote goes on as it began.'),
    ...change,
  };
  return server.app.get(Proposals).draftProposal(committee.actor(committee.member(0)), {
    bodyId: committee.bodyId,
    kind: 'MOTION',
    title: english('All take part'),
    text: english('Let all of us take part in every vote.'),
    amendment,
  });
}

async function admitted(change: Partial<AskedAmendment> = {}): Promise<{ id: ProposalId; version: number }> {
  const id = committed(await draft(change)).result.proposalId;
  committed(
    await server.app
      .get(Proposals)
      .submitProposal(committee.actor(committee.member(0)), { proposalId: id, expectedVersion: 1 }),
  );
  return { id, version: 3 };
}

async function counted(box: Box, yes: number): Promise<Box> {
  for (let n = 0; n < 5; n += 1) committed(await committee.vote(box, n, n < yes ? 'yes' : 'no'));
  return committee.close(box);
}

const record = (box: Box, takesEffectAt: Date | null = null) =>
  server.app.get(Decisions).recordDecision(committee.actor(committee.member(0)), {
    boxId: box.id,
    rationale: english('It is time.'),
    takesEffectAt,
    reviewAt: null,
    supersedes: null,
  });

describe('a body that amends its charter', () => {
  it('asks more of the next vote and nothing else of the one that is open', async () => {
    const before = await latest();
    const ongoing = await committee.box(10 * HOUR);
    const vote = await committee.boxOn(await admitted(), HOUR);
    expect(vote.amendment).toMatchObject({ amends: before.digest });

    const { decisionId } = committed(await record(await counted(vote, 4))).result;
    const after = await latest();
    expect(after).toMatchObject({ number: 2, adoptedBy: decisionId });
    expect(after.transitional).toEqual(english('What is at vote goes on as it began.'));
    expect(after.clauses.find(({ topic }) => topic === 'QUORUM')).toEqual(EVERYBODY);

    const next = await committee.box(10 * HOUR);
    expect(next).toMatchObject({ charterDigest: after.digest, quorum: { quorum: '1/1' } });
    for (let n = 0; n < 3; n += 1) {
      committed(await committee.vote(ongoing, n));
      committed(await committee.vote(next, n));
    }
    expect(await committee.read(ongoing.id)).toMatchObject({
      charterDigest: before.digest,
      boxHash: ongoing.boxHash,
    });
    expect((await committee.close(ongoing)).tally?.outcome).toBe('PASSED');
    expect((await committee.close(next)).tally?.outcome).toBe('NO_QUORUM');
  });

  it('shows everybody what would change, and by which decision it did', async () => {
    const proposal = await admitted();
    const ask = async () => {
      const query = `query ($body: ID!, $proposal: ID!) {
        proposal: node(id: $proposal) { ... on Proposal { amendment { amends digest changes {
          topic before { ...quorum } after { ...quorum }
        } } } }
        body: node(id: $body) { ... on Body { charterVersions { number digest adoptedBy { outcome } } } }
      }
      fragment quorum on Clause { ... on QuorumClause { shareOfEntitled { num den } } }`;
      const variables = {
        body: globalId('Body', committee.coalitionId, committee.bodyId),
        proposal: globalId('Proposal', committee.coalitionId, proposal.id),
      };
      const answer = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      return JSON.parse(await answer.text()).data;
    };
    const first = await latest();
    const { amendment } = (await ask()).proposal;
    expect(amendment).toMatchObject({ amends: first.digest });
    expect(amendment.changes).toEqual([
      {
        topic: 'QUORUM',
        before: [{ shareOfEntitled: { num: 1, den: 2 } }],
        after: [{ shareOfEntitled: { num: 1, den: 1 } }],
      },
    ]);
    committed(await record(await counted(await committee.boxOn(proposal, HOUR), 5)));
    expect((await ask()).body.charterVersions).toEqual([
      { number: 1, digest: first.digest, adoptedBy: null },
      { number: 2, digest: amendment.digest, adoptedBy: { outcome: 'PASSED' } },
    ]);
  });

  it('keeps its charter where the vote rejects the change', async () => {
    const before = await latest();
    committed(await record(await counted(await committee.boxOn(await admitted(), HOUR), 2)));
    expect(await latest()).toEqual(before);
  });

  it('takes the share of votes that its clause on amendments asks for', async () => {
    const clause: Clause = {
      topic: 'AMENDMENT',
      precedence: 1,
      source: { text: 'All change this charter.', section: '9', lang: 'en' },
      share: { num: 1, den: 1 },
      strict: false,
      base: 'ENTITLED',
    };
    committee = await Committee.seat(server, 5, { clauses: [...charterOf(5), clause] });
    const box = await counted(await committee.boxOn(await admitted(), HOUR), 4);
    expect(box.tally?.outcome).toBe('REJECTED');
  });

  it('says when the new charter begins by the vote and by nobody afterwards', async () => {
    const before = await latest();
    const beginsAt = new Date((await committee.now()).getTime() + 48 * HOUR);
    const box = await counted(await committee.boxOn(await admitted({ beginsAt }), HOUR), 5);
    expect(await record(box, beginsAt)).toMatchObject({ code: 'EFFECT_WAS_VOTED_ON' });
    committed(await record(box));
    expect(await latest()).toMatchObject({ number: 2, beginsAt });
    expect((await committee.box(HOUR)).charterDigest).toBe(before.digest);
    await committee.moveClock(48 * HOUR);
    expect((await committee.box(HOUR)).charterDigest).toBe((await latest()).digest);
  });
});

describe('an amendment is refused', () => {
  it.each<[string, () => Partial<AskedAmendment>, string]>([
    ['of a charter that is not this body’s', () => ({ amends: `${'A'.repeat(43)}=` }), 'CHARTER_CHANGED'],
    ['that changes nothing', () => ({ clauses: [] }), 'NOTHING_AMENDED'],
    ['that begins in the past', () => ({ beginsAt: new Date(0) }), 'AMENDMENT_IN_THE_PAST'],
    ['that leaves no quorum', () => ({ clauses: [], dropsTopics: ['QUORUM'] }), 'CHARTER_TOPIC_MISSING'],
  ])('%s, with nothing written', async (_what, change, code) => {
    expect(await draft(change())).toMatchObject({ code });
  });

  it('as a choice', async () => {
    const { digest: amends } = await latest();
    const drafted = server.app.get(Proposals).draftProposal(committee.actor(committee.member(0)), {
      bodyId: committee.bodyId,
      kind: 'CHOICE',
      title: english('A choice'),
      text: english('Between charters.'),
      amendment: { amends, clauses: [EVERYBODY], dropsTopics: [], beginsAt: null, transitional: null },
    });
    expect(await drafted).toMatchObject({ code: 'ONLY_MOTIONS_AMEND' });
  });

  it('beside another one at vote, and after the charter from which it started has changed', async () => {
    const [first, second] = [await admitted(), await admitted({ beginsAt: null, transitional: null })];
    const box = await committee.boxOn(first, HOUR);
    await expect(committee.boxOn(second, HOUR)).rejects.toThrow(/AMENDMENT_AT_VOTE/);
    committed(await record(await counted(box, 5)));
    await expect(committee.boxOn(second, HOUR)).rejects.toThrow(/CHARTER_CHANGED/);
  });

  it('by the database itself: out of order, or by nobody’s decision', async () => {
    committed(await record(await counted(await committee.boxOn(await admitted(), HOUR), 5)));
    const copy = (change: object) =>
      server.database.dataSource.query(
        `INSERT INTO charter_version SELECT (jsonb_populate_record(version, $2)).* FROM charter_version version
         WHERE body_id = $1 AND number = 2`,
        [committee.bodyId, JSON.stringify(change)],
      );
    const later = { begins_at: '2100-01-01T00:00:00Z' };
    await expect(copy({ number: 4, ...later })).rejects.toThrow(/follows the last one/);
    await expect(copy({ number: 3, begins_at: '2000-01-01T00:00:00Z' })).rejects.toThrow(
      /follows the last one/,
    );
    await expect(copy({ number: 3, ...later })).rejects.toThrow(/charter_version_one_a_decision/);
    const foreign = { number: 3, ...later, adopted_by: committee.bodyId };
    await expect(copy(foreign)).rejects.toThrow(/charter_version_by_its_own_body/);
  });
});

describe('somebody who is recused', () => {
  const recuse = (n: number, subjectId: ProposalId) =>
    server.app.get(Conflicts).recuse(committee.actor(committee.member(n)), {
      bodyId: committee.bodyId,
      personId: committee.member(n),
      subjectId,
      because: 'My company would be paid.',
    });

  it('is left out of the electorate, and the body is told', async () => {
    const proposal = await committee.proposal();
    committed(await recuse(3, proposal.id));
    committed(await recuse(4, proposal.id));
    const box = await committee.boxOn(proposal, HOUR);
    expect(box).toMatchObject({ entitled: 3, roster: { seats: 5, filled: 5, recused: 2, alternates: 0 } });
    expect(await committee.vote(box, 4)).toMatchObject({ code: 'NOT_ENTITLED' });
    committed(await committee.vote(box, 0));
    committed(await committee.vote(box, 1));
    const { tally } = await committee.close(box);
    expect(tally).toMatchObject({
      outcome: 'PASSED',
      quorum: { needed: '2' },
      electorate: { entitled: 3, recused: 2, setAside: 0 },
    });
  });

  it('while a vote is open keeps their ballot in the record, and it is not counted', async () => {
    const proposal = await committee.proposal();
    const box = await committee.boxOn(proposal, HOUR);
    committed(await committee.vote(box, 0, 'yes'));
    committed(await committee.vote(box, 1, 'no'));
    committed(await committee.vote(box, 2, 'no'));
    committed(await recuse(2, proposal.id));
    expect(await committee.vote(box, 2)).toMatchObject({ code: 'RECUSED' });
    const closed = await committee.close(box);
    expect(closed).toMatchObject({ cast: 3, setAside: [{ elector: committee.members[2]!.mandateId }] });
    expect(closed.tally).toMatchObject({
      outcome: 'TIED',
      electorate: { entitled: 4, recused: 0, setAside: 1 },
      count: { input: { cast: '2' } },
    });
  });

  it('is missed where too few are left', async () => {
    const clauses = charterOf(5, { QUORUM: { share: null, count: 4 } });
    committee = await Committee.seat(server, 5, { clauses });
    const proposal = await committee.proposal();
    committed(await recuse(3, proposal.id));
    await committee.boxOn(await committee.proposal(), HOUR);
    committed(await recuse(4, proposal.id));
    await expect(committee.boxOn(proposal, HOUR)).rejects.toThrow(/QUORUM_IMPOSSIBLE: .*2 are recused/);
  });
});

it('a stranger follows the charters and the recusals in the record, and the tables say the same', async () => {
  committed(await record(await counted(await committee.boxOn(await admitted(), HOUR), 5)));
  const proposal = await committee.proposal();
  const box = await committee.boxOn(proposal, HOUR);
  committed(await committee.vote(box, 1));
  const recusal = { bodyId: committee.bodyId, personId: committee.member(1), subjectId: proposal.id };
  const actor = committee.actor(committee.member(1));
  committed(await server.app.get(Conflicts).recuse(actor, { ...recusal, because: 'I would be paid.' }));
  committed(await record(await committee.close(box)));

  await untilAllPublished(server, committee.slug);
  const { dataDir } = server.app.get<Config>(CONFIG);
  const env = { DATABASE_URL: server.database.serverUrl, QUORATE_DATA: dataDir };
  const words = ['verify', server.url, '--coalition', committee.slug, '--database', '--json'];
  const { exit, out, err } = await runLine(words, COMMANDS, env);
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  const { verified, database } = JSON.parse(out);
  expect({ verified, differences: database.differences }).toEqual({ verified: true, differences: [] });
  expect(database.compared).toMatchObject({ charter_version: 2, box: 2 });
}, 60_000);
