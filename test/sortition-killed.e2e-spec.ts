import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { People } from '#assembly';
import { globalId } from '#platform';
import { SortitionSolver } from '#rotation';
import { Committee, committed } from './support/committee.js';
import { actAs, SORTITION, strangerFinds } from './support/drawing.js';
import { buildServer, startServerProcess, type ServerProcess } from './support/server-process.js';
import { signedIn } from './support/voters.js';
import { startTestServer, type TestServer } from './support/world.js';

const FOUNDER = 'founder@harbour.example';
const PEOPLE = 80;
const FEATURES = ['age', 'gender', 'rent', 'school', 'ward', 'work'];
const VALUES = ['first', 'second', 'third'];

let folder: string;
let server: TestServer;
let committee: Committee;
let other: ServerProcess | null = null;
let pool: readonly object[];

beforeAll(async () => {
  buildServer();
  folder = await mkdtemp(path.join(tmpdir(), 'quorate-sortition-'));
  server = await startTestServer({ QUORATE_DATA: folder });
  committee = await Committee.seat(server, 1, { slug: 'harbour' });
  pool = await residents();
}, 120_000);

afterAll(async () => {
  await other?.kill();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** People of whom hardly two are alike, so that the solver has work for a second or more. */
async function residents(): Promise<readonly object[]> {
  const people: object[] = [];
  let number = 42;
  for (let n = 0; n < PEOPLE; n += 1) {
    const features = FEATURES.map((feature) => {
      number = (number * 1_103_515_245 + 12_345) % 2 ** 31;
      return { feature, value: VALUES[(number >>> 16) % 3] };
    });
    const registered = await server.app
      .get(People)
      .registerPerson(committee.actor(committee.founderId), { name: `R ${n}`, email: null, steward: false });
    const { personId } = committed(registered).result;
    people.push({ features, people: [globalId('Person', committee.coalitionId, personId)] });
  }
  return people;
}

interface Work {
  readonly lease: string | null;
  readonly answer: object | null;
  readonly failures: number;
  readonly panels: number;
}

/** What the solver is at with the sortition that was prepared last. */
async function work(): Promise<Work> {
  const [row] = await server.database.dataSource.query(
    'SELECT lease, answer, failures, panels FROM sortition_work ORDER BY id DESC LIMIT 1',
  );
  return row;
}

async function prepare(section: string, pool: readonly object[]) {
  const { sortition } = await actAs(server, FOUNDER, 'prepareSortition', {
    bodyId: globalId('Body', committee.coalitionId, committee.bodyId),
    section,
    seats: 12,
    quotas: FEATURES.flatMap((feature) => VALUES.map((value) => ({ feature, value, min: 3, max: 6 }))),
    pool,
  });
  return sortition;
}

async function solved(id: string) {
  const browser = await signedIn(server, FOUNDER);
  const query = `query ($id: ID!) { node(id: $id) { ... on Sortition { ${SORTITION} } } }`;
  for (;;) {
    const { node } = await browser.data(query, { id });
    if (node.stage !== 'SOLVING') return node;
    await pause(200);
  }
}

it('what a killed server was solving is taken over by another, and nothing is lost', async () => {
  // From here on the server of this process solves nothing, so the one that is killed gets the work.
  const solver = server.app.get(SortitionSolver);
  await solver.onModuleDestroy();
  const sortition = await prepare('Charter 8', pool);
  other = await startServerProcess({
    PORT: '0',
    QUORATE_ORIGIN: server.url,
    DATABASE_URL: server.database.serverUrl,
    QUORATE_DATA: folder,
  });
  while ((await work()).lease === null) await pause(20);
  await other.kill();
  const dead = await work();
  expect(dead).toMatchObject({ lease: expect.any(String), answer: null, failures: 0 });

  solver.onApplicationBootstrap();
  const { stage, version } = await solved(sortition.id);
  expect(stage).toBe('SOLVED');
  expect((await work()).lease).not.toBe(dead.lease);
  const held = await actAs(server, FOUNDER, 'commitSortition', {
    sortitionId: sortition.id,
    expectedVersion: version,
    sourceRound: 900_000_000,
  });
  expect(held.sortition).toMatchObject({ stage: 'COMMITTED' });
  const { verdicts, reports } = await strangerFinds(server, 'harbour');
  expect(verdicts).toEqual([]);
  expect(reports).toContainEqual(expect.objectContaining({ name: 'sortitions', checked: 1 }));
}, 180_000);

it('a solver stops when its sortition is withdrawn, and another one is solved', async () => {
  const called = await prepare('Charter 9', pool);
  while ((await work()).lease === null) await pause(20);
  const { sortition } = await actAs(server, FOUNDER, 'withdrawSortition', {
    sortitionId: called.id,
    expectedVersion: 1,
  });
  expect(sortition.stage).toBe('WITHDRAWN');
  expect(await work()).toMatchObject({ answer: null });
  const next = await prepare('Charter 10', pool);
  expect((await solved(next.id)).stage).toBe('SOLVED');
  const rows = await server.database.dataSource.query(
    'SELECT answer IS NULL AS unanswered, failures FROM sortition_work ORDER BY id',
  );
  expect(rows).toEqual([
    { unanswered: false, failures: 0 },
    { unanswered: true, failures: 0 },
    { unanswered: false, failures: 0 },
  ]);
}, 180_000);
