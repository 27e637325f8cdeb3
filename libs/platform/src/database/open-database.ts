import path from 'node:path';
import { DataSource } from 'typeorm';
import type { Config } from '../config.js';
import { startEmbedded } from '../embedded/index.js';
import { OperatorProblem } from '../operator-problem.js';
import { connectionProblem } from './errors.js';
import { migrate } from './migrate.js';
import { databaseOptions, type MigrationClass } from './options.js';

/** A database that takes connections, and what ends our use of it. */
export interface OpenDatabase {
  /** Its address for a server, whose role may not alter the record. */
  readonly url: string;
  /** Its address for whoever migrates it. Of an external one the operator gives one address at a time. */
  readonly ownerUrl: string;
  /** Stops the database where it is ours alone; an external one is left as it is. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the database of the settings: the external one, or else the embedded one in the data folder.
 *
 * @throws OperatorProblem when the embedded one cannot run here
 */
export async function openDatabase({ databaseUrl, dataDir }: Config): Promise<OpenDatabase> {
  if (databaseUrl !== null)
    return { url: databaseUrl, ownerUrl: databaseUrl, close: () => Promise.resolve() };
  const embedded = await startEmbedded(path.join(dataDir, 'postgres'));
  return {
    url: embedded.url(undefined, 'quorate_api'),
    ownerUrl: embedded.url(undefined, 'quorate_migrate'),
    close: () => embedded.stop(),
  };
}

/**
 * Brings a database to this version of the schema, over a connection of its own.
 *
 * @returns the names of the migrations that ran now
 * @throws OperatorProblem when the database does not serve, or may not or cannot be migrated
 */
export async function migrateDatabase(url: string, migrations: readonly MigrationClass[]): Promise<string[]> {
  const dataSource = new DataSource(databaseOptions(url, { entities: [], migrations }, { poolSize: 1 }));
  try {
    await dataSource.initialize();
    return await migrate(dataSource);
  } catch (error) {
    const problem = connectionProblem(error);
    if (problem === null) throw error;
    throw new OperatorProblem(`${problem} See DATABASE_URL.`, { cause: error });
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}
