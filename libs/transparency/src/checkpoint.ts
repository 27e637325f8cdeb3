import { isRefusal, refuse, type Refusal } from '#kernel';
import { hashFromBase64, parseDecimal, toBase64 } from './bytes.js';
import { isHash, isIndex } from './merkle.js';
import { isKeyName, SIGNATURE_TYPE, type VerifierKey } from './note-key.js';
import { openNote, type NoteRefusal, type VerifiedSignature } from './note.js';

/** The head of a log: how many leaves it has and their root. `origin` says which log; it is its key's name too. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

export type CheckpointRefusal = Refusal<
  'CHECKPOINT_MALFORMED' | 'CHECKPOINT_OF_ANOTHER_LOG' | 'CHECKPOINT_NOT_SIGNED_BY_ITS_LOG'
>;

/**
 * The body that is signed: origin, size and root, one a line (C2SP tlog-checkpoint). Throws a RangeError for
 * an origin that is no key name, a size above 2^53-1 or a root that is not 32 bytes.
 */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (!isKeyName(origin)) throw new RangeError('The origin of a log has no space and no plus.');
  if (!isIndex(size) || !isHash(root))
    throw new RangeError('A checkpoint has a size and a root of 32 bytes.');
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Reads a note's body as a checkpoint. Refuses another spelling, and extension lines, which nobody can audit. */
export function parseCheckpoint(body: string): Checkpoint | CheckpointRefusal {
  const [origin, sizeText, rootText, end, ...more] = body.split('\n');
  const size = parseDecimal(sizeText ?? '');
  const root = hashFromBase64(rootText ?? '');
  if (origin === undefined || !isKeyName(origin) || size === null || root === null) {
    return malformed('A checkpoint is an origin, a decimal size and the base64 of a root, one a line.');
  }
  if (end !== '' || more.length > 0)
    return malformed('A checkpoint of this record has three lines and no more.');
  return { origin, size, root };
}

function malformed(because: string): CheckpointRefusal {
  return refuse('CHECKPOINT_MALFORMED', because, { clause: 'C2SP tlog-checkpoint, note text' });
}

/** A checkpoint that its log has signed, and who else has. */
export interface OpenedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly body: string;
  readonly verified: readonly VerifiedSignature[];
}

/**
 * Opens a signed checkpoint: a known key that bears the log's origin as its name must have signed it. Other
 * known keys, of witnesses, are verified along with it.
 *
 * @param origin the log that is expected, or null for any log whose key is known
 */
export function openCheckpoint(
  note: string | Uint8Array,
  knownKeys: readonly VerifierKey[],
  origin: string | null = null,
): OpenedCheckpoint | NoteRefusal | CheckpointRefusal {
  const opened = openNote(note, knownKeys);
  if (isRefusal(opened)) return opened;
  const checkpoint = parseCheckpoint(opened.body);
  if (isRefusal(checkpoint)) return checkpoint;
  if (origin !== null && checkpoint.origin !== origin) {
    const because = `The checkpoint is of the log ${checkpoint.origin} and not of ${origin}.`;
    return refuse('CHECKPOINT_OF_ANOTHER_LOG', because);
  }
  const isByLog = opened.verified.some(
    ({ key }) => key.type === SIGNATURE_TYPE.ed25519 && key.name === checkpoint.origin,
  );
  if (isByLog) return { checkpoint, ...opened };
  return refuse(
    'CHECKPOINT_NOT_SIGNED_BY_ITS_LOG',
    `No known key of ${checkpoint.origin} has signed the checkpoint.`,
  );
}
