import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { databaseOptions, migrate, rolesScript, type DatabaseContents } from '#platform';

/** A migrated database of one test file. */
export interface TestDatabase {
  readonly url: string;
  /** Its address for a server: a role that may not alter the record. `url` and `dataSource` are a superuser's. */
  readonly serverUrl: string;
  /** Its address for whoever migrates it. */
  readonly ownerUrl: string;
  readonly dataSource: DataSource;
  /** Refuses every connection, the standing ones too, as long as the work takes. */
  outage<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Makes a second database with what this one holds now, as of a backup; standing connections are ended for it. */
  copy(): Promise<TestDatabase>;
  /** Closes the data source and drops the database. */
  close(): Promise<void>;
}

/**
 * Makes a database for one test file: a copy of a template that is migrated once per test run.
 *
 * @param contents the entities and migrations of the library under test and of those it stands on, lowest first
 */
export async function testDatabase(contents: DatabaseContents): Promise<TestDatabase> {
  return copyOf(await migratedTemplate(contents), contents);
}

/** Makes a database that holds nothing; the roles of its server have their rights in it. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const database = await copyOf('template1', { entities: [], migrations: [] });
  await database.dataSource.query(rolesScript());
  return database;
}

/** Makes a database with what another one holds, to which nobody is connected. */
async function copyOf(template: string, contents: DatabaseContents): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdministrator((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const url = addressOf(name);
  const dataSource = await new DataSource(databaseOptions(url, contents)).initialize();
  const database: TestDatabase = {
    url,
    serverUrl: addressOf(name, 'QUORATE_TEST_POSTGRES_SERVER'),
    ownerUrl: addressOf(name, 'QUORATE_TEST_POSTGRES_OWNER'),
    dataSource,
    async outage(work) {
      return asAdministrator(async (client) => {
        await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
        await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
          name,
        ]);
        try {
          return await work();
        } finally {
          await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
        }
      });
    },
    copy: () => database.outage(() => copyOf(name, contents)),
    async close() {
      await dataSource.destroy();
      await asAdministrator((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
  return database;
}

/**
 * Moves a test database's clock, the only one that rules ever see, by so many milliseconds from where it stands.
 */
export async function moveClock(dataSource: DataSource, milliseconds: number): Promise<void> {
  await dataSource.query(`
    CREATE TABLE IF NOT EXISTS test_clock (moved interval NOT NULL);
    INSERT INTO test_clock SELECT interval '0' WHERE NOT EXISTS (SELECT FROM test_clock);
    GRANT SELECT ON test_clock TO PUBLIC;
    CREATE OR REPLACE FUNCTION quorate_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL RESTRICTED AS
      $$ SELECT date_trunc('milliseconds', clock_timestamp()) + (SELECT moved FROM public.test_clock) $$;
  `);
  await dataSource.query("UPDATE test_clock SET moved = moved + $1 * interval '1 millisecond'", [
    milliseconds,
  ]);
}

/** Makes the template of these migrations, unless another test file of the run has made it. */
async function migratedTemplate({ migrations }: DatabaseContents): Promise<string> {
  const content = migrations.map((migration) => `${migration.name}\n${migration.toString()}`).join('\n');
  const name = `template_${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
  await asAdministrator(async (client) => {
    // One template after the other: the roles that each is given its own rights for are those of the whole server.
    await client.query('SELECT pg_advisory_lock(1)');
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount !== 0) return;
    const unfinished = `${name}_unfinished`;
    await client.query(`DROP DATABASE IF EXISTS ${unfinished}`);
    await client.query(`CREATE DATABASE ${unfinished}`);
    await withClient(addressOf(unfinished), (superuser) => superuser.query(rolesScript()));
    const dataSource = new DataSource(
      databaseOptions(
        addressOf(unfinished, 'QUORATE_TEST_POSTGRES_OWNER'),
        { entities: [], migrations },
        { statementTimeout: 0 },
      ),
    );
    await dataSource.initialize();
    try {
      await migrate(dataSource);
    } finally {
      await dataSource.destroy();
    }
    await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${name}`);
  });
  return name;
}

/** @param variable where the run keeps the server's address: that of its superuser, of a server or of the owner */
function addressOf(database: string, variable = 'QUORATE_TEST_POSTGRES'): string {
  const server = process.env[variable];
  if (server === undefined) {
    throw new Error('There is no test server: database tests are named *.db-spec.ts, stories *.e2e-spec.ts.');
  }
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

function asAdministrator<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  return withClient(addressOf('postgres'), work);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
