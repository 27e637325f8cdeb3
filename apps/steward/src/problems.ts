import { factsOf } from './error-facts.js';
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
  const { name, code, message } = factsOf(error);
  if (name !== null && PLAIN_NAMES.includes(name)) return { exit: EXIT.refused, because: message };
  // What `parseArgs` of Node throws when it is given what it does not know.
  if (code?.startsWith('ERR_PARSE_ARGS_')) return { exit: EXIT.usage, because: firstSentence(message) };
  // Loaded only here: the platform brings the whole server, and most commands start without it.
  const { connectionProblem } = await import('#platform');
  const because = connectionProblem(error) ?? `Something went wrong inside Quorate: ${message}`;
  return { exit: EXIT.refused, because };
}

function firstSentence(text: string): string {
  const end = text.indexOf('. ');
  const sentence = end === -1 ? text : text.slice(0, end);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
