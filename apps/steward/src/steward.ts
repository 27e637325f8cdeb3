import type { Answer, Command, Session } from './command.js';
import { EXIT, type Exit } from './exit.js';
import { describeProblem, UsageProblem } from './problems.js';
import { Progress } from './progress.js';
import { shown, type Terminal } from './terminal.js';

/** A line of the table of commands; the command itself is loaded when it is asked for. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

interface Process {
  readonly commands: readonly CommandEntry[];
  readonly terminal: Terminal;
  readonly env: Session['env'];
  readonly input: Session['input'];
  readonly interrupted: AbortSignal;
}

/** What stops in the middle because it was asked to has no other story to tell. */
const INTERRUPTED = { exit: EXIT.refused, because: 'Interrupted.' };

/**
 * Runs one command line. With `--json` exactly one JSON document is written to the output, whatever happens; without
 * it the answer's text. Everything else goes to the error output.
 *
 * @param argv the words behind the program's name
 */
export async function runSteward(argv: readonly string[], process: Process): Promise<Exit> {
  const { terminal } = process;
  const asksJson = argv.includes('--json');
  const words = argv.filter((word) => word !== '--json');
  try {
    const answer = await answerOf(words, process);
    terminal.out.write(asksJson ? `${JSON.stringify(answer.document)}\n` : answer.text);
    return answer.exit ?? EXIT.done;
  } catch (error) {
    const { exit, because } = process.interrupted.aborted ? INTERRUPTED : await describeProblem(error);
    terminal.err.write(`${shown(because)}\n`);
    if (exit === EXIT.usage) terminal.err.write('See "steward --help".\n');
    if (asksJson) terminal.out.write(`${JSON.stringify({ problem: because })}\n`);
    return exit;
  }
}

async function answerOf(words: readonly string[], process: Process): Promise<Answer> {
  const [name, ...args] = words;
  if (name === undefined) throw new UsageProblem('No command was given.');
  if (name === '--help' || name === 'help') return asHelp(overview(process.commands));
  const entry = process.commands.find((command) => command.name === name);
  if (entry === undefined) throw new UsageProblem(`There is no command "${name}".`);
  const command = await entry.load();
  if (args.includes('--help')) return asHelp(command.help);
  const progresses: Progress[] = [];
  try {
    return await command.run(args, sessionOf(process, progresses));
  } finally {
    for (const progress of progresses) progress.end();
  }
}

function sessionOf({ terminal, env, input, interrupted }: Process, progresses: Progress[]): Session {
  return {
    env,
    input,
    interrupted,
    say(line) {
      for (const progress of progresses) progress.end();
      terminal.err.write(`${shown(line)}\n`);
    },
    progress(what) {
      const progress = new Progress(terminal, what);
      progresses.push(progress);
      return progress;
    },
  };
}

function asHelp(text: string): Answer {
  return { document: { help: text }, text };
}

function overview(commands: readonly CommandEntry[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `The operator's and observer's command line of Quorate.

Usage: npm run --silent steward -- <command> [options]

Commands:
${lines.join('\n')}

"steward <command> --help" tells more. It ends with 0 when all is fine, 1 when something was refused or failed, and
2 when the command was not understood.
`;
}
