import { isRefusal, refuse, type Refusal } from '#kernel';
import { fromBase64, hashFromBase64, parseDecimal, toBase64, utf8Text } from './bytes.js';
import { type OpenedCheckpoint } from './checkpoint.js';
import { isIndex } from './merkle.js';
import { verifyInclusion } from './merkle-proof.js';
import { type Policy } from './policy.js';
import { openByPolicy, type UntrustedCheckpoint } from './policy-checkpoint.js';

/** A proof to keep and to check offline that a leaf is in a log (C2SP tlog-proof). */
export interface TlogProof {
  readonly index: number;
  /** The inclusion proof, the leaf's sibling first. */
  readonly hashes: readonly Uint8Array[];
  /** The signed checkpoint, with all its signatures. */
  readonly checkpoint: string;
  /** What the application put beside it. Nobody vouches for it. */
  readonly extra: Uint8Array | null;
}

const HEADER = 'c2sp.org/tlog-proof@v1';

/** A tree of 2^53-1 leaves has no longer inclusion proof than this; the protocols around it allow 63 lines. */
const MAX_HASHES = 63;

/** The proof's text. Throws a RangeError for an index above 2^53-1. */
export function formatProof({ index, hashes, checkpoint, extra }: TlogProof): string {
  if (!isIndex(index)) throw new RangeError('The index of a leaf is a whole number from 0 to 2^53-1.');
  const lines = [
    HEADER,
    ...(extra === null || extra.length === 0 ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(toBase64),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Reads a proof's text, by the letter. Verifies nothing. */
export function parseProof(proof: string | Uint8Array): TlogProof | Refusal<'PROOF_MALFORMED'> {
  const text = typeof proof === 'string' ? proof : utf8Text(proof);
  const blank = text?.indexOf('\n\n') ?? -1;
  if (text === null || blank === -1) return malformed('The proof is not UTF-8 text with a blank line in it.');
  const [header, ...lines] = text.slice(0, blank).split('\n');
  if (header !== HEADER) return malformed(`A proof begins with ${HEADER}.`);
  const extraText = lines[0]?.startsWith('extra ') ? lines.shift()?.slice('extra '.length) : undefined;
  const extra = extraText === undefined ? null : fromBase64(extraText);
  if (extraText !== undefined && (extra === null || extra.length === 0)) {
    return malformed('The extra data of the proof is not base64.');
  }
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice('index '.length)) : null;
  if (index === null) return malformed('The proof does not name the index of its leaf.');
  if (lines.length > MAX_HASHES) return malformed(`The proof has more than ${MAX_HASHES} hashes.`);
  const hashes = lines.map(hashFromBase64).filter((hash) => hash !== null);
  if (hashes.length !== lines.length) return malformed('A line of the proof is not the base64 of a hash.');
  return { index, hashes, checkpoint: text.slice(blank + 2), extra };
}

function malformed(because: string): Refusal<'PROOF_MALFORMED'> {
  return refuse('PROOF_MALFORMED', because, { clause: 'C2SP tlog-proof, format' });
}

/** What a proof has proved. */
export interface ProvedInclusion extends OpenedCheckpoint {
  readonly index: number;
}

export type ProofRefusal = UntrustedCheckpoint | Refusal<'PROOF_MALFORMED' | 'PROOF_DOES_NOT_HOLD'>;

/**
 * Checks offline that a leaf is in a log that the policy trusts: the proof's checkpoint by the policy, then the
 * leaf's way up to its root.
 *
 * @param leafHash of the entry that is asked about, hashed from its bytes by the caller
 */
export function verifyProof(
  proof: string | Uint8Array,
  leafHash: Uint8Array,
  policy: Policy,
): ProvedInclusion | ProofRefusal {
  const parsed = parseProof(proof);
  if (isRefusal(parsed)) return parsed;
  const opened = openByPolicy(parsed.checkpoint, policy);
  if (isRefusal(opened)) return opened;
  const { size, root, origin } = opened.checkpoint;
  const { index, hashes } = parsed;
  if (verifyInclusion({ leafHash, index, size, root, proof: hashes })) return { index, ...opened };
  const because = `The hashes do not lead from this entry at index ${index} to the root of ${origin}.`;
  return refuse('PROOF_DOES_NOT_HOLD', because, { clause: 'RFC 6962 section 2.1.1' });
}
