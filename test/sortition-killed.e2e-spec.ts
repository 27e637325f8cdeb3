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

beforeAll(async () => {
  buildServer();
  folder = await mkdtemp(path.join(tmpdir(), 'quorate-sortition-'));
  server = await startTestServer({ QUORATE_DATA: folder });
  committee = await Committee.seat(server, 1, { slug: 'harbour' });
});

afterAll(async () => {
  await other?.kill();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** People of whom hardly two are alike, so that the solver has work for a second or more. */
async function residents() {
  const pool: object[] = [];
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
    pool.push({ features, people: [globalId('Person', committee.coalitionId, personId)] });
  }
  return pool;
}

async function work(): Promise<{ lease: string | null; answer: object | null; failures: number }> {
  const [row] = await server.database.dataSource.query('SELECT lease, answer, failures FROM sortition_work');
  return row;
}

it('what a killed server was solving is taken over by another, and nothing is lost', async () => {
  // From here on the server of this process solves nothing, so the one that is killed gets the work.
  const solver = server.app.get(SortitionSolver);
  await solver.onModuleDestroy();
  const { sortition } = await actAs(server, FOUNDER, 'prepareSortition', {
    bodyId: globalId('Body', committee.coalitionId, committee.bodyId),
    section: 'Charter 8',
    seats: 12,
    quotas: FEATURES.flatMap((feature) => VALUES.map((value) => ({ feature, value, min: 3, max: 6 }))),
    pool: await residents(),
  });
  other = await startServerProcess({
    PORT: '0',
    QUORATE_ORIGIN: server.url,
    DATABASE_URL: server.database.serverUrl,
    QUORATE_DATA: folder,
  });
  while ((await work()).lease === null) await pause(20);
  await other.kill();
  expect(await work()).toMatchObject({ lease: expect.any(String), answer: null, failures: 0 });

  solver.onApplicationBootstrap();
  const browser = await signedIn(server, FOUNDER);
  const query = `query ($id: ID!) { node(id: $id) { ... on Sortition { ${SORTITION} } } }`;
  const read = async () => (await browser.data(query, { id: sortition.id })).node;
  while ((await read()).stage === 'SOLVING') await pause(200);
  const { stage, version } = await read();
  expect(stage).toBe('SOLVED');
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
