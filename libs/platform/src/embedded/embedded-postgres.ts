import { createHmac } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { CLIENT_NAME } from '../database/client-name.js';
import { makeRoles, type SignInRole } from '../database/roles.js';
import { openCluster, runProgram, SUPERUSER, type Cluster } from './cluster.js';
import { isPostgresRunning, readPostmaster } from './postmaster.js';
import { OperatorProblem } from '../operator-problem.js';

/** A running PostgreSQL of our own. */
export interface EmbeddedPostgres {
  /** True when it was running already: an earlier process of ours was killed, or another one shares it. */
  readonly adopted: boolean;
  /** Where it keeps its data. */
  readonly data: string;
  /** Address of one of its databases, with role and password: the server's own unless told, and its superuser. */
  url(database?: string, role?: SignInRole): string;
  /** Stops it cleanly, unless another process is still connected, which then stops it. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** False for tests: faster, and lost after a power cut. */
  readonly durable?: boolean;
}

/** The database that is made in a new cluster. */
const DATABASE = 'quorate';

/** Milliseconds that a server may take to start, recovery after a crash included. */
const PATIENCE = 120_000;

const VOLATILE = '-c fsync=off -c synchronous_commit=off -c full_page_writes=off';

/**
 * Starts the PostgreSQL that npm brings, or adopts the one that still runs in the folder. It listens on the
 * loopback address only and asks for a password, which lies in the folder, readable by its owner. It is a process
 * of its own: it outlives a crash of this one. It is meant for one machine; a production names its PostgreSQL
 * in `DATABASE_URL`.
 *
 * @param folder where data, log and password lie. Where root starts the server and the user it runs as cannot reach
 *   that folder, they lie below /var/lib/quorate, and `<folder>.location` says where
 * @throws OperatorProblem with one sentence for the operator
 */
export async function startEmbedded(
  folder: string,
  { durable = true }: EmbeddedOptions = {},
): Promise<EmbeddedPostgres> {
  const cluster = await openCluster(path.resolve(folder), durable);
  const { port, adopted } = await findOrStart(cluster, durable);
  const passwordOf = (role: SignInRole) =>
    createHmac('sha256', cluster.password).update(role).digest('base64url');
  const url: EmbeddedPostgres['url'] = (database = DATABASE, role) => {
    const credentials = role ? `${role}:${passwordOf(role)}` : `${SUPERUSER}:${cluster.password}`;
    return `postgres://${credentials}@127.0.0.1:${port}/${database}`;
  };
  await ensureDatabase(url('postgres'));
  await withClient(url(), (client) => makeRoles(client, passwordOf));
  const stop = () => stopUnlessShared(cluster, url('postgres'));
  return { adopted, data: cluster.data, url, stop };
}

async function findOrStart(cluster: Cluster, durable: boolean): Promise<{ port: number; adopted: boolean }> {
  const deadline = performance.now() + PATIENCE;
  while (performance.now() < deadline) {
    const running = readPostmaster(cluster.data);
    if (running !== null && isPostgresRunning(running.pid)) {
      if (running.isReady) return { port: running.port, adopted: true };
    } else {
      // A file that a killed server left names no PostgreSQL any more; the server itself cannot always tell.
      rmSync(path.join(cluster.data, 'postmaster.pid'), { force: true });
      const port = await start(cluster, durable);
      if (port !== null) return { port, adopted: false };
    }
    await pause(100);
  }
  throw new OperatorProblem(`PostgreSQL did not become ready; its log is ${cluster.log}.`);
}

/**
 * Starts the server.
 *
 * @returns its port, or null when it is worth another try
 */
async function start(cluster: Cluster, durable: boolean): Promise<number | null> {
  const port = await freePort();
  const logged = existsSync(cluster.log) ? statSync(cluster.log).size : 0;
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= ${durable ? '' : VOLATILE}`;
  const wait = String(PATIENCE / 1000);
  // Its output is not heard: the server would inherit the pipe and keep it open.
  const { code } = await runProgram(
    cluster,
    'pg_ctl',
    ['start', '-w', '-s', '-t', wait, '-D', cluster.data, '-l', cluster.log, '-o', settings],
    'unheard',
  );
  if (code === 0) return port;
  const said = existsSync(cluster.log) ? readFileSync(cluster.log).subarray(logged).toString('utf8') : '';
  // Children of a killed server may hold its memory a moment longer; a port may be taken; another process may start it.
  if (/pre-existing shared memory|could not bind|already exists|starting up/.test(said)) return null;
  const reason = said.split('\n').find((line) => /FATAL|PANIC|ERROR/.test(line)) ?? `see ${cluster.log}`;
  throw new OperatorProblem(`PostgreSQL could not be started in ${cluster.data}: ${reason}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}

async function ensureDatabase(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  });
}

async function stopUnlessShared(cluster: Cluster, url: string): Promise<void> {
  const running = readPostmaster(cluster.data);
  if (running === null || !isPostgresRunning(running.pid)) return;
  const others = await withClient(url, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name <> $1",
      [CLIENT_NAME],
    );
    return rows[0]?.count ?? 0;
  });
  if (others > 0) return;
  const { code } = await runProgram(
    cluster,
    'pg_ctl',
    ['stop', '-w', '-s', '-m', 'fast', '-D', cluster.data],
    'unheard',
  );
  if (code !== 0) throw new OperatorProblem(`PostgreSQL did not stop; its log is ${cluster.log}.`);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: CLIENT_NAME,
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
