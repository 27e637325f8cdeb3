import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('./swc.json', import.meta.url), 'utf8'));

/** Options that every layer of tests shares: TypeScript as ES modules, libraries read from their sources. */
const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};

export default {
  rootDir: import.meta.dirname,
  maxWorkers: 2,
  // ES modules of finished test files are not given back; a worker that holds many of them spends its time looking.
  workerIdleMemoryLimit: '1GB',
  // Only what hangs takes so long, on a busy machine too.
  testTimeout: 90_000,
  projects: [
    { ...shared, displayName: 'rules', testRegex: '/(libs|apps)/.*\\.spec\\.ts$' },
    {
      ...shared,
      displayName: 'database',
      testRegex: '/(libs|apps)/.*\\.db-spec\\.ts$',
      globalSetup: './test/support/global-setup.mjs',
      globalTeardown: './test/support/global-teardown.mjs',
    },
    {
      ...shared,
      displayName: 'stories',
      testRegex: '/test/.*\\.e2e-spec\\.ts$',
      globalSetup: './test/support/global-setup.mjs',
      globalTeardown: './test/support/global-teardown.mjs',
    },
  ],
};
