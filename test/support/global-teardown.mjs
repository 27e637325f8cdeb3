import { rmSync } from 'node:fs';

/** Stops the PostgreSQL of the test run and leaves nothing behind. */
export default async function teardown() {
  const { folder, server } = globalThis.quorateTestServer;
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
