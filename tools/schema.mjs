import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { breakingChanges } from './schema-changes.mjs';

const FILE = path.join(path.dirname(import.meta.dirname), 'test/schema.graphql');

/** The schema that a server of this source serves. */
async function servedSchema() {
  await build();
  const { createServer } = await import('../dist/apps/api/src/server.js');
  const { createLog, readConfig } = await import('../dist/libs/platform/src/index.js');
  const folder = mkdtempSync(path.join(tmpdir(), 'quorate-schema-'));
  chmodSync(folder, 0o711);
  const config = readConfig({ HOST: '127.0.0.1', PORT: '0', QUORATE_DATA: path.join(folder, 'data') });
  const server = await createServer(
    config,
    createLog(() => undefined),
  );
  try {
    return await (await fetch(`${server.url}/schema.graphql`)).text();
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Writes the schema to `test/schema.graphql`. Refuses to write one that breaks clients, unless it is told
 * `--breaking`.
 */
async function main() {
  const after = await servedSchema();
  const changes = existsSync(FILE) ? breakingChanges(readFileSync(FILE, 'utf8'), after, new Date()) : [];
  for (const change of changes) console.log(`breaks clients: ${change}`);
  if (changes.length > 0 && !process.argv.includes('--breaking')) {
    console.error(
      'Nothing was written. Deprecate with a sunset date first, or say: npm run schema -- --breaking',
    );
    process.exitCode = 1;
    return;
  }
  writeFileSync(FILE, after);
}

await main();
