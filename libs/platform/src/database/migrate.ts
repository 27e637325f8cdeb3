import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';
import { OperatorProblem } from '../operator-problem.js';
import { MIGRATION_TABLE } from './options.js';

/** Key of the advisory lock that lets one process migrate at a time. */
const LOCK = 7_174_003_126_001;

/**
 * Brings the schema to this version: runs what is missing, each migration in its own transaction. Of several
 * processes that start at once one migrates and the others wait; where nothing is missing, nothing is written.
 *
 * @returns the names of the migrations that ran now
 * @throws OperatorProblem when a newer version has migrated this database, or this role may not migrate it
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    if ((await missingMigrations(dataSource, runner)).length === 0) return [];
    await runner.query('SET statement_timeout = 0; SET lock_timeout = 0');
    await runner.query('SELECT pg_advisory_lock($1)', [LOCK]);
    try {
      return await runMissing(dataSource, runner);
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [LOCK]);
      await runner.query('RESET statement_timeout; RESET lock_timeout');
    }
  } finally {
    await runner.release();
  }
}

async function runMissing(dataSource: DataSource, runner: QueryRunner): Promise<string[]> {
  const missing = await missingMigrations(dataSource, runner);
  if (missing.length === 0) return [];
  const [role] = (await runner.query(
    "SELECT current_user AS name, has_schema_privilege(current_schema(), 'CREATE') AS may_create",
  )) as { name: string; may_create: boolean | null }[];
  if (role?.may_create !== true) {
    throw new OperatorProblem(
      `The database lacks ${missing.length} migration(s), and its role "${role?.name ?? '?'}" may not run them; run "npm run steward -- migrate" as the owner.`,
    );
  }
  const executor = new MigrationExecutor(dataSource, runner);
  executor.transaction = 'each';
  const executed = await executor.executePendingMigrations();
  await settleRights(runner);
  return executed.map((migration) => migration.name);
}

/** Gives the roles their rights on what the migrations have made; the function comes with one of them. */
async function settleRights(runner: QueryRunner): Promise<void> {
  const [settle] = (await runner.query(
    "SELECT to_regprocedure('quorate_settle_rights()') IS NOT NULL AS present",
  )) as { present: boolean }[];
  if (settle?.present === true) await runner.query('SELECT quorate_settle_rights()');
}

/** Names of the migrations that this version knows and the database lacks. */
async function missingMigrations(dataSource: DataSource, runner: QueryRunner): Promise<string[]> {
  const known = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
  const executed = await executedMigrations(runner);
  const unknown = executed.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new OperatorProblem(
      `The database was migrated by a newer version of Quorate (${unknown.join(', ')}); start that version, or restore a backup made by this one.`,
    );
  }
  return known.filter((name) => !executed.includes(name));
}

async function executedMigrations(runner: QueryRunner): Promise<string[]> {
  const [table] = (await runner.query('SELECT to_regclass($1) IS NOT NULL AS present', [
    MIGRATION_TABLE,
  ])) as {
    present: boolean;
  }[];
  if (table?.present !== true) return [];
  const rows = (await runner.query(`SELECT name FROM ${MIGRATION_TABLE} ORDER BY id`)) as { name: string }[];
  return rows.map((row) => row.name);
}
