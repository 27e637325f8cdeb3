import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import type { Box } from '#voting';
import { Committee, committed } from './support/committee.js';
import { logOverHttp, untilAllPublished } from './support/log-reader.js';
import { startTestServer, type TestServer } from './support/world.js';

let server: TestServer;
let folder: string;

beforeAll(async () => {
  server = await startTestServer();
  folder = await mkdtemp(path.join(tmpdir(), 'quorate-held-'));
}, 120_000);

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const query = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
  server.database.dataSource.query(sql, values);

/** What `steward verify` says of a coalition's record when all that is committed has been published. */
async function verify({ slug }: Committee, ...args: string[]) {
  await untilAllPublished(server, slug);
  const ran = await runLine(['verify', server.url, '--coalition', slug, '--json', ...args], COMMANDS);
  return { exit: ran.exit, document: JSON.parse(ran.out) };
}

/** Keeps a file of a log as somebody did who looked at it before. */
async function keep(file: string, { slug }: Committee): Promise<string> {
  const kept = path.join(folder, `${slug}-${file}`);
  await writeFile(kept, await logOverHttp(server.url, slug)(file));
  return kept;
}

/** Does to the database what only its superuser can, past every trigger. */
async function asSuperuser(table: string, change: string, values: unknown[]): Promise<void> {
  await query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
  await query(change, values);
  await query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
}

async function voteOf(committee: Committee, box: Box, members: number): Promise<void> {
  const casts = await Promise.all(Array.from({ length: members }, (_, n) => committee.vote(box, n)));
  casts.forEach(committed);
}

describe('a record that was kept honestly', () => {
  it('is verified by what was held beforehand, and its votes are recounted', async () => {
    const committee = await Committee.seat(server, 5);
    const first = await verify(committee);
    expect(first).toMatchObject({ exit: 0, document: { policy: 'served', consistentWith: [] } });
    const held = [await keep('policy', committee), await keep('checkpoint', committee)];
    const box = await committee.box(60_000);
    await voteOf(committee, box, 5);
    await committee.close(box);
    await committee.box(3_600_000);

    const { exit, document } = await verify(committee, '--policy', held[0]!, '--prior', held[1]!);
    expect({ exit, verdicts: document.verdicts }).toEqual({ exit: 0, verdicts: [] });
    expect(document).toMatchObject({
      policy: 'held',
      consistentWith: [first.document.size],
      checks: expect.arrayContaining([
        expect.objectContaining({ name: 'boxes', checked: 1 }),
        expect.objectContaining({ name: 'erasures', checked: 0 }),
      ]),
    });
    expect(document.entries).toBe(document.size);
    expect(document.checks[0].skipped).toEqual([expect.stringContaining('is not closed yet')]);
  }, 60_000);

  it('is not taken for that of another coalition', async () => {
    const [one, other] = [await Committee.seat(server, 1), await Committee.seat(server, 1)];
    await verify(other);
    const policy = await keep('policy', other);
    expect(await verify(one, '--policy', policy)).toMatchObject({
      exit: 1,
      document: { verdicts: [{ code: 'DIFFERENT_RECORD', place: 'checkpoint' }] },
    });
  }, 60_000);
});

describe('what a superuser of the database changed afterwards', () => {
  const entryAt = `
    SELECT event.event_id, event.entry FROM record_event event
    JOIN record_leaf leaf USING (coalition_id, event_id)
    WHERE coalition_id = $1 AND leaf_index = $2`;

  it('one row of the entries, is refused, and the entry named', async () => {
    const committee = await Committee.seat(server, 2);
    expect(await verify(committee)).toMatchObject({ exit: 0 });
    const [row] = await query<{ event_id: string; entry: Buffer }>(entryAt, [committee.coalitionId, 3]);
    const forged = Buffer.from(row!.entry.toString().replace('"steward"', '"founder"'));
    expect(forged.equals(row!.entry)).toBe(false);
    await asSuperuser(
      'record_event',
      "UPDATE record_event SET entry = $2, leaf_hash = sha256('\\x00'::bytea || $2) WHERE event_id = $1",
      [row!.event_id, forged],
    );
    expect(await verify(committee)).toMatchObject({
      exit: 1,
      document: {
        verified: false,
        verdicts: [
          { code: 'TAMPERED_TILES', index: 3, place: expect.stringMatching(/^tile\/entries\/000\.p\//) },
        ],
      },
    });
  }, 60_000);

  it('one leaf of the tree, is refused, and the entry named', async () => {
    const committee = await Committee.seat(server, 2);
    expect(await verify(committee)).toMatchObject({ exit: 0 });
    await asSuperuser(
      'record_leaf',
      'UPDATE record_leaf SET leaf_hash = set_byte(leaf_hash, 7, get_byte(leaf_hash, 7) # 1) WHERE coalition_id = $1 AND leaf_index = 2',
      [committee.coalitionId],
    );
    expect(await verify(committee)).toMatchObject({
      exit: 1,
      document: { verdicts: [{ code: 'TAMPERED_TILES', index: 2 }] },
    });
  }, 60_000);

  it('one byte of a stored tile, is refused, and the tile named', async () => {
    const committee = await Committee.seat(server, 85);
    const { document } = await verify(committee);
    expect(document).toMatchObject({ verified: true });
    expect(document.size).toBeGreaterThan(256);
    await asSuperuser(
      'record_tile',
      'UPDATE record_tile SET hashes = set_byte(hashes, 1000, get_byte(hashes, 1000) # 128) WHERE coalition_id = $1',
      [committee.coalitionId],
    );
    await pause(1000); // a full tile that was served is answered from memory for a second
    expect(await verify(committee)).toMatchObject({
      exit: 1,
      document: { verdicts: [{ code: 'TAMPERED_TILES', place: 'tile/0/000', index: 31 }] },
    });
  }, 120_000);

  it('one document, is refused, and the entry that names it', async () => {
    const committee = await Committee.seat(server, 1);
    expect(await verify(committee)).toMatchObject({ exit: 0 });
    await query('ALTER TABLE record_doc DROP CONSTRAINT record_doc_check');
    await asSuperuser(
      'record_doc',
      "UPDATE record_doc SET content = content || ' '::bytea WHERE coalition_id = $1",
      [committee.coalitionId],
    );
    const { exit, document } = await verify(committee);
    expect(exit).toBe(1);
    expect(document.verdicts).toMatchObject([
      { code: 'TAMPERED_TILES', place: expect.stringMatching(/^docs\//) },
    ]);
    expect(document.verdicts[0].index).toBeGreaterThan(0);
  }, 60_000);
});

describe('what a superuser changed before it was published', () => {
  it('one ballot in an open box, is found by the recount, and the ballot named', async () => {
    const committee = await Committee.seat(server, 4);
    const box = await committee.box(60_000);
    await voteOf(committee, box, 4);
    const [ballot] = await query<{ id: string }>(
      'SELECT id FROM ballot WHERE box_id = $1 ORDER BY id LIMIT 1',
      [box.id],
    );
    await asSuperuser(
      'ballot',
      `UPDATE ballot SET ballot = '{"kind":"choice","choice":"no"}' WHERE id = $1`,
      [ballot!.id],
    );
    await committee.close(box);
    const { exit, document } = await verify(committee);
    expect(exit).toBe(1);
    expect(document.verdicts).toMatchObject([{ code: 'COUNT', place: 'boxes' }]);
    expect(document.verdicts[0].because).toContain(`ballot ${ballot!.id}`);
  }, 60_000);
});
