import { formatVerifierKey } from '#transparency';
import { WitnessProblem } from './problem.js';
import { startWitness } from './server.js';
import { HELP, readSettings } from './settings.js';
import { openKey } from './witness-key.js';

async function main(words: readonly string[]): Promise<void> {
  const [word, ...more] = words;
  if (word === '--help') {
    console.log(HELP.trimEnd());
    return;
  }
  if (more.length > 0 || (word !== undefined && word !== '--key')) {
    throw new WitnessProblem(
      'The witness takes --key, --help or nothing; its settings come from the environment.',
    );
  }
  const settings = readSettings(process.env);
  if (word === '--key') {
    console.log(formatVerifierKey((await openKey(settings.dataDir, settings.name)).key));
  } else {
    await serve(settings);
  }
}

/** Serves until a signal stops the process; one that comes while it starts is obeyed once it has started. */
async function serve(settings: ReturnType<typeof readSettings>): Promise<void> {
  const stopRequested = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve());
  });
  const witness = await startWitness(settings, report);
  console.log(`The witness ${settings.name} is ready at ${witness.url}`);
  console.log(`  its key, for those who keep the logs  ${formatVerifierKey(witness.key)}`);
  console.log(`  the list of its logs                  ${settings.logsFile}`);
  for (const origin of witness.logs) console.log(`    ${origin}`);
  if (witness.logs.length === 0)
    console.log('    none yet: write the verifier key of each into it, one a line');
  await stopRequested;
  await witness.stop();
}

/** One line of JSON, so that nothing in the sentence can forge a second one. */
function report(because: string): void {
  console.error(JSON.stringify({ at: new Date().toISOString(), message: because }));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof WitnessProblem)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
