import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { addAbortSignal } from 'node:stream';
import {
  FORMAT_IDS,
  MAX_FILE_BYTES,
  readBallotFile,
  type BallotFile,
  type FormatId,
  type OpenCompanion,
} from '#counting';
import { isRefusal } from '#kernel';
import type { Session } from '../command.js';
import { factsOf } from '../error-facts.js';
import { UsageProblem } from '../problems.js';

/** What stands for the file where it is piped in. */
const PIPED = '-';

/**
 * Reads a ballot file, or what is piped in for `-`, piece by piece. The files that a file names are looked for beside
 * it, or in the working folder where it is piped in.
 *
 * @param format as typed; recognised by the content unless given
 * @throws UsageProblem for what cannot be read: every place that is wrong by file, line and reason, one a line
 */
export async function openBallotFile(
  target: string,
  format: string | undefined,
  session: Session,
): Promise<BallotFile> {
  const name = target === PIPED ? 'standard input' : path.basename(target);
  const folder = target === PIPED ? '.' : path.dirname(target);
  const wanted = format === undefined ? {} : { format: formatOf('--format', format) };
  const file = await readBallotFile(bytesOf(target, session), {
    name,
    openCompanion: companionsIn(folder),
    ...wanted,
  });
  if (isRefusal(file)) throw new UsageProblem(`${name}: ${file.because}`);
  if (file.problems.length > 0) {
    const places = file.problems.map(
      (problem) => `${problem.file}${problem.line === 0 ? '' : `, line ${problem.line}`}: ${problem.reason}`,
    );
    throw new UsageProblem(places.join('\n'));
  }
  return file;
}

/** @throws UsageProblem for a format that is not known, with those that are */
export function formatOf(option: string, text: string): FormatId {
  const format = FORMAT_IDS.find((id) => id === text);
  if (format === undefined) {
    throw new UsageProblem(`${option} is one of ${FORMAT_IDS.toSorted().join(', ')}, not "${text}".`);
  }
  return format;
}

/** The whole text of a small file. Throws UsageProblem where it cannot be read. */
export async function readTextFile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, error);
  });
}

async function* bytesOf(target: string, session: Session): AsyncGenerator<Uint8Array> {
  const progress = session.progress('bytes read');
  let read = 0;
  try {
    const total = target === PIPED ? null : (await stat(target)).size;
    const source = target === PIPED ? session.input : createReadStream(target);
    const pieces: AsyncIterable<Uint8Array> = addAbortSignal(session.interrupted, source);
    for await (const piece of pieces) {
      read += piece.length;
      progress.update(read, total === null ? null : Math.max(read, total));
      yield piece;
    }
  } catch (error) {
    throw unreadable(target, error);
  }
}

function companionsIn(folder: string): OpenCompanion {
  return async (companion) => {
    const file = path.join(folder, companion);
    const found = await stat(file).catch(() => null);
    if (found === null) return null;
    if (found.size > MAX_FILE_BYTES) {
      throw new UsageProblem(`${companion}: A ballot file may have at most ${MAX_FILE_BYTES} bytes.`);
    }
    return readFile(file).catch((error: unknown) => {
      throw unreadable(file, error);
    });
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is none',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

function unreadable(file: string, error: unknown): UsageProblem {
  const { code, message } = factsOf(error);
  return new UsageProblem(`${file} cannot be read: ${REASONS[code ?? ''] ?? message}.`, { cause: error });
}
