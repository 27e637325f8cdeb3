import { randomUUID } from 'node:crypto';
import { globalId } from '#platform';
import { drandRoundTime } from '#rotation';
import { verifyRecord } from '#transparency';
import { RECORD_KINDS, recordChecks } from '../apps/steward/src/record-checks.js';
import { Committee } from './support/committee.js';
import { moveClock } from './support/database.js';
import { logOverHttp, policyOf } from './support/log-reader.js';
import { signedIn } from './support/voters.js';
import { startTestServer, type TestServer } from './support/world.js';

/** A round of drand as the network published it, and what it signed. */
const ROUND = 1000;
const SIGNATURE =
  'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';
const FOUNDER = 'founder@harbour.example';
const HOUR = 3_600_000;

const COMMIT = `mutation ($input: CommitDrawInput!) {
  commitDraw(input: $input) {
    ... on DrawChanged { draw { id source sourceRound sourceAt pool drawn } receipt { status } }
    ... on Refusal { code because clause }
  }
}`;
const SETTLE = `mutation ($input: SettleDrawInput!) {
  settleDraw(input: $input) {
    ... on DrawChanged { draw { drawn output settledAt body { draws(first: 5) { nodes { id } } } } }
    ... on Refusal { code because clause }
  }
}`;

let server: TestServer;
let committee: Committee;

/** Moves the clock on, or back to where it is not yet known what the round will sign. */
const moveOn = (milliseconds: number) => moveClock(server.database.dataSource, milliseconds);

beforeAll(async () => {
  server = await startTestServer();
  await moveOn(drandRoundTime(ROUND).getTime() - HOUR - Date.now());
  committee = await Committee.seat(server, 2, { slug: 'harbour' });
});

afterAll(() => server.stop());

async function act(email: string, mutation: string, input: object) {
  const browser = await signedIn(server, email);
  const text = await (
    await browser.ask(mutation, { input: { idempotencyKey: randomUUID(), ...input } })
  ).text();
  const { data, errors } = JSON.parse(text);
  if (errors) throw new Error(text);
  return data.commitDraw ?? data.settleDraw;
}

/** Waits until a checkpoint holds every entry that there is. */
async function untilAllPublished(): Promise<void> {
  for (;;) {
    const [row] = await server.database.dataSource.query(
      `SELECT (SELECT count(*) FROM record_event) <= (SELECT max(size) FROM record_checkpoint) AS done`,
    );
    if (row.done) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const bodyId = () => globalId('Body', committee.coalitionId, committee.bodyId);
const draw = (change: object = {}) => ({
  bodyId: bodyId(),
  section: 'Charter 4: ties are broken by lot',
  pool: ['tram-depot', 'hall-three', 'as-it-is'],
  sourceRound: ROUND,
  ...change,
});

it('a draw is committed to, settled by a round of drand, and drawn again by a stranger', async () => {
  const committed = await act(FOUNDER, COMMIT, draw());
  expect(committed.draw).toMatchObject({
    source: 'DRAND',
    sourceAt: drandRoundTime(ROUND).toISOString(),
    pool: ['as-it-is', 'hall-three', 'tram-depot'],
    drawn: null,
  });
  const drawId: string = committed.draw.id;
  await untilAllPublished();

  const early = await act(FOUNDER, SETTLE, { drawId, output: SIGNATURE });
  expect(early).toMatchObject({ code: 'SOURCE_NOT_VALID', clause: expect.stringContaining('Charter 4') });
  await moveOn(2 * HOUR);
  const forged = await act(FOUNDER, SETTLE, {
    drawId,
    output: SIGNATURE.replace('b44', 'b45'),
  });
  expect(forged).toMatchObject({ code: 'SOURCE_NOT_VALID', clause: expect.stringContaining('quicknet') });

  const settled = await act(FOUNDER, SETTLE, { drawId, output: SIGNATURE });
  expect(settled.draw.drawn.toSorted()).toEqual(['as-it-is', 'hall-three', 'tram-depot']);
  expect(settled.draw.body.draws.nodes).toEqual([{ id: drawId }]);
  expect(await act(FOUNDER, SETTLE, { drawId, output: SIGNATURE })).toMatchObject({
    code: 'DRAW_SETTLED',
  });

  await untilAllPublished();
  const fetchBytes = logOverHttp(server.url, 'harbour');
  const { verdicts, reports } = await verifyRecord({
    fetchBytes,
    policy: await policyOf(fetchBytes),
    prior: [],
    checks: recordChecks(),
    kinds: RECORD_KINDS,
  });
  expect(verdicts).toEqual([]);
  expect(reports).toContainEqual(expect.objectContaining({ name: 'draws', checked: 1, skipped: [] }));
});

it.each([
  ['a source that is known already', {}, 'DRAW_COMMITTED_TOO_LATE'],
  ['somebody twice', { sourceRound: 900_000_000, pool: ['a', 'b', 'a'] }, 'PERSON_TWICE'],
  ['nobody', { sourceRound: 900_000_000, pool: [] }, 'POOL_EMPTY'],
])('refuses %s, and writes nothing', async (_what, change, code) => {
  const count = async () =>
    (await server.database.dataSource.query('SELECT count(*) FROM record_event'))[0].count as string;
  const before = await count();
  expect(await act(FOUNDER, COMMIT, draw(change))).toMatchObject({ code });
  expect(await count()).toBe(before);
});
