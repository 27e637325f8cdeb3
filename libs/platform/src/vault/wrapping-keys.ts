import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../error-code.js';
import { OperatorProblem } from '../operator-problem.js';
import { writeOnce } from '../write-once.js';

const KEY_BYTES = 32;
const LOOKUP = 'lookup.key';
const GENERATION = /^wrapping-(\d{1,9})\.key$/;
const DAY = 86_400_000;
/** Milliseconds after which the folder is looked at again for a new generation. */
const LOOK_AGAIN = 60_000;

/** One generation of the keys that wrap other keys. */
export interface WrappingKey {
  readonly generation: number;
  readonly key: Uint8Array;
  /** When it was made. */
  readonly madeAt: Date;
}

/**
 * The keys that never enter the database: generations of wrapping keys, and the key by which addresses are looked
 * up without being stored. Whoever has the database, its log and its backups, and not this folder, reads nothing
 * that is sealed; once a generation is destroyed, neither does its owner in what only that generation wrapped.
 */
export class WrappingKeys {
  #looked = performance.now();

  /**
   * @param read finds the generations there are, at least one; asked again as time goes by and for one that is unknown
   * @param lookup the key of look-ups, which stays the same
   */
  constructor(
    private readonly read: () => readonly WrappingKey[],
    readonly lookup: Uint8Array,
    private generations = read(),
  ) {}

  /** Keys that live as long as this process: for tests and for what is thrown away. */
  static forOnce(): WrappingKeys {
    const only = { generation: 1, key: randomBytes(KEY_BYTES), madeAt: new Date(0) };
    return new WrappingKeys(() => [only], randomBytes(KEY_BYTES));
  }

  /** The generation by which keys are wrapped from now on; a new one is noticed within a minute. */
  get newest(): WrappingKey {
    if (performance.now() - this.#looked > LOOK_AGAIN) this.#look();
    return this.generations.reduce((a, b) => (a.generation > b.generation ? a : b));
  }

  /** A generation. Throws OperatorProblem when its file is missing: what it wraps cannot be read without it. */
  of(generation: number): Uint8Array {
    const known = this.#find(generation);
    if (known) return known.key;
    this.#look();
    const found = this.#find(generation);
    if (found) return found.key;
    throw new OperatorProblem(
      `The wrapping key of generation ${generation} is missing; bring back its file, see QUORATE_WRAPPING_KEYS.`,
    );
  }

  #find(generation: number): WrappingKey | undefined {
    return this.generations.find((key) => key.generation === generation);
  }

  #look(): void {
    this.generations = this.read();
    this.#looked = performance.now();
  }
}

/**
 * Reads the wrapping keys of a folder, and makes the first generation where there is none. The files are its owner's
 * alone.
 *
 * @throws OperatorProblem for a file that others may read or that holds no key
 */
export async function openWrappingKeys(folder: string): Promise<WrappingKeys> {
  const names = namesIn(folder);
  if (!names.some((name) => GENERATION.test(name))) await makeKey(path.join(folder, fileOf(1)));
  if (!names.includes(LOOKUP)) await makeKey(path.join(folder, LOOKUP));
  return new WrappingKeys(() => generationsIn(folder), readKey(folder, LOOKUP).key);
}

/** Makes the next generation; what is wrapped from now on is wrapped by it. */
export async function addGeneration(folder: string, { newest }: WrappingKeys): Promise<WrappingKeys> {
  await makeKey(path.join(folder, fileOf(newest.generation + 1)));
  return openWrappingKeys(folder);
}

/**
 * Destroys the generations that were replaced so many days ago: by then no backup is kept whose keys they wrap. From
 * then on nobody can read in an old backup what was erased since.
 *
 * @returns the numbers of those that are gone
 */
export async function destroyOldGenerations(folder: string, days: number, now: Date): Promise<number[]> {
  const kept = generationsIn(folder);
  const old = kept.filter((_, place) => {
    const successor = kept[place + 1];
    return successor !== undefined && now.getTime() - successor.madeAt.getTime() > days * DAY;
  });
  for (const { generation } of old) await unlink(path.join(folder, fileOf(generation)));
  return old.map(({ generation }) => generation);
}

const fileOf = (generation: number) => `wrapping-${generation}.key`;

async function makeKey(file: string): Promise<void> {
  await writeOnce(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`);
}

/** The generations of a folder, the oldest first. */
function generationsIn(folder: string): WrappingKey[] {
  return namesIn(folder)
    .flatMap((name) => {
      const generation = Number(GENERATION.exec(name)?.[1] ?? 0);
      return generation > 0 ? [{ generation, ...readKey(folder, name) }] : [];
    })
    .sort((a, b) => a.generation - b.generation);
}

function readKey(folder: string, name: string): { key: Uint8Array; madeAt: Date } {
  const file = path.join(folder, name);
  const { mode, mtime } = statSync(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new OperatorProblem(`${file} may be read by others; let its owner alone read it: chmod 600.`);
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== KEY_BYTES) throw new OperatorProblem(`${file} holds no key of ${KEY_BYTES} bytes.`);
  return { key, madeAt: mtime };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
