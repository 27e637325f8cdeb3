import { createHash } from 'node:crypto';
import { isRefusal, refuse, type Refusal } from '#kernel';
import { MAX_OPTIONS } from '../limits.js';
import { blt } from './blt.js';
import { condorcet } from './condorcet.js';
import { debian } from './debian.js';
import { elekto } from './elekto.js';
import type { FileElection, FileProblem, FormatId, LineReader, OpenCompanion, TextFormat } from './format.js';
import { pb } from './pb.js';
import { preflib } from './preflib.js';
import { rctab } from './rctab.js';
import { starvote } from './starvote.js';

/** The largest file that is read, in bytes. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** The most papers that a file may hold. */
export const MAX_FILE_PAPERS = 10_000_000n;
/** How much of a file is looked at to recognise its format, in bytes. */
const HEAD_BYTES = 64 * 1024;
/** A file that is wrong in more places than this is not read to its end. */
const MAX_PROBLEMS = 20;

/** Every text format, in the order in which a file is tried. */
const FORMATS: readonly TextFormat[] = [rctab, preflib, pb, debian, starvote, elekto, blt, condorcet];

/** The names of all formats that are read. */
export const FORMAT_IDS: readonly FormatId[] = FORMATS.map(({ id }) => id);

/** A ballot file as read: what it holds, its digest, and every place that could not be read. */
export interface BallotFile extends FileElection {
  readonly format: FormatId;
  /** SHA-256 of the bytes, in hexadecimal digits. */
  readonly sha256: string;
  readonly problems: readonly FileProblem[];
}

export interface ReadOptions {
  /** The name by which problems speak of the file. */
  readonly name: string;
  readonly format?: FormatId;
  /** Opens the files that this one names. Without it they are reported missing. */
  readonly openCompanion?: OpenCompanion;
}

/** Bytes of a file, whole or piece by piece. */
export type FileBytes = Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Feeds text to a reader line by line, keeping the piece of a line that has not ended yet. */
class LineFeed {
  readonly #reader: LineReader;
  #rest = '';
  #line = 0;

  constructor(reader: LineReader) {
    this.#reader = reader;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#give(line);
  }

  end(): FileElection | Promise<FileElection> {
    if (this.#rest !== '') this.#give(this.#rest);
    return this.#reader.end();
  }

  #give(text: string): void {
    this.#line += 1;
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    this.#reader.line(this.#line === 1 ? line.replace(/^\ufeff/, '') : line, this.#line);
  }
}

function recognise(head: Uint8Array, wanted: FormatId | undefined): TextFormat | Refusal {
  const text = new TextDecoder('latin1').decode(head).replace(/^\u00ef\u00bb\u00bf/, '');
  const format = FORMATS.find(({ id, recognises }) =>
    wanted === undefined ? recognises(text) : id === wanted,
  );
  return format ?? refuse('UNKNOWN_FORMAT', 'The file is in no format that is read here; name its format.');
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** True for what a decoder throws when bytes are no text in its encoding (Encoding standard, `fatal`). */
function isBadText(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
  );
}

class FileReading {
  readonly #hash = createHash('sha256');
  readonly #options: ReadOptions;
  readonly #problems: FileProblem[] = [];
  #bytes = 0;
  #head: Uint8Array[] | null = [];
  #format: TextFormat | null = null;
  #decoder = new TextDecoder();
  #feed: LineFeed | null = null;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  /** Takes the next bytes. Returns a refusal when the file cannot be read at all. */
  push(bytes: Uint8Array): Refusal | null {
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes > MAX_FILE_BYTES) {
      return refuse('FILE_TOO_LARGE', `A ballot file may have at most ${MAX_FILE_BYTES} bytes.`);
    }
    if (this.#head === null) return this.#read(bytes, true);
    this.#head.push(bytes);
    return this.#bytes >= HEAD_BYTES ? this.#start() : null;
  }

  async end(): Promise<BallotFile | Refusal> {
    const refused = this.#head === null ? null : this.#start();
    if (refused) return refused;
    const last = this.#read(new Uint8Array(), false);
    if (last) return last;
    if (this.#feed === null || this.#format === null) throw new Error('A reading ends after it has started.');
    const election = await this.#feed.end();
    this.#checkLimits(election);
    return {
      ...election,
      format: this.#format.id,
      sha256: this.#hash.digest('hex'),
      problems: this.#problems.slice(0, MAX_PROBLEMS),
    };
  }

  #checkLimits({ groups, options }: FileElection): void {
    const papers = groups.reduce((sum, { weight }) => sum + weight, 0n);
    const tell = (reason: string) => this.#problems.push({ file: this.#options.name, line: 0, reason });
    if (papers > MAX_FILE_PAPERS) tell(`The file holds more than ${MAX_FILE_PAPERS.toString()} papers.`);
    if (options.length > MAX_OPTIONS) tell(`The file holds more than ${MAX_OPTIONS} options.`);
  }

  #start(): Refusal | null {
    const head = joined(this.#head ?? []);
    this.#head = null;
    const format = recognise(head.subarray(0, HEAD_BYTES), this.#options.format);
    if (isRefusal(format)) return format;
    this.#format = format;
    this.#decoder = new TextDecoder(format.encoding, { fatal: true });
    const { name, openCompanion = () => Promise.resolve(null) } = this.#options;
    const report = (line: number, reason: string, file = name) => {
      if (this.#problems.length < MAX_PROBLEMS) this.#problems.push({ file, line, reason });
    };
    this.#feed = new LineFeed(format.open(report, openCompanion));
    return this.#read(head, true);
  }

  #read(bytes: Uint8Array, stream: boolean): Refusal | null {
    try {
      this.#feed?.push(this.#decoder.decode(bytes, { stream }));
      return null;
    } catch (error) {
      if (isBadText(error)) return refuse('NOT_TEXT', 'The file is not text in UTF-8.');
      throw error;
    }
  }
}

/**
 * Reads a ballot file, its format recognised by its content unless named. Ballots are grouped while reading,
 * so that memory grows with distinct ballots and not with papers.
 *
 * What is wrong inside is told in `problems`, by file and line; a count should not go on with any.
 * Refuses `UNKNOWN_FORMAT`, `FILE_TOO_LARGE` and `NOT_TEXT`.
 */
export async function readBallotFile(source: FileBytes, options: ReadOptions): Promise<BallotFile | Refusal> {
  const reading = new FileReading(options);
  for await (const piece of source instanceof Uint8Array ? [source] : source) {
    const refused = reading.push(piece);
    if (refused) return refused;
  }
  return reading.end();
}
