import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLog, readConfig } from '#platform';
import { ENTITIES, MIGRATIONS } from '../../apps/api/src/app.module.js';
import { createServer, type RunningServer } from '../../apps/api/src/server.js';
import { testDatabase, type TestDatabase } from './database.js';

/** Two servers that share a database and a data folder, as behind one public address. */
export interface Replicas {
  readonly database: TestDatabase;
  readonly first: RunningServer;
  readonly second: RunningServer;
  /** Stops both, unless they are stopped already, and removes the database and the folder. */
  stop(): Promise<void>;
}

/** Starts two servers on one database. */
export async function startReplicas(): Promise<Replicas> {
  const database = await testDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
  const folder = await mkdtemp(path.join(tmpdir(), 'quorate-replicas-'));
  const start = () =>
    createServer(
      readConfig({
        HOST: '127.0.0.1',
        PORT: '0',
        QUORATE_ORIGIN: 'http://localhost:4000',
        DATABASE_URL: database.serverUrl,
        QUORATE_DATA: folder,
        QUORATE_CHECKPOINT_INTERVAL_MS: '20',
      }),
      createLog(() => undefined),
    );
  const first = await start();
  const second = await start();
  return {
    database,
    first,
    second,
    async stop() {
      await first.stop();
      await second.stop();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
