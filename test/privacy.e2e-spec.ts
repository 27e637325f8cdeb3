import { randomBytes, randomUUID } from 'node:crypto';
import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import { Coalitions } from '#assembly';
import { Decisions } from '#decisions';
import { CONFIG, globalId, type Config } from '#platform';
import { Proposals } from '#proposals';
import { opensCommitment, type Entry as LogEntry, type JsonValue } from '#transparency';
import type { Box } from '#voting';
import { untilAllPublished } from './support/log-reader.js';
import { Committee, committed, english } from './support/committee.js';
import { filesWith, tablesWith } from './support/disk.js';
import type { Browser } from './support/sign-in-server.js';
import { signedIn } from './support/voters.js';
import { startTestServer, type TestServer } from './support/world.js';

/** A word that stands nowhere else in the world. */
const unique = (what: string) => `${what}-${randomBytes(9).toString('hex')}`;

const WORDS = {
  person: unique('Wilhelmina'),
  address: `${unique('wilhelmina')}@example.org`,
  title: unique('Title'),
  text: unique('Text'),
  rationale: unique('Because'),
  dissent: unique('Against'),
};
const PUBLIC = unique('Tenants');

let server: TestServer;
let committee: Committee;
let steward: Browser;
let box: Box;
const ids = { person: '', proposal: '', decision: '', dissent: '' };

beforeAll(async () => {
  server = await startTestServer();
  committee = await Committee.seat(server, 2, { slug: 'privacy' });
  steward = await signedIn(server, 'founder@privacy.example');
  const { sectorId } = committed(
    await server.app
      .get(Coalitions)
      .addSector(committee.actor(committee.founderId), { name: english(PUBLIC) }),
  ).result;
  expect(sectorId).toBeDefined();
  await decide();
}, 120_000);

afterAll(() => server.stop());

const idOf = (noun: string, id: string) => globalId(noun, committee.coalitionId, id);

/** A person, and a decision with its proposal, its reasons and a dissent, all of which hold a word of their own. */
async function decide(): Promise<void> {
  const { registerPerson } = await steward.data(
    `mutation ($input: RegisterPersonInput!) { registerPerson(input: $input) {
       ... on PersonRegistered { person { id } } ... on Refusal { because } } }`,
    {
      input: {
        coalitionId: globalId('Coalition', committee.coalitionId),
        idempotencyKey: randomUUID(),
        name: WORDS.person,
        email: WORDS.address,
      },
    },
  );
  ids.person = registerPerson.person.id;
  const proposals = server.app.get(Proposals);
  const drafted = await proposals.draftProposal(committee.actor(committee.member(0)), {
    bodyId: committee.bodyId,
    kind: 'MOTION',
    title: english(WORDS.title),
    text: english(WORDS.text),
  });
  const { proposalId } = committed(drafted).result;
  const seen = { proposalId, expectedVersion: 1 };
  committed(await proposals.submitProposal(committee.actor(committee.member(0)), seen));
  box = await committee.boxOn({ id: proposalId, version: 3 }, 60_000);
  committed(await committee.vote(box, 0));
  committed(await committee.vote(box, 1, 'no'));
  await committee.close(box);
  const decisions = server.app.get(Decisions);
  const recorded = await decisions.recordDecision(committee.actor(committee.member(0)), {
    boxId: box.id,
    rationale: english(WORDS.rationale),
    takesEffectAt: null,
    reviewAt: null,
    supersedes: null,
  });
  const { decisionId } = committed(recorded).result;
  const dissented = await decisions.dissent(committee.actor(committee.member(1)), {
    decisionId,
    statement: english(WORDS.dissent),
  });
  ids.proposal = idOf('Proposal', proposalId);
  ids.decision = idOf('Decision', decisionId);
  ids.dissent = idOf('Dissent', committed(dissented).result.dissentId);
}

const LOCALIZED = '{ text erased { basis at } }';

/** What strangers and members see of all this. */
async function seen(by: Browser = steward) {
  const { proposal, decision, person, decisions, recordHistory } = await by.data(
    `query ($proposal: ID!, $decision: ID!, $person: ID!) {
       proposal: node(id: $proposal) { ... on Proposal { title ${LOCALIZED} texts { title ${LOCALIZED} text ${LOCALIZED} } } }
       decision: node(id: $decision) { ... on Decision { rationale ${LOCALIZED} dissents { statement ${LOCALIZED} } } }
       person: node(id: $person) { ... on Person { name erased { basis at } } }
       decisions(coalition: "privacy") { nodes { rationale ${LOCALIZED} } }
       recordHistory(of: $proposal) { kind index documents { url } disclosures { field value } erasures { field basis at } }
     }`,
    ids,
  );
  return { proposal, decision, person, decisions, history: recordHistory };
}

interface Entry {
  readonly documents: readonly { readonly url: string }[];
}

interface PersonalExport {
  readonly account: object;
  readonly rows: Readonly<Record<string, object[]>>;
  readonly entries: readonly {
    readonly entry: LogEntry;
    readonly leafIndex: number;
    readonly proof: string | null;
    readonly values: readonly { readonly field: string; readonly value: JsonValue; readonly salt: string }[];
  }[];
}

const documentsOf = (history: readonly Entry[]) =>
  history.flatMap(({ documents }) => documents.map(({ url }) => url));

const erase = async (of: string, more: object = {}, by: Browser = steward) => {
  const { erasePersonalData } = await by.data(
    `mutation ($input: ErasePersonalDataInput!) { erasePersonalData(input: $input) {
       ... on PersonalDataErased { commitments documents receipt { eventId } }
       ... on Refusal { code because clause } } }`,
    {
      input: {
        of,
        basis: 'CONSENT_WITHDRAWN',
        reference: 'Letter of 2 November',
        idempotencyKey: randomUUID(),
        ...more,
      },
    },
  );
  return erasePersonalData;
};

/** What `steward verify` says when all that is committed has been published. */
async function verify() {
  await untilAllPublished(server, 'privacy');
  const ran = await runLine(['verify', server.url, '--coalition', 'privacy', '--json'], COMMANDS);
  return { exit: ran.exit, document: JSON.parse(ran.out) };
}

describe('names, addresses and words', () => {
  it('are shown to whom they are open, and their documents are served', async () => {
    const { proposal, decision, person, history } = await seen();
    expect(proposal.title).toEqual({ text: WORDS.title, erased: null });
    expect(proposal.texts).toEqual([
      { title: { text: WORDS.title, erased: null }, text: { text: WORDS.text, erased: null } },
    ]);
    expect(decision.rationale.text).toBe(WORDS.rationale);
    expect(decision.dissents[0].statement.text).toBe(WORDS.dissent);
    expect(person).toEqual({ name: WORDS.person, erased: null });
    const [url] = documentsOf(history);
    const document = await fetch(url!);
    expect(document.status).toBe(200);
    expect(await document.text()).toContain(WORDS.text);
    const { exit, document: verified } = await verify();
    expect({ exit, verdicts: verified.verdicts }).toEqual({ exit: 0, verdicts: [] });
  }, 60_000);

  it('stand in clear in no table and in no file of the database, its log included, from the first day', async () => {
    const { dataSource } = server.database;
    expect(await tablesWith(dataSource, PUBLIC)).toEqual(['sector']);
    expect(await filesWith(dataSource, PUBLIC)).toContainEqual(expect.stringMatching(/^pg_wal\//));
    for (const [what, word] of Object.entries(WORDS)) {
      expect({ what, tables: await tablesWith(dataSource, word) }).toEqual({ what, tables: [] });
      expect({ what, files: await filesWith(dataSource, word) }).toEqual({ what, files: [] });
    }
  }, 120_000);
});

describe('what is held on a person', () => {
  const anEntry = { id: expect.any(String), leafIndex: expect.any(Number) };

  it('is theirs to download: rows, entries with what they commit to, and proofs', async () => {
    const member = committee.members[1]!;
    const by = await signedIn(server, member.email);
    await verify(); // by then all is published
    const response = await by.fetch('/my-data/privacy');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="my-data-privacy.json"');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const data = (await response.json()) as PersonalExport;
    expect(data.account).toMatchObject({ email: member.email, sessions: [{}] });
    expect(Object.keys(data.rows)).toEqual(
      expect.arrayContaining(['person', 'mandate', 'box_elector', 'dissent']),
    );
    const kinds = data.entries.map(({ entry }) => entry.kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['person.registered', 'mandate.began', 'ballot.cast', 'dissent.stated']),
    );
    const values = data.entries.flatMap((entry) => entry.values.map(({ value }) => JSON.stringify(value)));
    expect(values).toContain('"Member 2"');
    expect(values.join()).toContain(WORDS.dissent);
    expect(values.join()).toContain('"no"');
    expect(JSON.stringify(data)).not.toContain('Member 1');
    for (const { entry, leafIndex, values: opened, proof } of data.entries) {
      expect({ leafIndex, proof }).toEqual({ leafIndex: expect.any(Number), proof: expect.any(String) });
      for (const { field, value, salt } of opened) {
        expect(opensCommitment(entry.commit[field]!, value, Buffer.from(salt, 'base64'))).toBe(true);
      }
    }
    expect(data.entries[0]).toMatchObject(anEntry);
  }, 60_000);

  it('is handed to nobody else', async () => {
    expect((await fetch(`${server.url}/my-data/privacy`)).status).toBe(401);
    const by = await signedIn(server, committee.members[0]!.email);
    expect((await by.fetch('/my-data/elsewhere')).status).toBe(404);
  });

  it('is printed by the operator for who asks in writing', async () => {
    const { dataDir } = server.app.get<Config>(CONFIG);
    const env = { DATABASE_URL: server.database.serverUrl, QUORATE_DATA: dataDir };
    const { email } = committee.members[0]!;
    const ran = await runLine(['person-export', 'privacy', email, '--json'], COMMANDS, env);
    expect(ran.exit).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({ account: { email } });
    const unknown = await runLine(['person-export', 'privacy', 'no@example.org'], COMMANDS, env);
    expect(unknown.exit).not.toBe(0);
  }, 60_000);

  it('is still read when all keys have been wrapped anew', async () => {
    const { dataDir } = server.app.get<Config>(CONFIG);
    const env = { DATABASE_URL: server.database.serverUrl, QUORATE_DATA: dataDir };
    const keys = () =>
      server.database.dataSource.query('SELECT subject, key FROM record_subject_key ORDER BY subject');
    const before = await keys();
    const ran = await runLine(['rewrap', '--json'], COMMANDS, env);
    expect(JSON.parse(ran.out)).toMatchObject({ generation: 2, destroyed: [] });
    const after = await keys();
    expect(after.map(({ subject }: { subject: string }) => subject)).toEqual(
      before.map(({ subject }: { subject: string }) => subject),
    );
    expect(after.some(({ key }: { key: Buffer }, n: number) => key.equals(before[n].key))).toBe(false);
    const ended = await runLine(['person-export', 'privacy', ids.person, '--json'], COMMANDS, env);
    expect((await seen()).person.name).toBe(WORDS.person);
    expect(ended.out).toContain(WORDS.person);
    expect((await tablesWith(server.database.dataSource, WORDS.person)).length).toBe(0);
  }, 60_000);
});

describe('erasing them', () => {
  const erased = { basis: 'CONSENT_WITHDRAWN', at: expect.any(String) };
  const words = expect.stringMatching(/^\[erased, consent withdrawn, \d{4}-\d\d-\d\d\]$/);

  it('is refused to whoever is no steward, of what is not there, and of whom a seat is held', async () => {
    const member = await signedIn(server, committee.members[1]!.email);
    expect(await erase(ids.person, {}, member)).toMatchObject({ code: 'NOT_A_STEWARD' });
    expect(await erase(idOf('Person', committee.member(0)))).toMatchObject({
      code: 'HOLDS_OFFICE',
      clause: 'GDPR article 17(3)(b)',
    });
    const input = { of: idOf('Body', committee.bodyId), basis: 'OBJECTION', reference: 'x' };
    const code = await steward.code(
      'mutation ($input: ErasePersonalDataInput!) { erasePersonalData(input: $input) { __typename } }',
      { input: { ...input, idempotencyKey: randomUUID() } },
    );
    expect(code).toBe('NOT_FOUND');
  });

  it('leaves in their place that they were erased, on which ground and when: in nodes, lists and the history', async () => {
    const before = await seen();
    expect(await erase(ids.proposal, { decidedBy: ids.decision })).toMatchObject({ documents: 1 });
    for (const thing of [ids.decision, ids.dissent, ids.person]) {
      expect(await erase(thing)).toMatchObject({ commitments: 1, documents: 0 });
    }
    const { proposal, decision, person, decisions, history } = await seen();
    expect(proposal).toEqual({
      title: { text: words, erased },
      texts: [{ title: { text: words, erased }, text: { text: words, erased } }],
    });
    expect(decision).toEqual({
      rationale: { text: words, erased },
      dissents: [{ statement: { text: words, erased } }],
    });
    expect(decisions.nodes).toEqual([{ rationale: { text: words, erased } }]);
    expect(person).toEqual({ name: words, erased });
    expect(history[0]).toMatchObject({ disclosures: [] });
    expect(history[0].erasures.map(({ field }: { field: string }) => field)).toEqual([
      'salt',
      'text',
      'title',
    ]);
    const [url] = documentsOf(before.history);
    const document = await fetch(url!);
    expect({ status: document.status, text: await document.text() }).toEqual({
      status: 410,
      text: expect.stringMatching(/^\[erased, consent withdrawn/),
    });
    expect(await erase(ids.proposal)).toMatchObject({ code: 'NOTHING_TO_ERASE' });
  });

  it('leaves every proof and count as it was, and the verifier says how much nobody can open any more', async () => {
    const { exit, document } = await verify();
    expect({ exit, verdicts: document.verdicts }).toEqual({ exit: 0, verdicts: [] });
    const found = [
      expect.objectContaining({ name: 'boxes', checked: 1 }),
      expect.objectContaining({
        name: 'erasures',
        checked: 4,
        skipped: [expect.stringContaining('and 1 documents')],
      }),
    ];
    expect(document.checks).toEqual(expect.arrayContaining(found));
  }, 60_000);

  it('leaves no key of theirs, no account, and no word', async () => {
    const { dataSource } = server.database;
    for (const word of Object.values(WORDS)) {
      expect(await tablesWith(dataSource, word)).toEqual([]);
      expect(await filesWith(dataSource, word)).toEqual([]);
    }
    expect(server.log.join('\n')).not.toContain(WORDS.person);
  }, 120_000);
});
