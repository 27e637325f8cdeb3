import { createHash } from 'node:crypto';
import {
  formatAddCheckpoint,
  readWitnessAnswer,
  type WitnessResponse,
  type WitnessWord,
} from '#transparency';
import type { AskedWitness } from './witness-policy.js';

/** A checkpoint for which a witness is asked. */
export interface HeadToWitness {
  readonly size: number;
  readonly note: string;
  /** The proof that the tree of `size` leaves begins with that of `from` leaves; empty from 0 and from itself. */
  readonly prove: (from: number) => Promise<readonly Uint8Array[]>;
}

/** What a witness could not answer at once it is asked for later. */
const PATIENCE = 5_000;
/** A signature line is some hundred bytes, a checkpoint some thousand. */
const LARGEST_ANSWER = 64 * 1024;

/**
 * Asks a witness to cosign a checkpoint (C2SP tlog-witness). When it has cosigned another one than we remember, it
 * is asked once more from there.
 *
 * @param oldSize the size of the last checkpoint that it cosigned, as far as we know
 * @throws whatever `fetch` rejects with when the witness cannot be reached
 */
export async function askWitness(
  witness: AskedWitness,
  head: HeadToWitness,
  oldSize: number,
  signal: AbortSignal,
): Promise<WitnessWord> {
  const word = await askOnce(witness, head, oldSize, signal);
  const isElsewhere = word.kind === 'elsewhere' && word.size !== oldSize && word.size <= head.size;
  return isElsewhere ? askOnce(witness, head, word.size, signal) : word;
}

async function askOnce(
  { url, key }: AskedWitness,
  { note, prove }: HeadToWitness,
  oldSize: number,
  signal: AbortSignal,
): Promise<WitnessWord> {
  const body = formatAddCheckpoint({ oldSize, proof: await prove(oldSize), note });
  const response = await exchange(`${url}/add-checkpoint`, signal, { method: 'POST', body });
  return readWitnessAnswer(response, key, note);
}

/** The last checkpoint of a log that a witness says it has cosigned, as a note of which nothing is verified; null when it shows none. */
export async function shownBy(
  { url }: AskedWitness,
  origin: string,
  signal: AbortSignal,
): Promise<string | null> {
  const log = createHash('sha256').update(origin).digest('hex');
  const { status, body } = await exchange(`${url}/${log}/checkpoint`, signal, {});
  return status === 200 ? body : null;
}

async function exchange(url: string, signal: AbortSignal, request: RequestInit): Promise<WitnessResponse> {
  const response = await fetch(url, {
    ...request,
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
  });
  const pieces: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  for await (const piece of body ?? []) {
    size += piece.length;
    if (size > LARGEST_ANSWER) throw new RangeError('The answer is larger than any that is meant.');
    pieces.push(piece);
  }
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    body: Buffer.concat(pieces).toString('utf8'),
  };
}
