import { Readable } from 'node:stream';
import { runSteward, type CommandEntry } from '../steward.js';
import type { Terminal } from '../terminal.js';

/** What a command line wrote, and how it ended. */
export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** A terminal that remembers, with a clock that the test sets. */
export function recordingTerminal(isTTY = false) {
  const written = { out: '', err: '', clock: 0 };
  const terminal: Terminal = {
    out: { write: (text) => (written.out += text) },
    err: { write: (text) => (written.err += text), isTTY },
    now: () => written.clock,
  };
  return { terminal, written };
}

/** What is piped into a command, in these pieces. */
export function piped(...pieces: readonly string[]): Readable {
  return Readable.from(pieces.map((piece) => Buffer.from(piece)));
}

/** Runs a command line as a process would. */
export async function runLine(
  argv: readonly string[],
  commands: readonly CommandEntry[],
  env: Readonly<Record<string, string>> = {},
  input = piped(),
): Promise<Ran> {
  const { terminal, written } = recordingTerminal();
  const interrupted = new AbortController().signal;
  const exit = await runSteward(argv, { commands, terminal, env, input, interrupted });
  return { exit, out: written.out, err: written.err };
}
