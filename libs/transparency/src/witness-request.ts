import { refuse, type Refusal } from '#kernel';
import { hashFromBase64, parseDecimal, toBase64, utf8Text } from './bytes.js';
import { isIndex } from './merkle.js';

/** What a log asks of a witness: to cosign a checkpoint, with the proof that it extends the last one cosigned. */
export interface AddCheckpoint {
  /** The size of the last checkpoint that the witness cosigned, as far as the log knows; 0 for none. */
  readonly oldSize: number;
  /** The consistency proof from the old size to the checkpoint's (RFC 6962 section 2.1.2); empty from size 0. */
  readonly proof: readonly Uint8Array[];
  /** The checkpoint as a signed note, not yet looked into. */
  readonly note: string;
}

/** A tree of 2^53-1 leaves has no longer proof; the text allows no more. */
const MAX_PROOF_LINES = 63;

/**
 * The body of a request to `add-checkpoint` (C2SP tlog-witness). Throws a RangeError for a size above 2^53-1 or a
 * proof of more than 63 hashes.
 */
export function formatAddCheckpoint({ oldSize, proof, note }: AddCheckpoint): string {
  if (!isIndex(oldSize) || proof.length > MAX_PROOF_LINES) {
    throw new RangeError('A witness is asked with a size and at most 63 hashes.');
  }
  return `${[`old ${oldSize}`, ...proof.map(toBase64)].join('\n')}\n\n${note}`;
}

/** Reads the body of a request to `add-checkpoint`, by the letter. Looks neither into the note nor at the proof. */
export function parseAddCheckpoint(
  body: string | Uint8Array,
): AddCheckpoint | Refusal<'ADD_CHECKPOINT_MALFORMED'> {
  const text = typeof body === 'string' ? body : utf8Text(body);
  const blank = text?.indexOf('\n\n') ?? -1;
  if (text === null || blank === -1)
    return malformed('The request is not UTF-8 text with a blank line in it.');
  const [old = '', ...lines] = text.slice(0, blank).split('\n');
  const oldSize = old.startsWith('old ') ? parseDecimal(old.slice('old '.length)) : null;
  if (oldSize === null) return malformed('The request does not begin with old, one space and a size.');
  if (lines.length > MAX_PROOF_LINES) return malformed(`The proof has more than ${MAX_PROOF_LINES} lines.`);
  const proof = lines.map(hashFromBase64).filter((hash) => hash !== null);
  if (proof.length !== lines.length)
    return malformed('A line of the proof is not the base64 of a SHA-256 hash.');
  return { oldSize, proof, note: text.slice(blank + 2) };
}

function malformed(because: string): Refusal<'ADD_CHECKPOINT_MALFORMED'> {
  return refuse('ADD_CHECKPOINT_MALFORMED', because, { clause: 'C2SP tlog-witness, add-checkpoint' });
}
