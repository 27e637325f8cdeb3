import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from '../../tools/build.mjs';

const PREFIX = 'quorate-test-';

/**
 * Starts one throw-away PostgreSQL for the whole test run. Its address reaches the workers by the environment,
 * from where `testDatabase()` takes it.
 */
export default async function setup() {
  await build(['libs/platform', 'libs/kernel']);
  const { startEmbedded } = await import('../../dist/libs/platform/src/embedded/index.js');
  await removeLeftovers(startEmbedded);
  const folder = mkdtempSync(path.join(tmpdir(), PREFIX));
  chmodSync(folder, 0o711);
  writeFileSync(path.join(folder, 'run'), String(process.pid));
  const server = await startEmbedded(path.join(folder, 'postgres'), { durable: false });
  process.env.QUORATE_TEST_POSTGRES = server.url('postgres');
  process.env.QUORATE_TEST_POSTGRES_SERVER = server.url('postgres', 'quorate_api');
  process.env.QUORATE_TEST_POSTGRES_OWNER = server.url('postgres', 'quorate_migrate');
  globalThis.quorateTestServer = { folder, server };
}

/** Stops and removes what test runs left that were killed before they could. */
async function removeLeftovers(startEmbedded) {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = path.join(tmpdir(), name);
    const run = path.join(folder, 'run');
    if (!isOurs(folder) || !existsSync(run) || isRunning(Number(readFileSync(run, 'utf8')))) continue;
    // One that was killed while it began or while it was removed has no cluster that could be stopped.
    if (existsSync(path.join(folder, 'postgres', 'data', 'PG_VERSION'))) {
      const server = await startEmbedded(path.join(folder, 'postgres'), { durable: false });
      await server.stop();
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

function isOurs(folder) {
  const { uid } = statSync(folder);
  return uid === (process.getuid?.() ?? uid);
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}
