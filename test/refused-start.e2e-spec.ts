import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ENTITIES, MIGRATIONS } from '../apps/api/src/app.module.js';
import { testDatabase, type TestDatabase } from './support/database.js';
import { buildServer, failServerProcess } from './support/server-process.js';

/** Where nobody makes folders, not even root. */
const FORBIDDEN = process.platform === 'darwin' ? '/System/quorate' : '/sys/quorate';

describe('a server that cannot start', () => {
  let database: TestDatabase;
  let fromTheFuture: TestDatabase;
  let folder: string;
  let holder: Server;
  let takenPort: string;

  beforeAll(async () => {
    buildServer();
    folder = await mkdtemp(path.join(tmpdir(), 'quorate-start-'));
    await writeFile(path.join(folder, 'file'), '');
    database = await testDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
    fromTheFuture = await testDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
    await fromTheFuture.dataSource.query(
      `INSERT INTO schema_migration (timestamp, name) VALUES (4102444800000, 'AddTelepathy4102444800000')`,
    );
    holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const address = holder.address();
    if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
    takenPort = String(address.port);
  }, 60_000);

  afterAll(async () => {
    await new Promise((resolve) => holder.close(resolve));
    await database.close();
    await fromTheFuture.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each<[string, () => Record<string, string>, RegExp]>([
    [
      'on a database from the future',
      () => ({ DATABASE_URL: fromTheFuture.url }),
      /^The database was migrated by a newer version of Quorate \(AddTelepathy4102444800000\); start that version, or restore a backup made by this one\.$/,
    ],
    [
      'on a port in use',
      () => ({ PORT: takenPort }),
      /^Port \d+ is in use by another program; stop that one, or set PORT to another\.$/,
    ],
    [
      'without the right to its data folder',
      () => ({ QUORATE_DATA: FORBIDDEN }),
      /^The data folder \S+ (may not be read and written by this user|is on a read-only disk)\. Set QUORATE_DATA to a folder that can be written\.$/,
    ],
    [
      'with a file for its data folder',
      () => ({ QUORATE_DATA: path.join(folder, 'file') }),
      /^The data folder \S+ is, or lies below, a file\. Set QUORATE_DATA to a folder that can be written\.$/,
    ],
    [
      'without its database',
      () => ({ DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' }),
      /^The database does not answer: nothing listens at its address\. See DATABASE_URL\.$/,
    ],
    [
      'with the wrong password',
      () => ({ DATABASE_URL: withPassword(database.url, 'guessed') }),
      /^The database refuses the password of this user\. See DATABASE_URL\.$/,
    ],
    [
      'with a setting that makes no sense',
      () => ({ PORT: 'harbour' }),
      /^PORT must be a whole number from 0 to 65535, not "harbour"\.$/,
    ],
  ])('%s says so in one sentence and ends with 1', async (_what, settings, sentence) => {
    const { exitCode, output } = await failServerProcess({
      PORT: '0',
      DATABASE_URL: database.url,
      QUORATE_DATA: folder,
      ...settings(),
    });
    expect(output.trim()).toMatch(sentence);
    expect(output).not.toContain('secret');
    expect(exitCode).toBe(1);
  });

  it('leaves a database from the future as it is', async () => {
    const migrations = () => fromTheFuture.dataSource.query('SELECT name FROM schema_migration ORDER BY id');
    const before = await migrations();
    await failServerProcess({ PORT: '0', DATABASE_URL: fromTheFuture.url, QUORATE_DATA: folder });
    expect(await migrations()).toEqual(before);
  });
});

function withPassword(address: string, password: string): string {
  const url = new URL(address);
  url.password = password;
  return url.href;
}
