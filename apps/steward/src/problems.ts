import { EXIT, type Exit } from './exit.js';

/** A command that could not do its work; the message is one sentence for whoever typed it. */
export class CommandProblem extends Error {
  override readonly name: string = 'CommandProblem';
  readonly exit: Exit = EXIT.refused;
}

/** The command was written in a way that means nothing. */
export class UsageProblem extends CommandProblem {
  override readonly name = 'UsageProblem';
  override readonly exit = EXIT.usage;
}

/** What has to be read cannot be reached, so that nothing can be said about it. */
export class Unreachable extends CommandProblem {
  override readonly name = 'Unreachable';
  override readonly exit = EXIT.unreachable;
}

/** Errors of the server's own code whose messages are made to be read. */
const PLAIN_NAMES = ['OperatorProblem', 'Fault'];

/** Says of any error in one sentence what happened, and how the process ends. Never a stack. */
export async function describeProblem(error: unknown): Promise<{ exit: Exit; because: string }> {
  if (error instanceof CommandProblem) return { exit: error.exit, because: error.message };
  if (!(error instanceof Error))
    return { exit: EXIT.refused, because: `Something went wrong: ${String(error)}` };
  if (PLAIN_NAMES.includes(error.name)) return { exit: EXIT.refused, because: error.message };
  if (isUsage(error)) return { exit: EXIT.usage, because: firstSentence(error.message) };
  // Loaded only here: the platform brings the whole server, and most commands start without it.
  const { connectionProblem } = await import('#platform');
  const because = connectionProblem(error) ?? `Something went wrong inside Quorate: ${error.message}`;
  return { exit: EXIT.refused, because };
}

/** True for what `parseArgs` of Node throws when it is given what it does not know. */
function isUsage(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && error.code.startsWith('ERR_PARSE_ARGS_');
}

function firstSentence(text: string): string {
  const end = text.indexOf('. ');
  const sentence = end === -1 ? text : text.slice(0, end);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
