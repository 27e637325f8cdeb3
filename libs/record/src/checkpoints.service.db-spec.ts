import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isRefusal, type CoalitionId } from '#kernel';
import { createLog, platformMigrations, readConfig, Vault, WrappingKeys } from '#platform';
import {
  decodeFrontier,
  frontierRoot,
  openByPolicy,
  parseCheckpoint,
  parsePolicy,
  splitNote,
  formatPolicy,
  NO_QUORUM,
} from '#transparency';
import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import { Checkpoints } from './checkpoints.service.js';
import { Ledger } from './ledger.service.js';
import { LogKeys } from './log-keys.js';
import { recordMigrations } from './migrations/index.js';
import { SecondStore } from './second-store.js';
import { Sequencer } from './sequencer.service.js';
import { RecordSignals } from './signals.js';

const ORIGIN = 'spec.example/log/spec';
let database: TestDatabase;
let dataDir: string;
let signals: RecordSignals;
let sequencer: Sequencer;
const coalitionId = randomUUID() as CoalitionId;

const checkpoints = () =>
  new Checkpoints(
    database.dataSource,
    signals,
    { ...readConfig({}), dataDir },
    createLog(() => undefined),
  );

async function write(entries: number): Promise<void> {
  const ledger = new Ledger(database.dataSource, signals, new Vault(WrappingKeys.forOnce()));
  const actor = { coalitionId, personId: null, key: null, request: null };
  for (let n = 0; n < entries; n += 1) {
    await ledger.found(actor, { slug: 'spec', origin: ORIGIN }, (act) => {
      const entry = act.append({
        stream: act.newId<'Thing'>(),
        kind: 'thing.made',
        capacity: { role: 'server' },
        body: {},
      });
      return Promise.resolve({ entry, result: {} });
    });
  }
  await sequencer.run(coalitionId);
}

const lastNote = async () => {
  const [row]: { note: string }[] = await database.dataSource.query(
    'SELECT note FROM record_checkpoint ORDER BY size DESC LIMIT 1',
  );
  return row!.note;
};

const frozen = async () => {
  const [row]: { frozen: string | null }[] = await database.dataSource.query(
    'SELECT frozen FROM record_head',
  );
  return row!.frozen;
};

beforeEach(async () => {
  database = await testDatabase({ entities: [], migrations: [...platformMigrations, ...recordMigrations] });
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'quorate-spec-'));
  signals = new RecordSignals(
    database.dataSource,
    createLog(() => undefined),
  );
  sequencer = new Sequencer(database.dataSource);
});

afterEach(async () => {
  await signals.onModuleDestroy();
  await database.close();
  await rm(dataDir, { recursive: true });
});

describe('a checkpoint', () => {
  it('is signed by the log’s own key, outside the database, and names size and root', async () => {
    await write(3);
    expect(await checkpoints().publish(coalitionId)).toBe(3);
    const keys = new LogKeys({ dataDir, signCommand: null });
    const [signer] = await keys.signers({ slug: 'spec', origin: ORIGIN });
    const policy = parsePolicy(
      formatPolicy({
        logs: [{ key: signer!.key, url: null }],
        witnesses: [],
        groups: [],
        quorum: NO_QUORUM,
      }),
    );
    if (isRefusal(policy)) throw new Error(policy.because);
    expect(openByPolicy(await lastNote(), policy)).toMatchObject({ checkpoint: { origin: ORIGIN, size: 3 } });
  });

  it('is published once for a size, however many servers publish', async () => {
    await write(2);
    await Promise.all([checkpoints().publish(coalitionId), checkpoints().publish(coalitionId)]);
    await checkpoints().publish(coalitionId);
    const rows: unknown[] = await database.dataSource.query('SELECT FROM record_checkpoint');
    expect(rows).toHaveLength(1);
  });

  it('is signed again with the same size and root when a server died between the second store and the database', async () => {
    await write(2);
    await checkpoints().publish(coalitionId);
    await write(1);
    const body = await currentBody();
    await new SecondStore(path.join(dataDir, 'published', 'spec')).advance(2, body);
    await write(4);
    expect(await checkpoints().publish(coalitionId)).toBe(3);
    const split = splitNote(await lastNote());
    if (isRefusal(split)) throw new Error(split.because);
    expect(parseCheckpoint(split.body)).toMatchObject({ size: 3, root: body.root });
    expect(await checkpoints().publish(coalitionId)).toBe(7);
  });

  it('is refused, and the record frozen, when the database was set back behind what was published', async () => {
    await write(5);
    await checkpoints().publish(coalitionId);
    const head = await currentBody();
    await new SecondStore(path.join(dataDir, 'published', 'spec')).advance(5, { size: 9, root: head.root });
    await write(1);
    expect(await checkpoints().problems()).toEqual([expect.stringContaining('size 9')]);
    expect(await checkpoints().publish(coalitionId)).toBe(0);
    expect(await frozen()).toContain('size 9');
  });

  it('is refused, and the record frozen, when leaves were changed under it', async () => {
    await write(4);
    await checkpoints().publish(coalitionId);
    await database.dataSource.query(`
      ALTER TABLE record_checkpoint DISABLE TRIGGER ALL;
      UPDATE record_checkpoint SET root = sha256('another past');
      ALTER TABLE record_checkpoint ENABLE TRIGGER ALL;`);
    await write(1);
    expect(await checkpoints().publish(coalitionId)).toBe(0);
    expect(await frozen()).toContain('size 4');
  });

  it('is not signed without the folder that remembers what was published, nor without the key', async () => {
    await write(1);
    await checkpoints().publish(coalitionId);
    await write(1);
    const published = path.join(dataDir, 'published');
    await rm(published, { recursive: true });
    expect(await checkpoints().publish(coalitionId)).toBe(0);
    expect(await frozen()).toBeNull();
    expect(await readdir(dataDir)).toEqual(['keys']);
  });
});

async function currentBody(): Promise<{ size: number; root: Uint8Array }> {
  const [row]: { size: string; frontier: Buffer }[] = await database.dataSource.query(
    'SELECT size, frontier FROM record_head',
  );
  const frontier = decodeFrontier(Number(row!.size), row!.frontier)!;
  return { size: frontier.size, root: frontierRoot(frontier) };
}
