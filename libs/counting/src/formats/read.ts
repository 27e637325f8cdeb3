import { createHash } from 'node:crypto';
import { isRefusal, refuse, type Refusal } from '#kernel';
import { MAX_FILE_BYTES, MAX_OPTIONS } from '../limits.js';
import { blt } from './blt.js';
import { condorcet } from './condorcet.js';
import { debian } from './debian.js';
import { elekto } from './elekto.js';
import type {
  FileElection,
  FileProblem,
  FormatId,
  LineReader,
  OpenCompanion,
  Report,
  TextFormat,
} from './format.js';
import { pb } from './pb.js';
import { preflib } from './preflib.js';
import { rctab } from './rctab.js';
import { starvote } from './starvote.js';
import { badLineIn, decodeText } from './text.js';

/** The most papers that a file may hold. */
export const MAX_FILE_PAPERS = 10_000_000n;
/** The most characters of a line: names of as many options as a count takes, at a thousand each. */
const MAX_LINE = 1024 * 1024;
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

/** Characters that no text has: they are told, since they may hide in a name. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Feeds text to a reader line by line, keeping the piece of a line that has not ended yet. */
class LineFeed {
  readonly #reader: LineReader;
  readonly #report: Report;
  #rest = '';
  #restHasControl = false;
  /** Lines given so far. */
  lines = 0;

  constructor(reader: LineReader, report: Report) {
    this.#reader = reader;
    this.#report = report;
  }

  push(text: string): void {
    const hasControl = CONTROL.test(text);
    this.#restHasControl ||= hasControl;
    // Only the new text is searched: a line that comes in many pieces is put together once.
    const [first = '', ...others] = text.split('\n');
    const last = others.pop();
    if (last === undefined) {
      if (this.#rest.length <= MAX_LINE) this.#rest += first;
      return;
    }
    this.#give(this.#rest + first, this.#restHasControl);
    for (const line of others) this.#give(line, hasControl);
    [this.#rest, this.#restHasControl] = [last, hasControl];
  }

  end(): FileElection | Promise<FileElection> {
    if (this.#rest !== '') this.#give(this.#rest, this.#restHasControl);
    return this.#reader.end();
  }

  #give(text: string, mayHaveControl: boolean): void {
    this.lines += 1;
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (line.length > MAX_LINE) this.#report(this.lines, `The line has more than ${MAX_LINE} characters.`);
    else if (mayHaveControl && CONTROL.test(line))
      this.#report(this.lines, 'The line holds a control character.');
    else this.#reader.line(this.lines === 1 ? line.replace(/^\ufeff/, '') : line, this.lines);
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
    const report: Report = (line, reason, file = name) => {
      if (this.#problems.length < MAX_PROBLEMS) this.#problems.push({ file, line, reason });
    };
    this.#feed = new LineFeed(format.open(report, openCompanion), report);
    return this.#read(head, true);
  }

  #read(bytes: Uint8Array, stream: boolean): Refusal | null {
    if (this.#problems.length >= MAX_PROBLEMS) return null;
    const text = decodeText(this.#decoder, bytes, stream);
    if (text !== null) {
      this.#feed?.push(text);
      return null;
    }
    const { encoding } = this.#decoder;
    const line = (this.#feed?.lines ?? 0) + badLineIn(bytes, encoding);
    return refuse('NOT_TEXT', `Line ${line} is not text in ${encoding.toUpperCase()}.`, { line });
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
