import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import {
  createLog,
  migrateDatabase,
  nestLog,
  openDatabase,
  openDataFolder,
  readConfig,
  type Config,
  type Log,
} from '#platform';
import { AppModule, MIGRATIONS } from '../../api/src/app.module.js';
import type { Session } from './command.js';

/** The database that the settings name, opened for one command. */
export interface CommandDatabase {
  readonly config: Config;
  readonly url: string;
  /** Its address for whoever migrates it. */
  readonly ownerUrl: string;
  /** How it is called to people; without its password. */
  readonly name: string;
}

/**
 * Opens the database of the settings for the time of some work. An embedded one that no server uses is started for
 * it and stopped after it.
 *
 * @throws OperatorProblem when the settings, the data folder or the database cannot be used
 */
export async function withDatabase<Result>(
  env: Session['env'],
  work: (database: CommandDatabase) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(env);
  openDataFolder(config.dataDir);
  const database = await openDatabase(config);
  try {
    return await work({ config, url: database.url, ownerUrl: database.ownerUrl, name: nameOf(config) });
  } finally {
    await database.close();
  }
}

function nameOf({ databaseUrl, dataDir }: Config): string {
  if (databaseUrl === null) return `the embedded database in ${dataDir}`;
  const { hostname, pathname } = new URL(databaseUrl);
  return `the database ${pathname.slice(1) || 'of this user'} on ${hostname || 'this machine'}`;
}

/**
 * Runs work inside the server's own modules, without serving: on the database, brought to this version, with the
 * record kept meanwhile. Of the server's log only warnings and errors are told.
 */
export async function withApplication<Result>(
  { config, url, ownerUrl }: CommandDatabase,
  say: Session['say'],
  work: (application: INestApplicationContext) => Promise<Result>,
): Promise<Result> {
  await migrateDatabase(ownerUrl, MIGRATIONS);
  const log = warningsOnly(createLog(say));
  const application = await NestFactory.createApplicationContext(AppModule.forRoot(config, log, url), {
    logger: nestLog(log),
    abortOnError: false,
  });
  try {
    return await work(application);
  } finally {
    await application.close();
  }
}

/** A log without what is ordinary. */
export function warningsOnly(log: Log): Log {
  return {
    info: () => undefined,
    warn: (message, facts) => log.warn(message, facts),
    error: (message, facts) => log.error(message, facts),
  };
}
