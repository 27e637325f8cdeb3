import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';

const ROOT = path.dirname(import.meta.dirname);

/**
 * Checks everything that must hold: the `check:` scripts of package.json, two at a time, then the tests. The tests run
 * also when a check failed, so that one run tells everything, and end with jest's own summary.
 */
async function main() {
  ensureInstalled();
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const checks = [
    { name: 'build', run: buildAll },
    ...Object.entries(scripts)
      .filter(([name]) => name.startsWith('check:'))
      .map(([name, command]) => ({ name: name.slice('check:'.length), run: () => runCommand(command) })),
  ];
  const passed = await atMostTwo(checks, reportCheck);
  const tests = await runCommand(scripts.jest, process.argv.slice(2), 'inherit');
  process.exitCode = passed.every(Boolean) && tests.passed ? 0 : 1;
}

async function buildAll() {
  try {
    await build();
    return { passed: true, output: '' };
  } catch (error) {
    return { passed: false, output: String(error) };
  }
}

async function reportCheck({ name, run }) {
  const start = performance.now();
  const { passed, output } = await run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `${passed ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)${passed ? '' : `\n${output.trimEnd()}`}`,
  );
  return passed;
}

async function atMostTwo(items, work) {
  const waiting = [...items];
  const results = [];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift())
      results.push(await work(item));
  };
  await Promise.all([worker(), worker()]);
  return results;
}

/** Runs a script's command as npm would, with the installed programs on the path. */
function runCommand(command, parameters = [], stdio = 'pipe') {
  const bin = path.join(ROOT, 'node_modules/.bin');
  const quoted = parameters.map((parameter) => JSON.stringify(parameter)).join(' ');
  const child = spawn(`${command} ${quoted}`, {
    cwd: ROOT,
    shell: true,
    stdio: ['ignore', stdio, stdio],
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ passed: false, output: String(error) }));
    child.on('close', (code) => resolve({ passed: code === 0, output }));
  });
}

await main();
