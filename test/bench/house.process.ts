import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Writes } from './house.acts.js';

/** What a measured process is asked: what CPU time it has taken, or to carry out writes and say what those took. */
export type Question = Writes | { readonly ask: 'cpu' };

/** Microseconds of CPU time, and milliseconds that went by. */
export interface Answer {
  readonly cpu: number;
  readonly milliseconds: number;
}

/** A server in a process of its own, so that the CPU time it takes is nobody else's. */
export interface Measured {
  readonly url: string;
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

/**
 * Starts a server of `house.serve.ts`.
 *
 * @param settings its environment beside that of this process; `BENCH_PROFILE=<kind>` there writes a CPU profile
 */
export async function startMeasured(
  kind: 'quorate' | 'by-hand',
  settings: Readonly<Record<string, string>>,
): Promise<Measured> {
  const execArgv = process.env.BENCH_PROFILE === kind ? ['--cpu-prof', '--cpu-prof-interval=200'] : [];
  const env = { ...process.env, ...settings };
  const child = fork(fileURLToPath(new URL('house.serve.js', import.meta.url)), [kind], { env, execArgv });
  const url = await message<string>(child);
  return {
    url,
    ask(question) {
      child.send(question);
      return message<Answer>(child);
    },
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** The next message of a process that is expected to live. */
async function message<Told>(child: ChildProcess): Promise<Told> {
  const lost = new AbortController();
  const death = once(child, 'exit', { signal: lost.signal }).then(() => {
    throw new Error('A measured server ended before it was asked to.');
  });
  try {
    const [told] = (await Promise.race([once(child, 'message'), death])) as [Told];
    return told;
  } finally {
    death.catch(() => undefined);
    lost.abort();
  }
}
