import { readFile, stat } from 'node:fs/promises';
import { isRefusal } from '#kernel';
import { parseVerifierKey, SIGNATURE_TYPE, type VerifierKey } from '#transparency';
import { isCode, WitnessProblem } from './problem.js';

/** The keys of each log, by its origin. */
export type LogKeys = ReadonlyMap<string, readonly VerifierKey[]>;

/**
 * Reads a list of logs: the verifier key of one log a line; a log that changes its key has two lines for a while.
 *
 * @throws WitnessProblem naming the line
 */
export function parseLogs(text: string): LogKeys {
  const logs = new Map<string, VerifierKey[]>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const word = line.trim();
    if (word === '' || word.startsWith('#')) continue;
    const key = parseVerifierKey(word);
    if (isRefusal(key)) throw new WitnessProblem(`Line ${index + 1} of the list of logs: ${key.because}`);
    if (key.type !== SIGNATURE_TYPE.ed25519) {
      throw new WitnessProblem(`Line ${index + 1} of the list of logs has the key of a witness.`);
    }
    logs.set(key.name, [...(logs.get(key.name) ?? []), key]);
  }
  return logs;
}

/** The list of logs in a file, read again when the file changes: a log is added without a restart. */
export class KnownLogs {
  private logs: LogKeys = new Map();
  private readAt: number | null = null;

  /** @param report is told in one sentence of a change that cannot be used; what was known before stays known */
  constructor(
    private readonly file: string,
    private readonly report: (because: string) => void,
  ) {}

  /** The logs as the file lists them now; none while there is no file. Throws WitnessProblem at the first reading only. */
  async current(): Promise<LogKeys> {
    const changedAt = await timeOf(this.file);
    if (changedAt === this.readAt) return this.logs;
    const isFirst = this.readAt === null;
    const text = changedAt === null ? '' : await readFile(this.file, 'utf8');
    this.readAt = changedAt;
    try {
      this.logs = parseLogs(text);
    } catch (error) {
      if (isFirst || !(error instanceof WitnessProblem)) throw error;
      this.report(error.message);
    }
    return this.logs;
  }
}

async function timeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}
