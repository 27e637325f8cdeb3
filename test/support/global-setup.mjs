import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from '../../tools/build.mjs';

/**
 * Starts one throw-away PostgreSQL for the whole test run. Its address reaches the workers by the environment,
 * from where `testDatabase()` takes it.
 */
export default async function setup() {
  await build(['libs/platform']);
  const { startEmbedded } = await import('../../dist/libs/platform/src/embedded/index.js');
  const folder = mkdtempSync(path.join(tmpdir(), 'quorate-test-'));
  chmodSync(folder, 0o711);
  const server = await startEmbedded(path.join(folder, 'postgres'), { durable: false });
  process.env.QUORATE_TEST_POSTGRES = server.url('postgres');
  globalThis.quorateTestServer = { folder, server };
}
