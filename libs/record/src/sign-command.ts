import { spawn } from 'node:child_process';
import { isRefusal } from '#kernel';
import { OperatorProblem } from '#platform';
import {
  formatVerifierKey,
  parseVerifierKey,
  SIGNATURE_TYPE,
  splitNote,
  type VerifierKey,
} from '#transparency';

/** Milliseconds that a signature may take. */
const PATIENCE = 5_000;
/** Bytes of an answer that are read; a signature line has some hundred. */
const MOST_BYTES = 4_096;
const SIGNATURE_BYTES = 64;

/**
 * A program of the operator's that has the private keys, such as a client of a key management service:
 *
 * - `<command> key <name>` answers the verifier key under which it will sign for the log of this name;
 * - `<command> sign <verifier key>` gets the body of a note on its input and answers the signature line
 *   (C2SP signed-note), or the 64 bytes of the signature.
 */
export class SignCommand {
  private readonly words: readonly string[];

  /** @param command a program and its first arguments, parted by spaces; no shell reads it */
  constructor(command: string) {
    this.words = command.split(/\s+/).filter((word) => word !== '');
  }

  /** The key under which it signs for a log. Throws OperatorProblem when it tells none. */
  async key(name: string): Promise<VerifierKey> {
    const text = (await this.run(['key', name], '')).toString('utf8').trim();
    const key = parseVerifierKey(text);
    if (isRefusal(key))
      throw new OperatorProblem(`The sign command names no key for ${name}: ${key.because}`);
    if (key.name === name && key.type === SIGNATURE_TYPE.ed25519) return key;
    throw new OperatorProblem(
      `The sign command names a key of ${key.name} where one of ${name} was asked for.`,
    );
  }

  /** The signature of a note's body by a key, not yet verified. Throws OperatorProblem when there is none. */
  async sign(key: VerifierKey, body: string): Promise<Uint8Array> {
    const answer = await this.run(['sign', formatVerifierKey(key)], body);
    if (answer.length === SIGNATURE_BYTES) return answer;
    const note = splitNote(`${body}\n${answer.toString('utf8').trimEnd()}\n`);
    const line = isRefusal(note)
      ? undefined
      : note.lines.find(({ name, id }) => name === key.name && id === key.id);
    if (line) return line.signature;
    throw new OperatorProblem(`The sign command answered no signature of ${key.name}.`);
  }

  private run(words: readonly string[], input: string): Promise<Buffer> {
    const [program = '', ...first] = this.words;
    return new Promise((resolve, reject) => {
      const child = spawn(program, [...first, ...words], { timeout: PATIENCE, windowsHide: true });
      const said = collect(child.stdout);
      const complaint = collect(child.stderr);
      child.on('error', (error) => {
        reject(new OperatorProblem(`The sign command ${program} cannot be run: ${error.message}.`));
      });
      child.on('close', (code, signal) => {
        if (code === 0) resolve(said());
        else reject(new OperatorProblem(failure(code, signal, complaint().toString('utf8'))));
      });
      child.stdin.on('error', () => undefined); // it may have ended without reading; its exit code tells
      child.stdin.end(input);
    });
  }
}

function failure(code: number | null, signal: string | null, complaint: string): string {
  const [reason = ''] = complaint.split('\n');
  const how =
    code === null ? `was stopped (${signal ?? 'killed'}) after ${PATIENCE / 1000} s` : `ended with ${code}`;
  return `The sign command ${how}${reason === '' ? '' : `: ${reason}`}.`;
}

function collect(stream: NodeJS.ReadableStream): () => Buffer {
  const pieces: Buffer[] = [];
  let size = 0;
  stream.on('data', (piece: Buffer) => {
    size += piece.length;
    if (size <= MOST_BYTES) pieces.push(piece);
  });
  return () => Buffer.concat(pieces);
}
