import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { readdir, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { isRefusal } from '#kernel';
import { errorCode, OperatorProblem, writeOnce, type Config } from '#platform';
import {
  formatNote,
  formatVerifierKey,
  parseVerifierKey,
  SIGNATURE_TYPE,
  utf8,
  verifierKey,
  verifyEd25519,
  type VerifierKey,
} from '#transparency';
import { SignCommand } from './sign-command.js';

/** A log by its slug, by which its keys are filed, and its origin, which is the name of its keys. */
export interface NamedLog {
  readonly slug: string;
  readonly origin: string;
}

/** One key of a log: its public half, and a way to have it sign the body of a note. */
export interface LogSigner {
  readonly key: VerifierKey;
  readonly sign: (body: string) => Promise<Uint8Array>;
}

/** A key that was made to replace another and does not sign yet. */
const NEXT = '.next';
/** A key that signs no longer. */
const RETIRED = '.retired';

/**
 * The keys that sign checkpoints, outside the database, so that whoever can change the database still cannot sign for
 * it. Each generation of a log's key is a file that only its owner may read: `<slug>.pem`, `<slug>.2.pem` ... with the
 * private Ed25519 key, or `<slug>.command` with the public half of one that the operator's sign command holds.
 */
export class LogKeys {
  private readonly folder: string;
  private readonly command: SignCommand | null;

  constructor({ dataDir, signCommand }: Pick<Config, 'dataDir' | 'signCommand'>) {
    this.folder = path.join(dataDir, 'keys');
    this.command = signCommand === null ? null : new SignCommand(signCommand);
  }

  /**
   * The keys that sign for a log now, the oldest first; none where none is in the folder.
   *
   * @throws OperatorProblem for a file that others may read, or that holds no key
   */
  async signers(log: NamedLog): Promise<LogSigner[]> {
    const files = await this.files(log.slug);
    return Promise.all(files.map((file) => this.open(log, file)));
  }

  /** Makes the first key of a log, or finds what another server has just made. */
  async make(log: NamedLog): Promise<LogSigner> {
    await this.write(log, log.slug);
    const [first] = await this.signers(log);
    if (!first) throw new OperatorProblem(`The key of ${log.origin} vanished from ${this.folder}.`);
    return first;
  }

  /** Makes the key that will sign next, or finds the one that was made for it; it does not sign before `adopt`. */
  async prepare(log: NamedLog): Promise<VerifierKey> {
    const generation = (await this.files(log.slug, RETIRED)).length + (await this.files(log.slug)).length + 1;
    await this.write(log, generation === 1 ? log.slug : `${log.slug}.${generation}`, NEXT);
    const [file] = await this.files(log.slug, NEXT);
    if (!file) throw new OperatorProblem(`The next key of ${log.origin} vanished from ${this.folder}.`);
    return (await this.open(log, file)).key;
  }

  /** Lets the prepared key sign, beside the others. */
  async adopt({ slug }: NamedLog): Promise<void> {
    for (const file of await this.files(slug, NEXT)) await this.rename(file, file.slice(0, -NEXT.length));
  }

  /** Lets every key sign no longer but the newest. Returns how many there were. */
  async retireOld({ slug }: NamedLog): Promise<number> {
    const old = (await this.files(slug)).slice(0, -1);
    for (const file of old) await this.rename(file, `${file}${RETIRED}`);
    return old.length;
  }

  private async write({ origin }: NamedLog, name: string, state = ''): Promise<void> {
    if (this.command) {
      const key = await this.command.key(origin);
      await writeOnce(path.join(this.folder, `${name}.command${state}`), `${formatVerifierKey(key)}\n`);
    } else {
      const { privateKey } = generateKeyPairSync('ed25519');
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      await writeOnce(path.join(this.folder, `${name}.pem${state}`), pem);
    }
  }

  private async open({ origin }: NamedLog, file: string): Promise<LogSigner> {
    const text = await readOwn(path.join(this.folder, file));
    if (/\.pem(\.next)?$/.test(file)) {
      const privateKey = privateKeyOf(text, file);
      return {
        key: verifierKey(origin, SIGNATURE_TYPE.ed25519, privateKey),
        sign: (body) => Promise.resolve(sign(null, utf8(body), privateKey)),
      };
    }
    const key = parseVerifierKey(text.trim());
    if (isRefusal(key)) throw new OperatorProblem(`${file} holds no verifier key: ${key.because}`);
    const { command } = this;
    if (!command)
      throw new OperatorProblem(`${file} names a key of the sign command; set QUORATE_SIGN_COMMAND.`);
    return { key, sign: (body) => command.sign(key, body) };
  }

  /** The files of a log's keys in this state, the oldest generation first. */
  private async files(slug: string, state = ''): Promise<string[]> {
    const generations = (await namesIn(this.folder)).flatMap((file) => {
      const name = /^([a-z0-9-]+)(?:\.(\d+))?\.(?:pem|command)(\.next|\.retired)?$/.exec(file);
      return name?.[1] === slug && (name[3] ?? '') === state ? [{ file, number: Number(name[2] ?? 1) }] : [];
    });
    return generations.sort((a, b) => a.number - b.number).map(({ file }) => file);
  }

  private rename(from: string, to: string): Promise<void> {
    return rename(path.join(this.folder, from), path.join(this.folder, to));
  }
}

/**
 * A note's text with the signature of every key.
 *
 * @throws OperatorProblem when a key cannot sign now, or what it answers is not its signature
 */
export async function signByAll(body: string, signers: readonly LogSigner[]): Promise<string> {
  const lines = await Promise.all(
    signers.map(async ({ key, sign: signBy }) => {
      const signature = await signBy(body);
      if (!verifyEd25519(key.publicKey, utf8(body), signature)) {
        throw new OperatorProblem(`What was answered is not the signature of ${formatVerifierKey(key)}.`);
      }
      return { name: key.name, id: key.id, signature };
    }),
  );
  return formatNote(body, lines);
}

function privateKeyOf(pem: string, file: string) {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new OperatorProblem(`${file} holds no private key.`, { cause });
  }
}

async function readOwn(file: string): Promise<string> {
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new OperatorProblem(`${file} may be read by others; let its owner alone read it: chmod 600.`);
  }
  return readFile(file, 'utf8');
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
