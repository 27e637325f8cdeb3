import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startEmbedded, type EmbeddedPostgres } from './embedded-postgres.js';
import { isPostgresRunning, readPostmaster } from './postmaster.js';

describe('the embedded PostgreSQL', () => {
  let folder: string;
  let home: string;
  let running: EmbeddedPostgres | null = null;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'quorate-embedded-'));
    chmodSync(folder, 0o711);
    home = path.join(folder, 'postgres');
  });

  afterAll(async () => {
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(durable = false): Promise<EmbeddedPostgres> {
    running = await startEmbedded(home, { durable });
    return running;
  }

  async function ask<Row extends object>(server: EmbeddedPostgres, sql: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: server.url() });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it('is made at the first start and keeps its data over a clean stop', async () => {
    const first = await start();
    expect(first.adopted).toBe(false);
    await ask(first, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(readPostmaster(first.data)).toBeNull();
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await ask(second, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('is real PostgreSQL 18 in UTF-8, on the loopback address only', async () => {
    const [row] = await ask(
      await start(),
      `SELECT current_setting('server_version_num')::int / 10000 AS major, current_setting('server_encoding') AS encoding,
              current_setting('listen_addresses') AS listens, current_setting('unix_socket_directories') AS sockets`,
    );
    expect(row).toEqual({ major: 18, encoding: 'UTF8', listens: '127.0.0.1', sockets: '' });
  });

  it('asks for a password, which only its owner can read', async () => {
    const server = await start();
    const address = new URL(server.url());
    address.password = 'guessed';
    const client = new pg.Client({ connectionString: address.href });
    await expect(client.connect()).rejects.toMatchObject({ code: '28P01' });
    const file = path.join(home, 'password');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(home).mode & 0o777).toBe(0o700);
    expect(readFileSync(file, 'utf8')).toMatch(/^[\w-]{32}$/);
  });

  it('has the roles of a production: a server’s address is one that may alter nothing', async () => {
    const server = await start();
    for (const [role, works] of [
      ['quorate_api', 'quorate_app'],
      ['quorate_migrate', 'quorate_owner'],
    ] as const) {
      const client = new pg.Client({ connectionString: server.url(undefined, role) });
      await client.connect();
      const { rows } = await client.query('SELECT session_user AS signed_in, current_user AS works');
      await client.end();
      expect(rows).toEqual([{ signed_in: role, works }]);
    }
    const password = (role?: 'quorate_api') => new URL(server.url(undefined, role)).password;
    expect(password('quorate_api')).not.toBe(password());
  });

  it('is adopted when the process that started it was killed', async () => {
    const before = await start();
    // A killed process stops nothing: to the next start this looks the same.
    const after = await start();
    expect(after.adopted).toBe(true);
    expect(after.url()).toBe(before.url());
    expect(await ask(after, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('is not stopped by one process while another uses it', async () => {
    const server = await start();
    const other = new pg.Client({ connectionString: server.url(), application_name: 'another process' });
    await other.connect();
    await server.stop();
    expect((await other.query('SELECT answer FROM kept')).rows).toEqual([{ answer: 42 }]);
    await other.end();
  });

  it('starts again after it was killed itself, with everything that was committed', async () => {
    await running?.stop();
    const server = await start(true);
    await ask(server, 'CREATE TABLE committed AS SELECT generate_series(1, 1000) AS n');
    const postmaster = readPostmaster(server.data);
    process.kill(postmaster!.pid, 'SIGKILL');
    while (isPostgresRunning(postmaster!.pid)) await pause(5);
    const again = await start();
    expect(again.adopted).toBe(false);
    expect(await ask(again, 'SELECT count(*)::int AS n FROM committed')).toEqual([{ n: 1000 }]);
  });

  it('starts although a killed server left a number that now belongs to another program', async () => {
    const server = await start();
    const file = path.join(server.data, 'postmaster.pid');
    const left = readFileSync(file, 'utf8');
    await server.stop();
    writeFileSync(file, left.replace(/^\d+/, String(process.pid)));
    const again = await start();
    expect(again.adopted).toBe(false);
    expect(await ask(again, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('refuses data of another PostgreSQL in one sentence', async () => {
    const server = await start();
    await server.stop();
    const file = path.join(server.data, 'PG_VERSION');
    writeFileSync(file, '17\n');
    await expect(start()).rejects.toThrow(/were written by PostgreSQL 17, and this is 18/);
    writeFileSync(file, '18\n');
  });

  it('makes a cluster anew when the first start was interrupted', async () => {
    const other = path.join(folder, 'interrupted');
    mkdirSync(path.join(other, 'data.unfinished'), { recursive: true });
    writeFileSync(path.join(other, 'data.unfinished/PG_VERSION'), '18\n');
    writeFileSync(path.join(other, 'password'), 'of the interrupted start');
    const server = await startEmbedded(other, { durable: false });
    expect(await ask(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
  });
});

const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? describe : describe.skip;

asRoot(
  `the embedded PostgreSQL that root starts below a folder closed to its user${isRoot ? '' : ' (skipped: not run as root)'}`,
  () => {
    it('keeps its data elsewhere, says where, and finds them again', async () => {
      const closed = mkdtempSync(path.join(tmpdir(), 'quorate-closed-'));
      const wanted = path.join(closed, 'postgres');
      const first = await startEmbedded(wanted, { durable: false });
      const home = readFileSync(`${wanted}.location`, 'utf8').trim();
      expect(first.data).toBe(path.join(home, 'data'));
      expect(home.startsWith(closed)).toBe(false);
      await first.stop();
      const second = await startEmbedded(wanted, { durable: false });
      expect(second.data).toBe(first.data);
      await second.stop();
      rmSync(home, { recursive: true });
      rmSync(closed, { recursive: true });
    });
  },
);

describe('a process number', () => {
  it.each([
    ['of this test, which is no PostgreSQL', process.pid],
    ['that nobody has', 2 ** 22 + 1],
    ['that is none', 0],
    ['that could not be read', Number.NaN],
  ])('%s names no running server', (_which, pid) => {
    expect(isPostgresRunning(pid)).toBe(false);
  });
});
