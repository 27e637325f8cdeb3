import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { moveClock, testDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { ENTITIES, MIGRATIONS } from '../../../api/src/app.module.js';
import { runLine } from '../spec-support/terminal.js';
import { COMMANDS } from './index.js';

let folder: string;
let empty: TestDatabase;
let migrated: TestDatabase;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quorate-steward-'));
  empty = await testDatabase({ entities: [], migrations: [] });
  migrated = await testDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
}, 120_000);

afterAll(async () => {
  await empty.close();
  await migrated.close();
  await rm(folder, { recursive: true });
});

/** Migrations run in the order of the 13 digits at the end of their names. */
const byTime = (a: string, b: string) => a.slice(-13).localeCompare(b.slice(-13));

async function steward(database: TestDatabase | null, ...argv: string[]) {
  const env = { QUORATE_DATA: folder, ...(database && { DATABASE_URL: database.url }) };
  const ran = await runLine([...argv, '--json'], COMMANDS, env);
  return { ...ran, document: JSON.parse(ran.out) };
}

describe('migrate', () => {
  it('brings an empty database to this version and says by what, then has nothing to do', async () => {
    const first = await steward(empty, 'migrate');
    expect(first).toMatchObject({
      exit: 0,
      err: '',
      document: { migrated: MIGRATIONS.map(({ name }) => name).sort(byTime) },
    });
    expect(first.document.database).toMatch(/^the database test_[0-9a-f]+ on 127\.0\.0\.1$/);
    expect(await steward(empty, 'migrate')).toMatchObject({ exit: 0, document: { migrated: [] } });
  }, 60_000);

  it('refuses a database from the future in one sentence', async () => {
    await empty.dataSource.query(
      "INSERT INTO schema_migration (timestamp, name) VALUES (9999999999999, 'Later9999999999999')",
    );
    const { exit, document, err } = await steward(empty, 'migrate');
    expect(exit).toBe(1);
    expect(document.problem).toContain('newer version of Quorate (Later9999999999999)');
    expect(err).toBe(`${document.problem}\n`);
  });

  it('says of a bad setting in one sentence what it takes', async () => {
    const { exit, err } = await runLine(['migrate'], COMMANDS, { PORT: 'four' });
    expect({ exit, err }).toEqual({
      exit: 1,
      err: 'PORT must be a whole number from 0 to 65535, not "four".\n',
    });
  });
});

describe('demo and close-due', () => {
  it('load a coalition whose running vote is closed and counted when its time has come', async () => {
    expect(await steward(migrated, 'demo')).toMatchObject({
      exit: 0,
      document: { coalition: 'harbour', links: [{}, {}, { role: 'the steward' }] },
    });
    expect(await steward(migrated, 'close-due')).toMatchObject({ exit: 0, document: { done: [], left: [] } });
    // Before the first turn of the year of turns that is planned, or after it: the month decides.
    await moveClock(migrated.dataSource, 8 * 86_400_000);
    const { exit, document } = await steward(migrated, 'close-due');
    expect({ exit, left: document.left }).toEqual({ exit: 0, left: [] });
    const ofBoxes = document.done.filter(({ kind }: { kind: string }) => kind.startsWith('box.'));
    expect(ofBoxes).toMatchObject([
      { coalition: 'harbour', kind: 'box.close' },
      { coalition: 'harbour', kind: 'box.count' },
    ]);
    const open = await migrated.dataSource.query('SELECT FROM box WHERE tally IS NULL');
    expect(open).toEqual([]);
  }, 120_000);
});

describe('close-due', () => {
  it('says that nothing was due', async () => {
    expect(await steward(migrated, 'close-due')).toMatchObject({ exit: 0, document: { done: [], left: [] } });
  }, 60_000);

  it('ends with 1 and the reason when something due could not be carried out', async () => {
    // A box that is not there: the due act finds nothing to close, and stays.
    await migrated.dataSource.query(`
      INSERT INTO record_log (coalition_id, slug, origin)
      VALUES ('01890000-0000-7000-8000-000000000001', 'river', 'quorate.example/log/river')`);
    await migrated.dataSource.query(`
      INSERT INTO due_act (coalition_id, id, kind, subject, due_at)
      VALUES ('01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000002', 'box.close',
              '01890000-0000-7000-8000-000000000003', quorate_now() - interval '1 hour')`);
    const { exit, document, err } = await steward(migrated, 'close-due');
    expect(exit).toBe(1);
    expect(document).toMatchObject({
      done: [],
      left: [{ coalition: 'river', kind: 'box.close', subject: '01890000-0000-7000-8000-000000000003' }],
    });
    expect(err).toContain('A due act was not carried out; it stays due.');
  }, 60_000);
});
