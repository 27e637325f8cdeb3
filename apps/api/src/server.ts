import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  createLog,
  errorCode,
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
    await migrateDatabase(database.ownerUrl, MIGRATIONS);
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
  await app.init();
  try {
    await app.getHttpAdapter().getInstance().listen({ host, port });
  } catch (error) {
    throw listenProblem(errorCode(error), host, port) ?? error;
  }
  const address = app.getHttpServer().address();
  const listening = address === null || typeof address === 'string' ? port : address.port;
  const isAnyAddress = host === '0.0.0.0' || host === '::';
  return `http://${isAnyAddress ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${listening}`;
}

function listenProblem(code: string | null, host: string, port: number): OperatorProblem | null {
  switch (code) {
    case 'EADDRINUSE':
      return new OperatorProblem(
        `Port ${port} is in use by another program; stop that one, or set PORT to another.`,
      );
    case 'EACCES':
      return new OperatorProblem(`This user may not listen on port ${port}; set PORT to another.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new OperatorProblem(`This machine has no address "${host}"; set HOST to one that it has.`);
    default:
      return null;
  }
}

/**
 * Nothing that was accepted is dropped: first the server stops to call itself ready and to listen, then accepted
 * requests finish, then the modules stop, the connections to the database close, and last the database itself.
 */
function stopper(app: NestFastifyApplication, closeDatabase: () => Promise<void>): () => Promise<void> {
  return async () => {
    app.get(Readiness, { strict: false }).close();
    const http = app.getHttpServer();
    // A connection that is kept alive turns idle when its request is done, and would be waited for.
    const hangUp = setInterval(() => http.closeIdleConnections(), 50);
    const graceIsOver = setTimeout(() => http.closeAllConnections(), GRACE);
    await app.getHttpAdapter().getInstance().close();
    clearInterval(hangUp);
    clearTimeout(graceIsOver);
    await app.close();
    await closeDatabase();
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => (done ??= work());
}
