import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import { Coalitions, Seats } from '#assembly';
import { Decisions } from '#decisions';
import type { Box } from '#voting';
import { untilAllPublished } from './support/log-reader.js';
import { Committee, committed, english } from './support/committee.js';
import type { TestDatabase } from './support/database.js';
import { startTestServer, type TestServer } from './support/world.js';

let folder: string;
let data: string;
let server: TestServer;
let committee: Committee;
let openBox: Box;
/** Databases as they were when three ballots of five were cast, and nobody had been counted. */
let backup: TestDatabase;
let untouched: TestDatabase;
/** What was lost of the state, as the live database had it. */
let live: Rows;

type Rows = Readonly<Record<string, unknown>>;

/** The rows that the acts after the backup changed or brought, and whose entries tell them whole. */
async function rowsOf({ dataSource }: TestDatabase): Promise<Rows> {
  const read = (sql: string) => dataSource.query(sql);
  return {
    boxes: await read('SELECT to_jsonb(box) AS row FROM box ORDER BY id'),
    proposals: await read('SELECT to_jsonb(proposal) AS row FROM proposal ORDER BY id'),
    decisions: await read('SELECT to_jsonb(decision) AS row FROM decision ORDER BY id'),
    seats: await read('SELECT to_jsonb(seat) AS row FROM seat ORDER BY id'),
    mandates: await read('SELECT to_jsonb(mandate) AS row FROM mandate ORDER BY id'),
  };
}

const at = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quorate-restore-'));
  data = at('data');
  server = await startTestServer({ QUORATE_DATA: data });
  committee = await Committee.seat(server, 5);
  openBox = await committee.box(3_600_000);
  for (let n = 0; n < 3; n += 1) committed(await committee.vote(openBox, n));
  await untilAllPublished(server, committee.slug);
  backup = await server.database.copy();
  untouched = await server.database.copy();

  for (let n = 3; n < 5; n += 1) committed(await committee.vote(openBox, n));
  await committee.close(openBox);
  const recorded = await server.app.get(Decisions).recordDecision(committee.actor(committee.member(0)), {
    boxId: openBox.id,
    rationale: english('It is time.'),
    takesEffectAt: null,
    reviewAt: null,
    supersedes: null,
  });
  committed(recorded);
  const [{ id: seatId }] = await server.database.dataSource.query('SELECT id FROM seat ORDER BY id LIMIT 1');
  const leaving = { seatId, expectedVersion: 1, endsAt: null, because: 'Nobody is sent any more.' };
  committed(await server.app.get(Seats).abolishSeat(committee.actor(committee.founderId), leaving));
  await untilAllPublished(server, committee.slug);
  live = await rowsOf(server.database);
  const mirrored = await run('mirror', `${server.url}/log/${committee.slug}/`, at('mirror'));
  expect(mirrored).toMatchObject({ exit: 0, document: { verified: true } });
  await server.stop();
}, 120_000);

afterAll(async () => {
  await backup.close();
  await untouched.close();
  await rm(folder, { recursive: true });
});

async function run(...words: string[]) {
  const env = { DATABASE_URL: backup.ownerUrl, QUORATE_DATA: data };
  const ran = await runLine([...words, '--json'], COMMANDS, env);
  return { ...ran, document: JSON.parse(ran.out) };
}

const fromMirror = (mirror = 'mirror') =>
  run('restore', '--from-mirror', at(mirror), '--policy', path.join(at('mirror'), 'policy'));

/** A server on the restored database; what it serves is asked for as before. */
async function serving(work: (restored: TestServer) => Promise<void>): Promise<void> {
  const settings = { DATABASE_URL: backup.serverUrl, QUORATE_DATA: data };
  const restored = await startTestServer(() => Promise.resolve(settings));
  try {
    await work(restored);
  } finally {
    await restored.stop();
  }
}

const addSector = ({ app }: TestServer) =>
  app.get(Coalitions).addSector(committee.actor(committee.founderId), { name: english('Neighbours') });

const checkpoint = async ({ url }: TestServer) =>
  (await fetch(`${url}/log/${committee.slug}/checkpoint`)).text();

describe('a database that was set back', () => {
  it('is found out: it is read, and nothing is signed', () =>
    serving(async (restored) => {
      expect((await fetch(`${restored.url}/readyz`)).status).toBe(503);
      const note = await checkpoint(restored);
      await expect(addSector(restored)).rejects.toMatchObject({ code: 'RECORD_FROZEN' });
      expect(await checkpoint(restored)).toBe(note);
    }));

  it('takes nothing from a mirror that does not verify', async () => {
    const policy = await readFile(path.join(at('mirror'), 'policy'), 'utf8');
    await writeFile(at('foreign-policy'), policy.replace(/^log .*$/m, ''));
    const words = ['restore', '--from-mirror', at('mirror'), '--policy', at('foreign-policy')];
    const { exit, document } = await run(...words);
    expect(exit).toBe(1);
    expect(document.problem).toContain('nothing was restored');
  });

  it('gets back from a mirror what it has lost, up to the signed root', async () => {
    const { exit, document } = await fromMirror();
    expect({ exit, problem: document.problem }).toEqual({ exit: 0, problem: undefined });
    expect(document.size).toBeGreaterThan(document.from);
    expect(document.documents).toBeGreaterThan(0);
    const kinds = document.lagging.map(({ kind }: { kind: string }) => kind);
    expect(kinds.sort()).toEqual(['ballot.cast', 'ballot.cast']);
    expect(document.rows).toBe(5);
  });

  it('has the rows of state again that the entries tell whole, as they were', async () => {
    expect(live).toMatchObject({ decisions: [{ row: { outcome: 'PASSED' } }] });
    expect(await rowsOf(backup)).toEqual(live);
  });

  it('loses nothing by being restored again', async () => {
    const { exit, document } = await fromMirror();
    const { from, size, rows } = document;
    expect({ exit, back: size - from, rows }).toEqual({ exit: 0, back: 0, rows: 0 });
  });

  it('serves the whole record again, verified against every checkpoint that was kept, and goes on', () =>
    serving(async (restored) => {
      expect((await fetch(`${restored.url}/readyz`)).status).toBe(200);
      const log = `${restored.url}/log/${committee.slug}/`;
      const kept = [path.join(at('mirror'), 'policy'), path.join(at('mirror'), 'checkpoint')];
      const verified = await run('verify', log, '--policy', kept[0]!, '--prior', kept[1]!);
      expect(verified.document.verdicts).toEqual([]);
      expect(verified.document.checks).toContainEqual(expect.objectContaining({ name: 'boxes', checked: 1 }));
      committed(await addSector(restored));
      await untilAllPublished({ url: restored.url, database: backup }, committee.slug);
      const extended = await run('verify', log, '--policy', kept[0]!, '--prior', kept[1]!);
      expect(extended.document).toMatchObject({ verified: true, size: Number(verified.document.size) + 1 });
    }));
});

it('a database with another record takes nothing', async () => {
  const env = { DATABASE_URL: untouched.ownerUrl, QUORATE_DATA: data };
  const before = await untouched.dataSource.query('SELECT size FROM record_head ORDER BY coalition_id');
  await untouched.dataSource.query('ALTER TABLE record_leaf DISABLE TRIGGER ALL');
  await untouched.dataSource.query(
    "UPDATE record_leaf SET leaf_hash = sha256('another') WHERE leaf_index = 3 AND coalition_id = $1",
    [committee.coalitionId],
  );
  const words = ['restore', '--from-mirror', at('mirror'), '--policy', path.join(at('mirror'), 'policy')];
  const { exit, err } = await runLine(words, COMMANDS, env);
  expect({ exit, err }).toEqual({ exit: 1, err: expect.stringContaining('Entry 3 of the database') });
  expect(await untouched.dataSource.query('SELECT size FROM record_head ORDER BY coalition_id')).toEqual(
    before,
  );
});

describe('PostgreSQL’s own programs', () => {
  it('are missed in one sentence', async () => {
    const found = process.env.PATH;
    process.env.PATH = folder;
    try {
      const { exit, document } = await run('backup', at('never'));
      expect(exit).toBe(1);
      expect(document.problem).toMatch(/^pg_dump is not installed: /);
    } finally {
      process.env.PATH = found;
    }
  });

  it('never overwrite a file', async () => {
    await writeFile(at('there'), 'kept');
    expect(await run('backup', at('there'))).toMatchObject({ exit: 2 });
    expect(await readFile(at('there'), 'utf8')).toBe('kept');
  });

  it('restore into nothing but an empty database', async () => {
    const { exit, document } = await run('restore', at('there'));
    expect({ exit, problem: document.problem }).toEqual({
      exit: 2,
      problem: expect.stringContaining('restore into an empty database'),
    });
  });
});
