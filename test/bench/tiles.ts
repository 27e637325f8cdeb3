/*
 * What the record costs beside the acts: entries sequenced a second, proofs, tiles served, bytes on the disk.
 *
 *   node test/bench/tiles.bench.mjs
 *
 * PostgreSQL is the embedded one; the server that is measured runs in a process of its own.
 */
import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request, Agent } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { uuidFromBytes, uuidv7, type CoalitionId } from '#kernel';
import { createLog, databaseOptions, migrateDatabase, readConfig, startEmbedded } from '#platform';
import { Checkpoints, LogQueries, Sequencer } from '#record';
import { encodeEntry, leafHash } from '#transparency';
import { DataSource } from 'typeorm';
import { ENTITIES, MIGRATIONS } from '../../apps/api/src/app.module.js';
import { createServer } from '../../apps/api/src/server.js';
import { Committee } from '../support/committee.js';
import { startMeasured, type Measured } from './house.process.js';

const ENTRIES = 20_000;
const BATCH = 2_000;
const PROOFS = 200;
const TILE_SECONDS = 5;
const LANES = 16;

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Entries of 550 bytes, each of a subject of its own, committed and not yet sequenced. */
async function commitEntries(owner: DataSource, { coalitionId, slug }: Committee, count: number) {
  const [log]: { origin: string }[] = await owner.query('SELECT origin FROM record_log WHERE slug = $1', [
    slug,
  ]);
  const rows = Array.from({ length: count }, () => {
    // As the ledger gives them; a ballot's stream is a hash.
    const [id, stream] = [uuidv7(new Date(), randomBytes(10)), uuidFromBytes(randomBytes(16))];
    const entry = encodeEntry({
      v: 1,
      log: log?.origin ?? '',
      id,
      kind: 'bench.told',
      stream,
      ver: 1,
      prev: null,
      at: '2026-11-23T09:00:00.000Z',
      actor: { role: 'elector', seat: null, org: null, commit: randomBytes(32).toString('base64') },
      rule: randomBytes(32).toString('base64'),
      cause: null,
      body: { told: randomBytes(40).toString('hex') },
      commit: { ballot: randomBytes(32).toString('base64') },
      docs: [],
    });
    return { id, stream, entry, hash: leafHash(entry) };
  });
  await owner.query(
    `WITH event AS (
       INSERT INTO record_event (coalition_id, id, stream, stream_version, kind, entry, leaf_hash, recorded_at)
       SELECT $1, id, stream, 1, 'bench.told', entry, leaf_hash, quorate_now()
       FROM unnest($2::uuid[], $3::uuid[], $4::bytea[], $5::bytea[]) AS new (id, stream, entry, leaf_hash)
       RETURNING event_id
     )
     INSERT INTO record_pending (coalition_id, event_id) SELECT $1, event_id FROM event`,
    [
      coalitionId,
      rows.map((r) => r.id),
      rows.map((r) => r.stream),
      rows.map((r) => r.entry),
      rows.map((r) => r.hash),
    ],
  );
  return rows.reduce((sum, { entry }) => sum + entry.length, 0) / count;
}

const RELATIONS = ['record_event', 'record_leaf', 'record_tile'];
const bytesOf = async (owner: DataSource, relations: readonly string[]): Promise<number> => {
  const [row]: { bytes: string }[] = await owner.query(
    'SELECT sum(pg_total_relation_size(name::regclass))::text AS bytes FROM unnest($1::text[]) AS name',
    [relations],
  );
  return Number(row?.bytes);
};

/** Requests for one full tile, over and over, on kept connections. */
async function fetchTiles(url: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: LANES });
  const end = performance.now() + TILE_SECONDS * 1000;
  let served = 0;
  const get = () =>
    new Promise<void>((resolve, reject) => {
      const asked = request(url, { agent }, (response) => {
        if (response.statusCode !== 200)
          reject(new Error(`A tile was answered with ${response.statusCode}.`));
        response.resume().once('end', resolve);
      });
      asked.once('error', reject).end();
    });
  const lane = async () => {
    for (; performance.now() < end; served += 1) await get();
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  agent.destroy();
  return served;
}

async function measureTiles(server: Measured, slug: string): Promise<void> {
  const url = `${server.url}/log/${slug}/tile/0/000`;
  await fetchTiles(url);
  const before = await server.ask({ ask: 'cpu' });
  const served = await fetchTiles(url);
  const cpu = (await server.ask({ ask: 'cpu' })).cpu - before.cpu;
  console.log(
    `full tiles served: ${(served / TILE_SECONDS).toFixed(0)} a second, ${(cpu / served).toFixed(0)} us of CPU each (goal 5000 a second)`,
  );
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
const owner = new DataSource(
  databaseOptions(postgres.url(), { entities: ENTITIES, migrations: [] }, { statementTimeout: 0 }),
);
try {
  await migrateDatabase(postgres.url(undefined, 'quorate_migrate'), MIGRATIONS);
  await owner.initialize();
  const idle = { ...settings, QUORATE_CHECKPOINT_INTERVAL_MS: '60000' };
  const server = await createServer(
    readConfig(idle),
    createLog((line) => console.error(line)),
  );
  const committee = await Committee.seat({ app: server.app, database: { dataSource: owner } }, 2);
  const coalitionId: CoalitionId = committee.coalitionId;
  const sequencer = server.app.get(Sequencer);
  await sequencer.run(coalitionId);

  const before = await bytesOf(owner, RELATIONS);
  let size = 0;
  let milliseconds = 0;
  for (let done = 0; done < ENTRIES; done += BATCH) {
    size = await commitEntries(owner, committee, BATCH);
    const begun = performance.now();
    await sequencer.run(coalitionId);
    milliseconds += performance.now() - begun;
  }
  console.log(
    `entries sequenced by one process: ${((1000 * ENTRIES) / milliseconds).toFixed(0)} a second (goal 10000)`,
  );
  const grown = ((await bytesOf(owner, RELATIONS)) - before) / ENTRIES;
  console.log(
    `disk for an entry of ${size.toFixed(0)} bytes: ${grown.toFixed(0)} bytes, what it is found by included (goal 1024)`,
  );

  const published = await server.app.get(Checkpoints).publish(coalitionId);
  const logs = server.app.get(LogQueries);
  const times: number[] = [];
  for (let proof = 0; proof < PROOFS; proof += 1) {
    const begun = performance.now();
    await logs.inclusionProof(coalitionId, Math.floor((published * proof) / PROOFS), published);
    times.push(performance.now() - begun);
  }
  const slow = [...times].sort((a, b) => a - b)[Math.floor(0.95 * PROOFS)] ?? Number.NaN;
  console.log(
    `inclusion proof among ${published} entries: p50 ${median(times).toFixed(1)} ms, p95 ${slow.toFixed(1)} ms (goal 10 ms)`,
  );

  const measured = await startMeasured('quorate', idle);
  await measureTiles(measured, committee.slug);
  await measured.stop();
  await server.stop();
} finally {
  if (owner.isInitialized) await owner.destroy();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
