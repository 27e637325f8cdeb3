import { readFileSync } from 'node:fs';
import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import { migrateDatabase } from '#platform';
import { ENTITIES, MIGRATIONS } from './app.module.js';

const ROLES = readFileSync(new URL('../../../docker/postgres-roles.sql', import.meta.url), 'utf8');

describe('the roles of a production database', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
    await database.dataSource.query(ROLES);
  });

  afterAll(() => database.close());

  /** Runs a statement as a role, and takes it back; the code of PostgreSQL's refusal, or null. */
  async function refusal(role: string, sql: string): Promise<string | null> {
    const runner = database.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      await runner.query(`SET LOCAL ROLE ${role}`);
      await runner.query(sql);
      return null;
    } catch (error) {
      return (error as { driverError: { code: string } }).driverError.code;
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  }

  const DENIED = '42501';

  it('are the same when the script runs again', async () => {
    const rights = () =>
      database.dataSource.query(
        `SELECT relname, relacl::text[] FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY relname`,
      );
    const before = await rights();
    await database.dataSource.query(ROLES);
    expect(await rights()).toEqual(before);
  });

  it('migrate from nothing, as the owner to whom everything then belongs', async () => {
    const empty = await testDatabase({ entities: [], migrations: [] });
    await empty.dataSource.query(ROLES);
    await empty.dataSource.query(`ALTER ROLE quorate_migrate PASSWORD 'migrate'`);
    const url = new URL(empty.url);
    url.username = 'quorate_migrate';
    url.password = 'migrate';
    expect(await migrateDatabase(url.href, MIGRATIONS)).toHaveLength(MIGRATIONS.length);
    const owners = await empty.dataSource.query(
      `SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'`,
    );
    expect(owners).toEqual([{ tableowner: 'quorate_owner' }]);
    await empty.close();
  });

  const ENTRIES = [
    'record_event',
    'record_leaf',
    'record_tile',
    'record_checkpoint',
    'record_log',
    'record_act',
  ];
  const EVERYONE = ['quorate_app', 'quorate_sequencer', 'quorate_reader', 'quorate_privacy', 'quorate_api'];

  it.each(EVERYONE.flatMap((role) => ENTRIES.map((table) => [role, table])))(
    'let %s alter nothing in %s',
    async (role, table) => {
      expect(await refusal(role, `DELETE FROM ${table}`)).toBe(DENIED);
      expect(await refusal(role, `TRUNCATE ${table}`)).toBe(DENIED);
      expect(await refusal(role, `UPDATE ${table} SET coalition_id = coalition_id`)).toBe(DENIED);
      expect(await refusal(role, `ALTER TABLE ${table} DISABLE TRIGGER ALL`)).toBe(DENIED);
    },
  );

  it.each([
    ['the privacy role alone erases personal data', 'quorate_privacy', 'DELETE FROM record_private', null],
    ['the server does not', 'quorate_api', 'DELETE FROM record_private', DENIED],
    ['nor does it rewrite them', 'quorate_api', "UPDATE record_private SET value = ''", DENIED],
    ['the app reads entries', 'quorate_app', 'SELECT FROM record_event', null],
    ['the app deletes no state', 'quorate_app', 'DELETE FROM due_act', DENIED],
    ['the app ends sessions', 'quorate_app', 'DELETE FROM session', null],
    ['the app writes no leaf', 'quorate_app', 'INSERT INTO record_leaf DEFAULT VALUES', DENIED],
    ['the sequencer takes from the outbox', 'quorate_sequencer', 'DELETE FROM record_pending', null],
    ['the sequencer moves the head', 'quorate_sequencer', 'UPDATE record_head SET size = size', null],
    ['the sequencer reads no account', 'quorate_sequencer', 'SELECT FROM account', DENIED],
    ['a reader reads the public record', 'quorate_reader', 'SELECT FROM record_checkpoint', null],
    ['a reader reads no personal data', 'quorate_reader', 'SELECT FROM record_private', DENIED],
    ['a reader reads no session', 'quorate_reader', 'SELECT FROM session', DENIED],
    ['the server may do what the app may', 'quorate_api', 'SELECT FROM account FOR UPDATE', null],
    ['the server may do what the sequencer may', 'quorate_api', 'DELETE FROM record_pending', null],
    ['the server creates nothing', 'quorate_api', 'CREATE TABLE more (n int)', DENIED],
    [
      'the server does not escape the triggers',
      'quorate_api',
      'SET session_replication_role = replica',
      DENIED,
    ],
    ['the owner creates', 'quorate_owner', 'CREATE TABLE more (n int)', null],
  ])('mean that %s', async (_what, role, sql, code) => {
    expect(await refusal(role, sql)).toBe(code);
  });
});
