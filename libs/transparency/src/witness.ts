import { isRefusal } from '#kernel';
import { equalBytes } from './bytes.js';
import { openCheckpoint, parseCheckpoint, type Checkpoint } from './checkpoint.js';
import { EMPTY_ROOT } from './merkle.js';
import { verifyConsistency } from './merkle-proof.js';
import { formatNote, splitNote } from './note-text.js';
import { type VerifierKey } from './note-key.js';
import { type AddCheckpoint } from './witness-request.js';

/** A checkpoint that a witness keeps: the log's note, reduced to the signatures that the witness has verified. */
export interface WitnessedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly note: string;
}

/** A log as its witness knows it. */
export interface WitnessedLog {
  /** The keys whose signature makes a checkpoint this log's own. Each bears the log's origin as its name. */
  readonly keys: readonly VerifierKey[];
  /** The last checkpoint that was cosigned; null before the first. */
  readonly last: WitnessedCheckpoint | null;
}

/**
 * What a witness answers (C2SP tlog-witness), by HTTP status.
 *
 * - 200: the checkpoint may be cosigned, once `next` is kept
 * - 400: the request says nothing that could be witnessed
 * - 403: none of the log's keys has signed the checkpoint
 * - 404: the log is unknown
 * - 409: another checkpoint than the one that the log named was the last one cosigned; `size` is that one's
 * - 422: the log has signed what does not extend the last checkpoint cosigned, or nobody proved that it does.
 *   `isProved`: the log's signatures alone show the first; else whoever sent a wrong proof may be the one at fault
 */
export type WitnessAnswer =
  | { readonly status: 200; readonly next: WitnessedCheckpoint }
  | { readonly status: 400 | 403 | 404; readonly because: string }
  | ({ readonly status: 422 } & Inconsistency)
  | { readonly status: 409; readonly size: number };

interface Inconsistency {
  readonly because: string;
  readonly isProved: boolean;
}

/** The origin that a checkpoint's note bears; null where the note cannot be read. Nothing is verified. */
export function originOf(note: string): string | null {
  const split = splitNote(note);
  const checkpoint = isRefusal(split) ? split : parseCheckpoint(split.body);
  return isRefusal(checkpoint) ? null : checkpoint.origin;
}

/**
 * The rule of a witness: whether it may cosign a checkpoint, given the one of that log that it cosigned last. It
 * cosigns none that is smaller, and none that does not begin with what it has vouched for.
 *
 * The answer 200 is worth nothing until `next` has been kept in place of `log.last`, and `log.last` has not changed
 * meanwhile: else an older request, answered later, would take the witness back.
 *
 * @param log the log of that origin; null when the witness does not know it
 */
export function witness(request: AddCheckpoint, log: WitnessedLog | null): WitnessAnswer {
  const split = splitNote(request.note);
  if (isRefusal(split)) return { status: 400, because: split.because };
  const unsigned = parseCheckpoint(split.body);
  if (isRefusal(unsigned)) return { status: 400, because: unsigned.because };
  if (log === null) return { status: 404, because: `The log ${unsigned.origin} is not known here.` };

  const opened = openCheckpoint(request.note, log.keys);
  if (isRefusal(opened)) return { status: 403, because: opened.because };
  const { checkpoint, verified } = opened;
  if (request.oldSize > checkpoint.size) {
    return { status: 400, because: 'The old size is above the size of the checkpoint.' };
  }
  const last = log.last?.checkpoint ?? null;
  if (request.oldSize !== (last?.size ?? 0)) return { status: 409, size: last?.size ?? 0 };
  const fault = inconsistency(request, checkpoint, last);
  if (fault !== null) return { status: 422, ...fault };
  const lines = split.lines.filter((line) =>
    verified.some(({ key }) => key.name === line.name && key.id === line.id),
  );
  return { status: 200, next: { checkpoint, note: formatNote(split.body, lines) } };
}

/** Why the checkpoint is not one that extends the last; null when it is. The old size is the last one's. */
function inconsistency(
  { oldSize, proof }: AddCheckpoint,
  { size, root }: Checkpoint,
  last: Checkpoint | null,
): Inconsistency | null {
  if (size === 0 && !equalBytes(root, EMPTY_ROOT)) {
    return { because: 'The root of a log without entries is another one.', isProved: true };
  }
  if (last === null || oldSize === 0) {
    return proof.length === 0
      ? null
      : { because: 'From size 0 there is nothing to prove, and the request has a proof.', isProved: false };
  }
  if (oldSize === size && !equalBytes(root, last.root)) {
    const because = `Another tree of ${size} entries has been cosigned: the log has signed two.`;
    return { because, isProved: true };
  }
  if (verifyConsistency({ from: oldSize, to: size, fromRoot: last.root, toRoot: root, proof })) return null;
  const because = `The proof does not show that the checkpoint extends the one of ${oldSize} entries.`;
  return { because, isProved: false };
}
