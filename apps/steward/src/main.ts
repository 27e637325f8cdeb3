import 'reflect-metadata';
import { COMMANDS } from './commands/index.js';
import { runSteward } from './steward.js';

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => interruption.abort());
}
process.exitCode = await runSteward(process.argv.slice(2), {
  commands: COMMANDS,
  terminal: { out: process.stdout, err: process.stderr, now: () => performance.now() },
  env: process.env,
  input: process.stdin,
  interrupted: interruption.signal,
});
