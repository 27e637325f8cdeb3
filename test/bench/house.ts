/*
 * What the house costs: ratios of CPU time and throughput, all taken in one run on one machine.
 *
 *   npm run bench
 *
 * Servers run in processes of their own and take turns (ABAB); a figure is the median of the rounds. PostgreSQL is the
 * embedded one with fsync on; the house works under its walls, the server by hand as a superuser without any. While ballots are compared, neither server gives entries their place in the tree or
 * signs: a third process does so for both. The house answers a ballot when its entry is published, the server by hand
 * when it is committed; ballots therefore come at a steady rate, and waiting costs no CPU time.
 */
import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLog, databaseOptions, migrateDatabase, readConfig, startEmbedded } from '#platform';
import { ENTITIES, MIGRATIONS } from '../../apps/api/src/app.module.js';
import { DataSource } from 'typeorm';
import { createServer } from '../../apps/api/src/server.js';
import { ACT_TABLES } from './house.acts.js';
import { Client } from './house.load.js';
import { startMeasured, type Measured } from './house.process.js';
import { benchWorld, type BenchWorld } from './house.world.js';
import { compareActs } from './house.writes.js';

/** Odd, so that there is a median. */
const ROUNDS = 9;
const READS = 250;
/** Requests before the measuring, in which code is compiled and plans are made. */
const WARMING = 2000;
const BALLOTS_A_SECOND = 200;
const SECONDS = 2;
const RECEIPT_SECONDS = 15;

interface Servers {
  readonly quorate: Measured;
  readonly byHand: Measured;
}
type Round = Readonly<Record<'quorate' | 'byHand', number>>;

const wanted = new Set(process.argv.slice(2));
const isWanted = (part: string) => wanted.size === 0 || wanted.has(part);

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function report(what: string, rounds: readonly Round[], unit: string, goal: string): void {
  const [quorate, byHand] = [median(rounds.map((r) => r.quorate)), median(rounds.map((r) => r.byHand))];
  const ratio = median(rounds.map((round) => round.quorate / round.byHand));
  console.log(
    `${what}: ${quorate.toFixed(0)} against ${byHand.toFixed(0)} ${unit}, ${ratio.toFixed(2)} times (goal ${goal})`,
  );
}

/** Microseconds of CPU time that a server takes for each of so many requests. */
async function cost(server: Measured, requests: number, load: () => Promise<unknown>): Promise<number> {
  const before = await server.ask({ ask: 'cpu' });
  await load();
  return ((await server.ask({ ask: 'cpu' })).cpu - before.cpu) / requests;
}

async function compareReads({ quorate, byHand }: Servers, { decisions }: BenchWorld): Promise<void> {
  const clients = {
    quorate: new Client(quorate.url, '/graphql', 8),
    byHand: new Client(byHand.url, '/decisions', 8),
  };
  const read = (client: Client, times: number) => client.repeat(times, 8, () => decisions, '"outcome"');
  const [ours, theirs] = await Promise.all([
    clients.quorate.send(decisions, '"outcome"'),
    clients.byHand.send(decisions, '"outcome"'),
  ]);
  if (ours !== theirs && JSON.stringify(JSON.parse(ours)) !== JSON.stringify(JSON.parse(theirs)))
    throw new Error(`The answers differ: ${ours} and ${theirs}`);
  await read(clients.quorate, WARMING);
  await read(clients.byHand, WARMING);
  const cpu: Round[] = [];
  const throughput: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    const ofQuorate = await cost(quorate, READS, () => read(clients.quorate, READS));
    const between = performance.now();
    const ofByHand = await cost(byHand, READS, () => read(clients.byHand, READS));
    cpu.push({ quorate: ofQuorate, byHand: ofByHand });
    throughput.push({
      quorate: (1000 * READS) / (between - start),
      byHand: (1000 * READS) / (performance.now() - between),
    });
  }
  report('20 decisions with their body, CPU', cpu, 'us a request', 'at most 2.2');
  report('20 decisions with their body, throughput', throughput, 'requests a second', 'none');
  for (const client of Object.values(clients)) client.close();
}

async function compareBallots({ quorate, byHand }: Servers, world: BenchWorld): Promise<void> {
  const clients = {
    quorate: new Client(quorate.url, '/graphql', 256),
    byHand: new Client(byHand.url, '/ballots', 256),
  };
  const vote = (client: Client, seconds: number) =>
    client.stream(BALLOTS_A_SECOND, seconds, () => world.ballot('eventId leafHash repeated'), '"BallotCast"');
  await vote(clients.quorate, 3 * SECONDS);
  await vote(clients.byHand, 3 * SECONDS);
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const requests = BALLOTS_A_SECOND * SECONDS;
    rounds.push({
      quorate: await cost(quorate, requests, () => vote(clients.quorate, SECONDS)),
      byHand: await cost(byHand, requests, () => vote(clients.byHand, SECONDS)),
    });
  }
  report('a ballot cast with its record, CPU', rounds, 'us a ballot', 'at most 3');
  for (const client of Object.values(clients)) client.close();
}

async function receipts(server: Measured, world: BenchWorld): Promise<void> {
  const client = new Client(server.url, '/graphql', 1000);
  let late = 0;
  const vote = (seconds: number) =>
    client.stream(
      BALLOTS_A_SECOND,
      seconds,
      () => world.ballot('eventId status'),
      '"status"',
      (answer) => {
        if (!answer.includes('"PUBLISHED"')) late += 1;
      },
    );
  await vote(5);
  late = 0;
  const times = await vote(RECEIPT_SECONDS);
  const within = (part: number) => `${times[Math.ceil(part * times.length) - 1]?.toFixed(0) ?? '?'} ms`;
  console.log(
    `receipt PUBLISHED while ${BALLOTS_A_SECOND} ballots arrive a second: p50 ${within(0.5)}, p95 ${within(0.95)} (goal at most 1000 ms), p99 ${within(0.99)}; answered before they were: ${late} of ${times.length}`,
  );
  client.close();
}

const folder = mkdtempSync(path.join(tmpdir(), 'quorate-bench-'));
const postgres = await startEmbedded(path.join(folder, 'postgres'));
const settings = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: '0',
  DATABASE_URL: postgres.url(undefined, 'quorate_api'),
  QUORATE_DATA: path.join(folder, 'data'),
};
// It sequences and publishes at its first entry, and then leaves it to the keeper.
const idleKeeper = { ...settings, QUORATE_CHECKPOINT_INTERVAL_MS: '60000' };
const owner = new DataSource(databaseOptions(postgres.url(), { entities: ENTITIES, migrations: [] }));
try {
  await migrateDatabase(postgres.url(undefined, 'quorate_migrate'), MIGRATIONS);
  await owner.initialize();
  const keeper = await createServer(
    readConfig(settings),
    createLog((line) => console.error(line)),
  );
  const database = { dataSource: owner };
  const world = await benchWorld(
    { app: keeper.app, database },
    {
      ballots: isWanted('cast') || isWanted('receipt') ? 30 * BALLOTS_A_SECOND * SECONDS : 0,
      bodies: isWanted('read') ? 4 : 0,
    },
  );
  await database.dataSource.query(ACT_TABLES);
  if (isWanted('read') || isWanted('cast') || isWanted('act')) {
    const servers = {
      quorate: await startMeasured('quorate', idleKeeper),
      byHand: await startMeasured('by-hand', { ...settings, DATABASE_URL: postgres.url() }),
    };
    if (isWanted('read')) await compareReads(servers, world);
    if (isWanted('cast')) await compareBallots(servers, world);
    await Promise.all([servers.quorate.stop(), servers.byHand.stop()]);
    if (isWanted('act')) {
      const writer = await startMeasured('quorate', { ...idleKeeper, QUORATE_DATABASE_POOL: '34' });
      const { coalitionId } = world.committee;
      const personId = world.committee.member(0);
      await compareActs({ writer, owner, world: { coalitionId, personId } });
      await writer.stop();
    }
  }
  await keeper.stop();
  if (isWanted('receipt')) {
    const server = await startMeasured('quorate', settings);
    await receipts(server, world);
    await server.stop();
  }
} finally {
  if (owner.isInitialized) await owner.destroy();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
