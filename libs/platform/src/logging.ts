import { randomUUID } from 'node:crypto';
import { isNativeError } from 'node:util/types';

/** Facts beside a message; they are encoded as JSON, so no value can forge a second line. */
export type LogFacts = Readonly<Record<string, unknown>>;

/** One line of structured JSON per call. */
export interface Log {
  info(message: string, facts?: LogFacts): void;
  warn(message: string, facts?: LogFacts): void;
  error(message: string, facts?: LogFacts): void;
}

/** Injection token of the {@link Log}. */
export const LOG = Symbol('Log');

/** Control and formatting characters that a terminal would obey; JSON itself escapes those below U+0020. */
const UNSAFE = /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Makes a log.
 *
 * @param write takes one line without its end; by default it goes to standard error
 * @param now the clock of the lines
 */
export function createLog(
  write: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
  now: () => Date = () => new Date(),
): Log {
  const at =
    (level: string) =>
    (message: string, facts: LogFacts = {}) => {
      const line = JSON.stringify({ at: now().toISOString(), level, message, ...facts }, encodable);
      write(
        line.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
      );
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

function encodable(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

/** What the log keeps of an error: its kind, text and stack, and the same of what caused it. */
export function describeFault(error: unknown): LogFacts {
  if (!isNativeError(error)) return { error: String(error) };
  const cause = error.cause === undefined ? {} : { cause: describeFault(error.cause) };
  return { error: error.name, text: error.message, stack: error.stack, ...cause };
}

/** Logs an error that its caller must not read, and returns the id under which the caller may ask about it. */
export function logFault(log: Log, message: string, error: unknown, facts: LogFacts = {}): string {
  const ref = randomUUID();
  log.error(message, { ref, ...facts, ...describeFault(error) });
  return ref;
}
