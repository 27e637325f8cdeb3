import type { EventEmitter } from 'node:events';
import type { DataSourceOptions, MigrationInterface } from 'typeorm';
import { CLIENT_NAME } from './client-name.js';

/** A migration: plain SQL in a class named `<What><13-digit timestamp>`. */
export type MigrationClass = new () => MigrationInterface;

/** An entity: a class with TypeORM's column decorators. */
export type EntityClass = abstract new (...values: never[]) => object;

/** What the modules of a process bring to the database. */
export interface DatabaseContents {
  readonly entities: readonly EntityClass[];
  readonly migrations: readonly MigrationClass[];
}

/** What the operator may say about the connections; durations in milliseconds. */
export interface DatabaseLimits {
  readonly poolSize?: number;
  readonly statementTimeout?: number;
  readonly lockTimeout?: number;
}

/** The table in which the migrations that ran are kept. */
export const MIGRATION_TABLE = 'schema_migration';

/**
 * Options of the one data source of a process. Every session is in UTC and reads what is committed, waits for no lock and no statement
 * without end, gives up a transaction that its own process forgot, and counts as committed only what is on the disk,
 * whatever the server's own default: a head that was published must not be forgotten in a crash.
 */
export function databaseOptions(
  url: string,
  { entities, migrations }: DatabaseContents,
  { poolSize = 10, statementTimeout = 15_000, lockTimeout = 5_000 }: DatabaseLimits = {},
): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: [...entities],
    migrations: [...migrations],
    migrationsTableName: MIGRATION_TABLE,
    synchronize: false,
    migrationsRun: false,
    logging: false,
    // Its other loggers print failures on their own; here whoever catches the error logs it.
    logger: 'debug',
    poolSize,
    connectTimeoutMS: 5_000,
    applicationName: CLIENT_NAME,
    extra: {
      statement_timeout: statementTimeout,
      lock_timeout: lockTimeout,
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
      pipeline: true,
      onConnect: hearErrors,
      options: '-c TimeZone=UTC -c default_transaction_isolation=read\\ committed -c synchronous_commit=on',
    },
  };
}

/**
 * The pool takes its ear off a connection that it hands on, and the borrower's comes a moment later. An error that
 * arrives between, in the same packet as the last answer, would end the process; whoever uses the connection next is
 * told that it is broken.
 */
function hearErrors(client: EventEmitter): void {
  client.on('error', () => undefined);
}
