import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createLog, readConfig } from '#platform';
import pg from 'pg';
import { ENTITIES, MIGRATIONS } from '../apps/api/src/app.module.js';
import { createServer, type RunningServer } from '../apps/api/src/server.js';
import { Committee } from './support/committee.js';
import { testDatabase, type TestDatabase } from './support/database.js';
import { CAST, castInput, publishedBy, signedIn, type BoxToVoteIn } from './support/voters.js';
import { freePort } from './support/world.js';

describe('a database that was set back to an old backup', () => {
  let live: TestDatabase;
  let folder: string;
  let port: string;
  let server: RunningServer;
  const log: string[] = [];
  let committee: Committee;
  let box: BoxToVoteIn;
  let published: string;

  /** Starts the server of this story on a database, always at the same address and with the same data folder. */
  const startOn = (url: string): Promise<RunningServer> =>
    createServer(
      readConfig({
        HOST: '127.0.0.1',
        PORT: port,
        DATABASE_URL: url,
        QUORATE_DATA: folder,
        QUORATE_CHECKPOINT_INTERVAL_MS: '20',
      }),
      createLog((line) => log.push(line)),
    );
  const host = () => ({ app: server.app, url: server.url, database: live });
  const get = (file: string) => fetch(`${server.url}${file}`);
  const checkpoint = async () => (await get(`/log/${committee.slug}/checkpoint`)).text();

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'quorate-backup-'));
    port = String(await freePort());
    live = await testDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
    server = await startOn(live.serverUrl);
    committee = await Committee.seat(host(), 2);
    box = await committee.box(3_600_000);
    await everythingPublished();
    await server.stop();
    await live.dataSource.destroy();
    await makeBackup(live.url);
    await live.dataSource.initialize();
    server = await startOn(live.serverUrl);
    await publishedBy(await signedIn(host(), committee.members[0]!.email), castInput(box, 'NO'));
    published = await checkpoint();
    await server.stop();
    server = await startOn(backupOf(live.serverUrl));
  }, 120_000);

  afterAll(async () => {
    await server.stop();
    await dropBackup(live.url);
    await live.close();
    await rm(folder, { recursive: true });
  });

  async function everythingPublished(): Promise<void> {
    const [{ entries }] = await live.dataSource.query('SELECT count(*)::int AS entries FROM record_event');
    while (!(await checkpoint()).includes(`\n${entries}\n`)) await pause(20);
  }

  it('is not ready, and says why to its operator', async () => {
    const answer = await get('/readyz');
    expect([answer.status, await answer.json()]).toEqual([503, { ready: false, failing: ['record'] }]);
    expect(log.join('\n')).toMatch(/A record is not signed\..*does not extend the checkpoint of size \d+/);
  });

  it('is read as it stands', async () => {
    expect((await get('/healthz')).status).toBe(200);
    expect((await get(`/log/${committee.slug}/policy`)).status).toBe(200);
    const old = await checkpoint();
    expect(Number(old.split('\n')[1])).toBeLessThan(Number(published.split('\n')[1]));
  });

  it('takes no act, from the first one on', async () => {
    const member = await signedIn(host(), committee.members[0]!.email);
    expect(await member.code(CAST, { input: castInput(box, 'YES') })).toBe('RECORD_FROZEN');
  });

  it('is never signed', async () => {
    const before = await checkpoint();
    await pause(200);
    expect(await checkpoint()).toBe(before);
  });

  it('serves on where it was when the right database is back', async () => {
    await server.stop();
    server = await startOn(live.serverUrl);
    expect((await get('/readyz')).status).toBe(200);
    expect(await checkpoint()).toBe(published);
    const member = await signedIn(host(), committee.members[1]!.email);
    expect(await publishedBy(member, castInput(box, 'YES'))).toMatchObject({ status: 'PUBLISHED' });
  });
});

function backupOf(url: string): string {
  const address = new URL(url);
  address.pathname += '_backup';
  return address.href;
}

async function makeBackup(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await onServer(url, `CREATE DATABASE ${name}_backup TEMPLATE ${name}`);
}

async function dropBackup(url: string): Promise<void> {
  await onServer(url, `DROP DATABASE ${new URL(url).pathname.slice(1)}_backup WITH (FORCE)`);
}

async function onServer(url: string, statement: string): Promise<void> {
  const address = new URL(url);
  address.pathname = '/postgres';
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  await client.query(statement);
  await client.end();
}
