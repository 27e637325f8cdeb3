import { drawCheck } from '#rotation';
import { boxCheck } from '#voting';
import { verifyRecord, type Policy } from '#transparency';
import { moveClock } from './support/database.js';
import { runUnderFaults, type FaultRun } from './support/fault-driver.js';
import type { Operation } from './support/history.js';
import { logOverHttp, openedBy, policyOf, readEntries, type ReadEntry } from './support/log-reader.js';
import { CAST, castInput } from './support/voters.js';

/** How often something is killed; QUORATE_TEST_KILLS asks for a longer run. */
const KILLS = Number(process.env.QUORATE_TEST_KILLS ?? 6);
/** Milliseconds; many times what it takes, since a machine may be busy with other things. */
const PATIENCE = 240_000 + KILLS * 30_000;

describe(`ballots that are cast while server and database are killed ${KILLS} times`, () => {
  let running: Promise<FaultRun>;
  let run: FaultRun;
  let policy: Policy;
  let entries: readonly ReadEntry[];

  beforeAll(async () => {
    running = runUnderFaults({ members: 8, browsersEach: 2, kills: KILLS });
    run = await running;
    await closeBoxes();
    policy = await policyOf(log());
    entries = await readEntries(log(), policy);
  }, PATIENCE);

  afterAll(async () => {
    await (await running).end();
  }, PATIENCE);

  const log = () => logOverHttp(run.url, run.slug);
  const rows = <Row>(sql: string): Promise<Row[]> => run.database.query(sql, [run.coalitionId]);
  const castEntries = () => entries.filter(({ entry }) => entry.kind === 'ballot.cast');
  /** Whose ballot it is, in which box. */
  const ballotOf = ({ box, member }: Operation) => `${box.id} ${run.electors[member]}`;
  const ballotIn = ({ entry: { body } }: ReadEntry) => `${body.box as string} ${body.elector as string}`;

  /** Lets the time of the boxes run out, and waits until what is due has been done and is published. */
  async function closeBoxes(): Promise<void> {
    await moveClock(run.database, 20 * 60_000);
    const isSettled = async () => {
      const [row] = await rows<{ settled: boolean }>(`
        SELECT NOT EXISTS (SELECT FROM box WHERE coalition_id = $1 AND counted_at IS NULL)
           AND NOT EXISTS (SELECT FROM due_act WHERE coalition_id = $1 AND done_at IS NULL)
           AND NOT EXISTS (SELECT FROM record_pending WHERE coalition_id = $1)
           AND (SELECT size FROM record_head WHERE coalition_id = $1)
             = (SELECT max(size) FROM record_checkpoint WHERE coalition_id = $1) AS settled`);
      return row?.settled === true;
    };
    while (!(await isSettled())) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  it('meet every kind of fault, and are never told anything but that the server cannot answer now', () => {
    const { killed } = run;
    expect(killed.server + killed.database + killed.both).toBe(KILLS);
    expect(Math.min(killed.server, killed.database, killed.both)).toBeGreaterThan(0);
    const unknown = run.history.lines.filter(({ what }) => what === 'unknown');
    expect(unknown.length).toBeGreaterThan(KILLS);
    expect(new Set(unknown.map(({ because }) => because))).toEqual(new Set(['no answer', 'UNAVAILABLE']));
  });

  it('have all come to a known end: acknowledged, or refused because the box had closed', () => {
    const { history } = run;
    expect(history.operations.filter(({ ending }) => ending === null)).toEqual([]);
    expect(history.acknowledged().length).toBeGreaterThan(20 * KILLS);
    expect(new Set(history.refusals())).toEqual(new Set(['BOX_CLOSED']));
  });

  it('are neither lost nor doubled: the published log holds each acknowledged one once, and no other', () => {
    const told = run.history.acknowledged().map((operation) => {
      const { eventId, leafHash } = operation.ending;
      return `${eventId} ${leafHash} ${ballotOf(operation)}`;
    });
    const published = castEntries().map((read) => `${read.entry.id} ${read.leafHash} ${ballotIn(read)}`);
    expect(new Set(told).size).toBe(told.length);
    expect(published.toSorted()).toEqual(told.toSorted());
  });

  it('get the same receipt again for the same key, and a conflict for another ballot', async () => {
    const { history, browsers } = run;
    for (const operation of history.acknowledged().slice(-20)) {
      const browser = browsers[operation.member]?.[0];
      if (!browser) throw new Error('The member has no browser.');
      expect(await history.send(operation, browser)).toMatchObject({ ...operation.ending, repeated: true });
      const other = operation.choice === 'YES' ? 'NO' : 'YES';
      expect(await browser.code(CAST, { input: castInput(operation.box, other, operation.key) })).toBe(
        'CONFLICT',
      );
    }
    expect(await rows('SELECT FROM record_event WHERE coalition_id = $1')).toHaveLength(entries.length);
  });

  it('leave no gap: not in a stream, not in the tree, not between the tables', async () => {
    const versions = new Map<string, number>();
    for (const { entry } of entries) {
      expect(entry.ver).toBe((versions.get(entry.stream) ?? 0) + 1);
      versions.set(entry.stream, entry.ver);
    }
    const [sizes] = await rows(`
      SELECT (SELECT count(*)::int FROM record_event WHERE coalition_id = $1) AS events,
             (SELECT count(*)::int FROM record_leaf WHERE coalition_id = $1) AS leaves,
             (SELECT size::int FROM record_head WHERE coalition_id = $1) AS head,
             (SELECT count(*)::int FROM record_pending WHERE coalition_id = $1) AS pending`);
    const n = entries.length;
    expect(sizes).toEqual({ events: n, leaves: n, head: n, pending: 0 });
  });

  it('never see two roots for one size, nor a tree that does not extend the one before', async () => {
    const roots = new Map<number, string>();
    for (const note of run.checkpoints) {
      const { size, root } = openedBy(policy, note);
      const text = Buffer.from(root).toString('base64');
      expect(roots.get(size) ?? text).toBe(text);
      roots.set(size, text);
    }
    expect(roots.size).toBeGreaterThan(KILLS);
    const { verdicts, reports, consistentWith } = await verifyRecord({
      fetchBytes: log(),
      policy,
      prior: [...run.checkpoints],
      checks: [boxCheck(drawCheck())],
    });
    expect(verdicts).toEqual([]);
    expect(new Set(consistentWith)).toEqual(new Set(roots.keys()));
    expect(reports).toMatchObject([{ name: 'boxes', checked: run.boxes.length, skipped: [] }]);
  });

  it('are counted as they lie in the boxes, each as it was last cast, none late, by one closing', async () => {
    const lastChoice = new Map<string, string>();
    const choiceOf = new Map(
      run.history.acknowledged().map(({ ending, choice }) => [ending.eventId, choice]),
    );
    for (const read of castEntries()) lastChoice.set(ballotIn(read), choiceOf.get(read.entry.id) ?? '');
    const ballots = await rows<{ ballot: string; choice: string; late: boolean }>(`
      SELECT box_id || ' ' || elector AS ballot, upper(ballot ->> 'choice') AS choice,
             cast_at >= box.closes_at AS late
      FROM ballot JOIN box ON box.coalition_id = ballot.coalition_id AND box.id = box_id
      WHERE ballot.coalition_id = $1`);
    expect(ballots.filter(({ late }) => late)).toEqual([]);
    expect(new Map(ballots.map(({ ballot, choice }) => [ballot, choice]))).toEqual(lastChoice);

    const counted = await rows<{ id: string; cast: number; tallied: number }>(
      `SELECT id, "cast", (tally -> 'count' -> 'input' ->> 'cast')::int AS tallied FROM box WHERE coalition_id = $1`,
    );
    expect(counted).toHaveLength(run.boxes.length);
    for (const { id, cast, tallied } of counted) {
      const stored = [...lastChoice.keys()].filter((ballot) => ballot.startsWith(id)).length;
      expect({ cast, tallied }).toEqual({ cast: stored, tallied: stored });
      for (const kind of ['box.closed', 'box.counted']) {
        expect(entries.filter(({ entry }) => entry.kind === kind && entry.stream === id)).toHaveLength(1);
      }
    }
  });

  it('let the server stop cleanly in the end, with its database', async () => {
    expect(await run.end()).toBe(0);
  });
});
