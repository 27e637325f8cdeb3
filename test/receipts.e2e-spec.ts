import { randomUUID } from 'node:crypto';
import { isRefusal } from '#kernel';
import { globalId } from '#platform';
import { leafHash, parsePolicy, toBase64, utf8, verifyProof, verifyRecord, type Policy } from '#transparency';
import { drawCheck } from '#rotation';
import { boxCheck, type Box } from '#voting';
import { charterOf, Committee } from './support/committee.js';
import { logOverHttp, openedBy, policyOf, readEntries, untilPublished } from './support/log-reader.js';
import { startReplicas, type Replicas } from './support/replicas.js';
import type { Browser } from './support/sign-in-server.js';
import { CAST, castBy, castInput, publishedBy, signedIn } from './support/voters.js';
import { startTestServer, type TestServer } from './support/world.js';

const HOUR = 3_600_000;

describe('the receipt of a ballot', () => {
  let server: TestServer;
  let committee: Committee;
  let members: Browser[];
  let box: Box;
  let policy: Policy;

  beforeAll(async () => {
    server = await startTestServer();
    committee = await Committee.seat(server, 3);
    box = await committee.box(HOUR);
    members = await Promise.all(committee.members.map(({ email }) => signedIn(server, email)));
    policy = await policyOf(log());
  });

  afterAll(() => server.stop());

  const log = () => logOverHttp(server.url, committee.slug);
  const published = (member: number, input: object = castInput(box, 'YES')) =>
    publishedBy(members[member]!, input);

  /** Keeps every server from a step of the record's work: 2 is sequencing, 3 is publishing. */
  async function withoutStep(step: 2 | 3, work: () => Promise<void>): Promise<void> {
    const holder = server.database.dataSource.createQueryRunner();
    const key = [committee.coalitionId, step];
    try {
      await holder.query('SELECT pg_advisory_lock(hashtextextended($1, $2))', key);
      await work();
    } finally {
      await holder.query('SELECT pg_advisory_unlock(hashtextextended($1, $2))', key);
      await holder.release();
    }
  }

  it('once published names its place under a signed checkpoint', async () => {
    const receipt = await published(0);
    const { size } = openedBy(policy, receipt.checkpoint);
    expect(receipt.leafIndex).toBeGreaterThan(0);
    expect(receipt.leafIndex).toBeLessThan(size);
  });

  it('proves offline, by the served policy, that the entry is in the record', async () => {
    const receipt = await published(1);
    const { recordEntry } = await members[1]!.data(
      `query ($coalition: String!, $index: Int!) { recordEntry(coalition: $coalition, index: $index) { id kind json } }`,
      { coalition: committee.slug, index: receipt.leafIndex },
    );
    expect(recordEntry).toMatchObject({ id: receipt.eventId, kind: 'ballot.cast' });
    const leaf = leafHash(utf8(recordEntry.json));
    expect(toBase64(leaf)).toBe(receipt.leafHash);
    expect(verifyProof(receipt.tlogProof, leaf, policy)).toMatchObject({ index: receipt.leafIndex });
  });

  it('proves nothing of another entry, and nothing to whoever trusts another record', async () => {
    const receipt = await published(1);
    const leaf = Buffer.from(receipt.leafHash, 'base64');
    expect(verifyProof(receipt.tlogProof, leafHash(utf8('{}')), policy)).toMatchObject({
      code: 'PROOF_DOES_NOT_HOLD',
    });
    const stranger = await Committee.seat(server, 1, { clauses: charterOf(1) });
    await untilPublished(server.url, stranger.slug);
    const foreign = await policyOf(logOverHttp(server.url, stranger.slug));
    expect(isRefusal(verifyProof(receipt.tlogProof, leaf, foreign))).toBe(true);
  });

  it('says nothing of the choice, which stays sealed until the close', async () => {
    const receipt = await published(2, castInput(box, 'ABSTAIN'));
    const entry = (await readEntries(log(), policy))[receipt.leafIndex]?.entry;
    expect(entry).toMatchObject({ kind: 'ballot.cast', body: { box: box.id } });
    expect(JSON.stringify(entry)).not.toMatch(/abstain/i);
  });

  it('waits for no record that stands still: it is pending, then sequenced, then published', async () => {
    const input = castInput(box, 'NO');
    const steps: unknown[] = [];
    const step = async () => {
      const { status, leafIndex, checkpoint, tlogProof } = await castBy(members[0]!, input);
      steps.push([status, leafIndex !== null, checkpoint !== null, tlogProof !== null]);
    };
    await withoutStep(3, async () => {
      await withoutStep(2, step);
      await castBy(members[1]!, castInput(box, 'YES')); // wakes the sequencer
      await step();
    });
    await published(2); // and what publishes
    await step();
    expect(steps).toEqual([
      ['PENDING', false, false, false],
      ['SEQUENCED', true, false, false],
      ['PUBLISHED', true, true, true],
    ]);
  });

  it('is one for one key, however often it is asked for, and a conflict for another ballot', async () => {
    const key = randomUUID();
    const first = await castBy(members[0]!, castInput(box, 'YES', key));
    const again = await Promise.all(
      Array.from({ length: 5 }, () => castBy(members[0]!, castInput(box, 'YES', key))),
    );
    for (const receipt of again) {
      expect(receipt).toMatchObject({ eventId: first.eventId, leafHash: first.leafHash, repeated: true });
    }
    expect(await members[0]!.code(CAST, { input: castInput(box, 'NO', key) })).toBe('CONFLICT');
  });

  it('leads into a record that verifies as a whole', async () => {
    const { verdicts, entries, reports } = await verifyRecord({
      fetchBytes: log(),
      policy,
      prior: [],
      checks: [boxCheck(drawCheck())],
    });
    expect(verdicts).toEqual([]);
    expect(entries).toBeGreaterThan(10);
    expect(reports[0]?.skipped).toEqual([`Box ${box.id} is not closed yet.`]);
  });
});

describe('two servers on one database', () => {
  let replicas: Replicas;
  let committee: Committee;
  let first: Browser;
  let second: Browser;

  beforeAll(async () => {
    replicas = await startReplicas();
    const host = { ...replicas.first, database: replicas.database };
    committee = await Committee.seat(host, 3);
    const { email } = committee.members[0]!;
    first = await signedIn(host, email);
    second = await signedIn({ ...replicas.second, database: replicas.database }, email);
  });

  afterAll(() => replicas.stop());

  const MY_BALLOT = `query ($id: ID!) { node(id: $id) { ... on Box { stage myBallot { text version } } } }`;
  const ballotSeenBy = async (browser: Browser, box: Box) => {
    const id = globalId('Box', box.coalitionId, box.id);
    return (await browser.data(MY_BALLOT, { id })).node.myBallot;
  };

  it('show at the one what was cast and published at the other', async () => {
    const box = await committee.box(HOUR);
    await publishedBy(first, castInput(box, 'YES'));
    expect(await ballotSeenBy(second, box)).toEqual({ text: 'yes', version: 1 });
    await publishedBy(second, castInput(box, 'NO'));
    expect(await ballotSeenBy(first, box)).toEqual({ text: 'no', version: 2 });
  });

  it('serve one log under one policy, with every receipt of both', async () => {
    const box = await committee.box(HOUR);
    const receipts = await Promise.all(
      [first, second, first, second].map((browser) => publishedBy(browser, castInput(box, 'YES'))),
    );
    const logs = [replicas.first, replicas.second].map(({ url }) => logOverHttp(url, committee.slug));
    const policies = await Promise.all(logs.map(async (log) => Buffer.from(await log('policy')).toString()));
    expect(policies[0]).toBe(policies[1]);
    for (const [n, log] of logs.entries()) {
      const policy = parsePolicy(policies[n] ?? '');
      if (isRefusal(policy)) throw new Error(policy.because);
      const leaves = new Set((await readEntries(log, policy)).map((entry) => entry.leafHash));
      for (const receipt of receipts) expect(leaves).toContain(receipt.leafHash);
    }
  });

  it('answer one request that reaches both with one receipt', async () => {
    const box = await committee.box(HOUR);
    const input = castInput(box, 'ABSTAIN');
    const [one, other] = await Promise.all([castBy(first, input), castBy(second, input)]);
    expect(one.eventId).toBe(other.eventId);
    expect([one.repeated, other.repeated].toSorted()).toEqual([false, true]);
    expect(await ballotSeenBy(first, box)).toEqual({ text: 'abstain', version: 1 });
  });

  it('take two ballots of one elector at once as one ballot that was changed', async () => {
    const box = await committee.box(HOUR);
    const receipts = await Promise.all([
      castBy(first, castInput(box, 'YES')),
      castBy(second, castInput(box, 'NO')),
    ]);
    expect(receipts.map(({ repeated }) => repeated)).toEqual([false, false]);
    expect(await ballotSeenBy(first, box)).toMatchObject({ version: 2 });
    const rows: { id: string }[] = await replicas.database.dataSource.query(
      'SELECT id FROM ballot WHERE box_id = $1',
      [box.id],
    );
    expect(rows).toHaveLength(1);
  });

  it('close and count each box once, when many are due at once', async () => {
    const boxes: Box[] = [];
    for (let n = 0; n < 12; n += 1) boxes.push(await committee.box(20 * 60_000));
    await committee.moveClock(21 * 60_000);
    const counts = () =>
      replicas.database.dataSource.query<{ kind: string; entries: number }[]>(
        `SELECT stream, kind, count(*)::int AS entries FROM record_event
         WHERE coalition_id = $1 AND stream = ANY($2::uuid[]) AND kind IN ('box.closed', 'box.counted')
         GROUP BY stream, kind`,
        [committee.coalitionId, boxes.map(({ id }) => id)],
      );
    // Nobody is asked to: both servers look after what is due by themselves.
    while ((await counts()).length < 2 * boxes.length)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(new Set((await counts()).map(({ entries }) => entries))).toEqual(new Set([1]));
    const [left] = await replicas.database.dataSource.query(
      'SELECT count(*)::int AS left FROM due_act WHERE done_at IS NULL AND due_at <= quorate_now()',
    );
    expect(left).toEqual({ left: 0 });
  });

  it('need not both be there: when one is stopped the other publishes on', async () => {
    const box = await committee.box(HOUR);
    await replicas.first.stop();
    expect((await publishedBy(second, castInput(box, 'YES'))).status).toBe('PUBLISHED');
  });
});
