import type { Pool } from 'pg';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { testDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { migrateDatabase } from './open-database.js';
import { migrate } from './migrate.js';
import { databaseOptions, MIGRATION_TABLE, type MigrationClass } from './options.js';

class CreateSlowly1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE first (n int)');
    await runner.query('SELECT pg_sleep(0.2)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE first');
  }
}

class CreateSecond1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE second (n int)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE second');
  }
}

class FailHalfway1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE half (n int)');
    await runner.query('SELECT 1 / 0');
  }

  async down(): Promise<void> {
    // Nothing of it ever stands.
  }
}

const BOTH = [CreateSlowly1700000000001, CreateSecond1700000000002];
const NAMES = BOTH.map((migration) => migration.name);

describe('migrating', () => {
  let database: TestDatabase;
  const opened: DataSource[] = [];

  beforeEach(async () => {
    database = await testDatabase({ entities: [], migrations: [] });
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((dataSource) => dataSource.destroy()));
    await database.close();
  });

  async function open(migrations: MigrationClass[], url = database.url): Promise<DataSource> {
    const dataSource = await new DataSource(databaseOptions(url, { entities: [], migrations })).initialize();
    opened.push(dataSource);
    return dataSource;
  }

  async function executed(): Promise<string[]> {
    const rows = await database.dataSource.query(`SELECT name FROM ${MIGRATION_TABLE} ORDER BY id`);
    return rows.map((row: { name: string }) => row.name);
  }

  it('runs each migration once, in the order of their times, and then nothing', async () => {
    const dataSource = await open([...BOTH].reverse());
    expect(await migrate(dataSource)).toEqual(NAMES);
    expect(await migrate(dataSource)).toEqual([]);
    expect(await executed()).toEqual(NAMES);
  });

  it('is done by one of several processes that start at once', async () => {
    const processes = await Promise.all([open(BOTH), open(BOTH), open(BOTH)]);
    const ran = await Promise.all(processes.map((dataSource) => migrate(dataSource)));
    expect(ran.flat()).toEqual(NAMES);
    expect(await executed()).toEqual(NAMES);
  });

  it('keeps what ran before a migration that fails, and nothing of that one', async () => {
    const dataSource = await open([...BOTH, FailHalfway1700000000003]);
    await expect(migrate(dataSource)).rejects.toThrow('division by zero');
    expect(await executed()).toEqual(NAMES);
    const [row] = await database.dataSource.query(`SELECT to_regclass('half') AS half`);
    expect(row).toEqual({ half: null });
  });

  it('lets the lock go when a migration fails', async () => {
    await expect(migrate(await open([...BOTH, FailHalfway1700000000003]))).rejects.toThrow();
    expect(await migrate(await open(BOTH))).toEqual([]);
    const locks = await database.dataSource.query(
      `SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
        WHERE locktype = 'advisory' AND granted AND datname = current_database()`,
    );
    expect(locks).toEqual([]);
  });

  it('refuses a database that a newer version has migrated, and changes nothing', async () => {
    await migrate(await open(BOTH));
    await expect(migrateDatabase(database.url, [CreateSlowly1700000000001])).rejects.toMatchObject({
      name: 'OperatorProblem',
      message:
        'The database was migrated by a newer version of Quorate (CreateSecond1700000000002); start that version, or restore a backup made by this one.',
    });
    expect(await executed()).toEqual(NAMES);
  });

  describe('as a role that may not create', () => {
    const role = `reader_${process.pid}`;
    let url: string;

    beforeEach(async () => {
      await database.dataSource.query(`CREATE ROLE ${role} LOGIN PASSWORD 'reader'`);
      const address = new URL(database.url);
      address.username = role;
      address.password = 'reader';
      url = address.href;
    });

    afterEach(async () => {
      await database.dataSource.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    });

    it('says who should migrate', async () => {
      await expect(migrateDatabase(url, BOTH)).rejects.toThrow(
        `The database lacks 2 migration(s), and its role "${role}" may not run them; run "npm run steward -- migrate" as the owner.`,
      );
    });

    it('writes nothing, and asks for no more than to read, where nothing is missing', async () => {
      await migrate(await open(BOTH));
      await database.dataSource.query(`GRANT SELECT ON ${MIGRATION_TABLE} TO ${role}`);
      expect(await migrateDatabase(url, BOTH)).toEqual([]);
    });
  });
});

describe('a session of the pool', () => {
  it('that breaks while it changes hands does not end the process', async () => {
    const database = await testDatabase({ entities: [], migrations: [] });
    const { master } = database.dataSource.driver as PostgresDriver;
    const client = await (master as Pool).connect();
    expect(() =>
      client.emit('error', new Error('terminating connection due to unexpected postmaster exit')),
    ).not.toThrow();
    client.release(true);
    await database.close();
  });

  it('is in UTC, waits for no statement and no lock without end, and commits to the disk', async () => {
    const database = await testDatabase({ entities: [], migrations: [] });
    const [row] = await database.dataSource.query(
      `SELECT current_setting('TimeZone') AS zone, current_setting('synchronous_commit') AS commit, current_setting('statement_timeout') AS statement,
              current_setting('lock_timeout') AS lock, current_setting('idle_in_transaction_session_timeout') AS idle`,
    );
    expect(row).toEqual({ zone: 'UTC', commit: 'on', statement: '15s', lock: '5s', idle: '30s' });
    await database.close();
  });
});
