import module from 'node:module';
import path from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

let isInterrupted = false;
for (const signal of SIGNALS) process.once(signal, () => (isInterrupted = true));

ensureInstalled();
await build();
stopWithNpm();
module.enableCompileCache?.();
const database = startDatabase();
await import('../dist/apps/api/src/server.js');
const started = await database;
if (isInterrupted) {
  await started?.stop();
  process.exit();
}
await import('../dist/apps/api/src/main.js');

/**
 * Starts the embedded PostgreSQL while the modules of the server load, which takes as long; the server adopts it. What
 * fails here fails there again, and is told there.
 */
async function startDatabase() {
  try {
    const { readConfig } = await import('../dist/libs/platform/src/config.js');
    const { openDataFolder } = await import('../dist/libs/platform/src/data-folder.js');
    const { startEmbedded } = await import('../dist/libs/platform/src/embedded/index.js');
    const { databaseUrl, dataDir } = readConfig(process.env);
    if (databaseUrl !== null) return null;
    openDataFolder(dataDir);
    return await startEmbedded(path.join(dataDir, 'postgres'));
  } catch {
    return null;
  }
}

/**
 * A signal that is sent to npm ends npm and the shell between us, but reaches nobody else: when they are gone, this
 * process stops as if it had been signalled itself.
 */
function stopWithNpm() {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  watch.unref();
}
