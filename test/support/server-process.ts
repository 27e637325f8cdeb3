import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A server that runs in a process of its own, as `npm start` leaves it: it can be killed without killing the test. */
export interface ServerProcess {
  readonly url: string;
  /** What it wrote to its terminal and its log until now. */
  output(): string;
  /** True once it has ended, by itself or because it was told to. */
  hasEnded(): boolean;
  /** Ends it in the middle of whatever it does. */
  kill(): Promise<void>;
  /** Asks it to stop, and returns the exit code with which it does. */
  stop(): Promise<number | null>;
}

/** How a process ended that was expected to start. */
export interface FailedStart {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Compiles what has changed, so that processes run what is being tested. */
export function buildServer(): void {
  const { status, stderr } = spawnSync(process.execPath, ['tools/build.mjs'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The server could not be built: ${stderr}`);
}

/**
 * Starts the built server and waits until it says that it is ready.
 *
 * @param settings its environment beside that of the test; `undefined` takes a variable away
 * @throws Error with what it wrote, when it ends instead
 */
export async function startServerProcess(
  settings: Readonly<Record<string, string | undefined>>,
): Promise<ServerProcess> {
  const child = spawnServer(settings);
  const written = collect(child);
  const ended = exitOf(child);
  const url = await Promise.race([
    new Promise<string>((resolve) => {
      child.stdout?.on('data', () => {
        const ready = /^Quorate is ready at (\S+)$/m.exec(written());
        if (ready?.[1] !== undefined) resolve(ready[1]);
      });
    }),
    ended.then((code) => {
      throw new Error(`The server ended with ${code} before it was ready: ${written()}`);
    }),
  ]);
  return {
    url,
    output: written,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Starts the built server where it is expected to give up, and returns how it did. */
export async function failServerProcess(
  settings: Readonly<Record<string, string | undefined>>,
): Promise<FailedStart> {
  const child = spawnServer(settings);
  const written = collect(child);
  const exitCode = await exitOf(child);
  return { exitCode, output: written() };
}

function spawnServer(settings: Readonly<Record<string, string | undefined>>): ChildProcess {
  return spawn(process.execPath, ['dist/apps/api/src/main.js'], {
    cwd: ROOT,
    env: { ...process.env, HOST: '127.0.0.1', QUORATE_DEMO: 'off', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  }
  return () => text;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code));
  });
}
