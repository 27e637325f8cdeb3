import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Accounts, createLog, migrateDatabase, readConfig, SignIn, startEmbedded } from '#platform';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../../api/src/app.module.js';
import { createServer, type RunningServer } from '../../../api/src/server.js';
import { warningsOnly } from '../application.js';
import type { ReplayApi } from './api-client.js';

/** A whole server of its own for one command: database, data folder and port. */
export interface ScratchServer {
  readonly api: ReplayApi;
  /** The data folder; `QUORATE_DATA` for whoever wants to look at it afterwards. */
  readonly folder: string;
  /** Stops it, and removes what it wrote unless that is to be kept. */
  close(options: { readonly keep: boolean }): Promise<void>;
}

/**
 * Starts a scratch server on a free port of this machine.
 *
 * @param say told the server's warnings and errors
 * @throws OperatorProblem when the embedded database cannot run here
 */
export async function openScratchServer(say: (line: string) => void): Promise<ScratchServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quorate-replay-'));
  // Passed through by the user whom the database runs as, where that is another one.
  await chmod(folder, 0o711);
  const database = await startEmbedded(path.join(folder, 'postgres'), { durable: false });
  const home = path.dirname(database.data);
  const close = async ({ keep }: { readonly keep: boolean }, server: RunningServer | null) => {
    await server?.stop();
    await database.stop();
    if (keep) return;
    await rm(folder, { recursive: true });
    await rm(home, { recursive: true, force: true });
  };
  try {
    await migrateDatabase(database.url(undefined, 'quorate_migrate'), MIGRATIONS);
    const config = readConfig({
      HOST: '127.0.0.1',
      PORT: String(await freePort()),
      DATABASE_URL: database.url(undefined, 'quorate_api'),
      QUORATE_DATA: folder,
      QUORATE_DATABASE_POOL: '20',
    });
    const server = await createServer(config, warningsOnly(createLog(say)));
    return { api: apiOf(server), folder, close: (options) => close(options, server) };
  } catch (error) {
    await close({ keep: false }, null);
    throw error;
  }
}

/** The API of a server that runs in this process, with its own sign-in service as the one who lets people in. */
export function apiOf({ app, url }: Pick<RunningServer, 'app' | 'url'>): ReplayApi {
  const accounts = app.get(Accounts, { strict: false });
  const signIn = app.get(SignIn, { strict: false });
  const database = app.get(DataSource, { strict: false });
  return {
    url,
    issueLink: async (email, rights) => signIn.issueLink(await accounts.ensure(database, email, rights)),
  };
}

/** A port that nobody holds now; the server's public address names it before the server listens. */
async function freePort(): Promise<number> {
  const socket = createSocket();
  await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve));
  const address = socket.address();
  await new Promise((resolve) => socket.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}
