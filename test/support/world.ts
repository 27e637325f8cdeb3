import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLog, readConfig } from '#platform';
import { ENTITIES, MIGRATIONS } from '../../apps/api/src/app.module.js';
import { createServer, type RunningServer } from '../../apps/api/src/server.js';
import { testDatabase, type TestDatabase } from './database.js';

/** A server of its own for one test file: with its own database, data folder and port. */
export interface TestServer extends Pick<RunningServer, 'app' | 'url'> {
  readonly database: TestDatabase;
  /** The lines that the server wrote to its log. */
  readonly log: readonly string[];
  /** Stops the server and removes its database and folder. */
  stop(): Promise<void>;
}

type Settings = Readonly<Record<string, string>>;

/**
 * Starts the whole server, as `npm start` does, on a free port of this machine.
 *
 * @param settings environment variables that differ from the defaults, or what prepares the database and returns them
 */
export async function startTestServer(
  settings: Settings | ((database: TestDatabase) => Promise<Settings>) = {},
): Promise<TestServer> {
  const database = await testDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
  const folder = await mkdtemp(path.join(tmpdir(), 'quorate-world-'));
  const log: string[] = [];
  const config = readConfig({
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    DATABASE_URL: database.serverUrl,
    QUORATE_DATA: folder,
    QUORATE_CHECKPOINT_INTERVAL_MS: '20',
    ...(typeof settings === 'function' ? await settings(database) : settings),
  });
  const server = await createServer(
    config,
    createLog((line) => log.push(line)),
  );
  return {
    app: server.app,
    url: server.url,
    database,
    log,
    async stop() {
      await server.stop();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port that nobody holds now; the server's public address must name it before the server listens. */
export async function freePort(): Promise<number> {
  const socket = createSocket();
  await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve));
  const address = socket.address();
  await new Promise((resolve) => socket.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}
