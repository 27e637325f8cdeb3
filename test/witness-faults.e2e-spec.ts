import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { watch } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRefusal } from '#kernel';
import { formatVerifierKey, openCheckpoint, parseVerifierKey, type VerifierKey } from '#transparency';
import { SmallLog } from '../apps/witness/src/spec-support/small-log.js';
import { sha256Hex } from '../apps/witness/src/spec-support/witness-world.js';
import { buildServer } from './support/server-process.js';
import { freePort } from './support/world.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ORIGIN = 'quorate.example/log/river';
const ROUNDS = 12;

interface WitnessProcess {
  readonly child: ChildProcess;
  readonly key: VerifierKey;
  /** With which code it ended, or null for a signal. */
  readonly ended: Promise<number | null>;
}

let folder: string;
let url: string;
let environment: Record<string, string>;
let running: ChildProcess | null = null;

beforeAll(async () => {
  buildServer();
  folder = await mkdtemp(path.join(tmpdir(), 'quorate-witness-faults-'));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  environment = {
    PATH: process.env.PATH ?? '',
    WITNESS_NAME: 'witness.example',
    WITNESS_DATA: folder,
    HOST: '127.0.0.1',
    PORT: String(port),
  };
}, 60_000);

afterAll(async () => {
  running?.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

/** Starts the built witness as its organization does, and waits until it says that it is ready. */
async function start(): Promise<WitnessProcess> {
  const child = spawn(process.execPath, ['dist/apps/witness/src/main.js'], {
    cwd: ROOT,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running = child;
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let written = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (written += piece));
  const key = await new Promise<VerifierKey>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      written += piece;
      const [, text] = /its key, for those who keep the logs {2}(\S+)\n/.exec(written) ?? [];
      const read = text === undefined ? null : parseVerifierKey(text);
      if (read !== null && !isRefusal(read)) resolve(read);
    });
    void ended.then((code) => reject(new Error(`It ended with ${String(code)}: ${written}`)));
  });
  return { child, key, ended };
}

/** Asks for a size of one history, from wherever the witness says it is. The signed note, or why there is none. */
async function ask(
  log: SmallLog,
  size: number,
  branch: string,
): Promise<{ signed: string } | { no: number | 'gone' }> {
  for (let old = 0; ;) {
    try {
      const body = await log.request(old, size, branch);
      const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
      const text = await response.text();
      if (response.status === 200) return { signed: log.note(size, branch) + text };
      if (response.status !== 409 || Number(text) > size || Number(text) === old)
        return { no: response.status };
      old = Number(text);
    } catch {
      return { no: 'gone' };
    }
  }
}

/** Ends a process as soon as it has begun to keep something: between that and its signature, if it is quick enough. */
function killWhenItKeeps(child: ChildProcess, kept: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(kept, (_event, name) => {
      if (name === null || name.endsWith('.tmp')) return;
      child.kill('SIGKILL');
      watcher.close();
      resolve();
    });
  });
}

it('a witness that is killed between keeping and signing, again and again, never signs two histories nor goes back', async () => {
  const log = new SmallLog(ORIGIN, 4);
  await writeFile(path.join(folder, 'logs'), `${formatVerifierKey(log.signer.key)}\n`);
  const kept = path.join(folder, 'cosigned', sha256Hex(ORIGIN));
  const signed: { size: number; branch: string }[] = [];
  let cutOff = 0;
  let witness = await start();
  const { key } = witness;
  expect(await ask(log, 4, 'one')).toHaveProperty('signed');
  let size = 4;
  for (let round = 0; round < ROUNDS; round += 1) {
    const killed = killWhenItKeeps(witness.child, kept);
    const wishes = Array.from({ length: 8 }, (_, n) => ({
      size: size + 1 + (n % 4),
      branch: n % 2 === 0 ? 'one' : 'two',
    }));
    const answers = await Promise.all(wishes.map((wish) => ask(log, wish.size, wish.branch)));
    await killed;
    await witness.ended;
    for (const [n, answer] of answers.entries()) {
      if (!('signed' in answer)) {
        if (answer.no === 'gone') cutOff += 1;
        continue;
      }
      const opened = openCheckpoint(answer.signed, [log.signer.key, key], ORIGIN);
      expect(isRefusal(opened)).toBe(false);
      signed.push(wishes[n]!);
    }
    witness = await start();
    expect(witness.key).toEqual(key);
    const last = await (await fetch(`${url}/${sha256Hex(ORIGIN)}/checkpoint`)).text();
    const lastSize = Number(last.split('\n')[1]);
    expect(lastSize).toBeGreaterThanOrEqual(Math.max(size, ...signed.map((wish) => wish.size)));
    size = lastSize;
  }
  // Each kill hit somebody who waited for a signature.
  expect(cutOff).toBeGreaterThanOrEqual(ROUNDS);
  expect(new Set(signed.filter((wish) => wish.size > 4).map((wish) => wish.branch)).size).toBeLessThanOrEqual(
    1,
  );

  const [one, two] = [await ask(log, size + 1, 'one'), await ask(log, size + 1, 'two')];
  expect([one, two].filter((answer) => 'signed' in answer)).toHaveLength(1);
  expect((await readdir(kept)).filter((name) => /^\d+$/.test(name))).toHaveLength(1);
  witness.child.kill('SIGTERM');
  expect(await witness.ended).toBe(0);
}, 120_000);
