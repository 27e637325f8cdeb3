import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLog, readConfig } from '#platform';
import { ENTITIES, MIGRATIONS } from '../../apps/api/src/app.module.js';
import { createServer, type RunningServer } from '../../apps/api/src/server.js';
import { testDatabase, type TestDatabase } from './database.js';

/** A server with the database and the folder that are its own, of which copies can be made. */
export interface Site extends Pick<RunningServer, 'app' | 'url'> {
  readonly database: TestDatabase;
  readonly folder: string;
  /** The lines that the server wrote to its log. */
  readonly log: readonly string[];
  /** What is needed to start another server where this one is now: with its own copies of database and folder. */
  copy(): Promise<SiteContents>;
  /** Stops the server and removes its database and folder. */
  stop(): Promise<void>;
}

/** What a server stands on. */
export interface SiteContents {
  readonly database: TestDatabase;
  /** Log keys and second store. */
  readonly folder: string;
}

type Settings = Readonly<Record<string, string>>;

/** A new database and an empty folder. */
export async function newContents(): Promise<SiteContents> {
  const database = await testDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
  return { database, folder: await mkdtemp(path.join(tmpdir(), 'quorate-site-')) };
}

/** Starts a server on given contents; all sites bear the same public name, so that copies pass for one another. */
export async function startSite(contents: SiteContents, settings: Settings = {}): Promise<Site> {
  const { database, folder } = contents;
  const log: string[] = [];
  const server = await createServer(
    readConfig({
      HOST: '127.0.0.1',
      PORT: '0',
      QUORATE_ORIGIN: 'https://quorate.example',
      DATABASE_URL: database.serverUrl,
      QUORATE_DATA: folder,
      QUORATE_CHECKPOINT_INTERVAL_MS: '20',
      ...settings,
    }),
    createLog((line) => log.push(line)),
  );
  return {
    ...contents,
    app: server.app,
    url: server.url,
    log,
    async copy() {
      const folderCopy = await mkdtemp(path.join(tmpdir(), 'quorate-site-'));
      await cp(folder, folderCopy, { recursive: true });
      return { database: await database.copy(), folder: folderCopy };
    },
    async stop() {
      await server.stop();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
