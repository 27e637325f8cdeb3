import { setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  createLog,
  migrateDatabase,
  nestLog,
  openDatabase,
  openDataFolder,
  OperatorProblem,
  Readiness,
  webServer,
  type Config,
  type Log,
} from '#platform';
import { AppModule, MIGRATIONS } from './app.module.js';

/** A server that listens. */
export interface RunningServer {
  readonly app: NestFastifyApplication;
  /** Where it can be reached from this machine. */
  readonly url: string;
  /** Stops it cleanly; the same promise however often it is called. */
  stop(): Promise<void>;
}

/** Milliseconds that accepted requests have to finish when the server stops. */
const GRACE = 10_000;

/**
 * Opens the database, brings it to this version and starts to listen.
 *
 * @throws OperatorProblem with a sentence for the operator; everything that was opened is closed again
 */
export async function createServer(config: Config, log: Log = createLog()): Promise<RunningServer> {
  openDataFolder(config.dataDir);
  const database = await openDatabase(config);
  let app: NestFastifyApplication | null = null;
  try {
    await migrateDatabase(database.url, MIGRATIONS);
    app = await NestFactory.create<NestFastifyApplication>(
      AppModule.forRoot(config, log, database.url),
      webServer(config, log),
      { logger: nestLog(log), bodyParser: false, abortOnError: false },
    );
    const url = await listen(app, config);
    return { app, url, stop: once(stopper(app, database.close)) };
  } catch (error) {
    await app?.close();
    await database.close();
    throw error;
  }
}

async function listen(app: NestFastifyApplication, { host, port }: Config): Promise<string> {
  try {
    await app.listen(port, host);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EADDRINUSE') {
      throw new OperatorProblem(
        `Port ${port} is in use by another program; stop that one, or set PORT to another.`,
        { cause: error },
      );
    }
    if (code === 'EACCES') {
      throw new OperatorProblem(`This user may not listen on port ${port}; set PORT to another.`, {
        cause: error,
      });
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new OperatorProblem(`This machine has no address "${host}"; set HOST to one that it has.`, {
        cause: error,
      });
    }
    throw error;
  }
  const address = app.getHttpServer().address();
  const listening = address === null || typeof address === 'string' ? port : address.port;
  const isAnyAddress = host === '0.0.0.0' || host === '::';
  return `http://${isAnyAddress ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${listening}`;
}

/**
 * Nothing that was accepted is dropped: first the server stops to call itself ready and to listen, then accepted
 * requests finish, then the modules stop, the connections to the database close, and last the database itself.
 */
function stopper(app: NestFastifyApplication, closeDatabase: () => Promise<void>): () => Promise<void> {
  return async () => {
    app.get(Readiness, { strict: false }).close();
    const graceIsOver = new AbortController();
    await Promise.race([
      app.getHttpAdapter().getInstance().close(),
      pause(GRACE, undefined, { signal: graceIsOver.signal }).catch(() => undefined),
    ]);
    graceIsOver.abort();
    app.getHttpServer().closeAllConnections();
    await app.close();
    await closeDatabase();
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => (done ??= work());
}
