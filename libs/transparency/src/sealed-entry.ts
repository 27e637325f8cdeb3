import { refuse, type Refusal } from '#kernel';
import { toBase64, utf8 } from './bytes.js';
import { opensCommitment } from './commitment.js';
import { type Entry } from './entry.js';
import { canonicalize, type JsonObject } from './jcs.js';

/** The kind of every sealed entry: what happened, and to what, is told to those alone whom it concerns. */
export const SEALED_KIND = 'sealed';
/** The one field to which a sealed entry commits. */
export const SEALED_FIELD = 'content';

/** Bytes to which sealed content is padded: its size tells no more than which of these it is. */
export const SEALED_SIZES = [1, 2, 4, 8, 16, 32].map((kilobytes) => kilobytes * 1024);

/** What a sealed entry commits to: an entry's own members, and its place in the history of its real subject. */
export type SealedContent = {
  readonly kind: string;
  /** The subject's real id. */
  readonly stream: string;
  /** The subject's version, from 1 without a gap. */
  readonly ver: number;
  /** Leaf hash of the subject's previous sealed entry; null at version 1. */
  readonly prev: string | null;
  readonly actor: Entry['actor'];
  readonly rule: string | null;
  readonly body: JsonObject;
};

/** What is handed to a party of the matter, to whom it opens the commitment. */
export interface SealedDisclosure {
  readonly content: SealedContent;
  /** 32 bytes. */
  readonly salt: Uint8Array;
}

export type SealedRefusal = Refusal<'NOT_A_SEALED_ENTRY' | 'SEALED_DOES_NOT_OPEN' | 'SEALED_BROKEN'>;

/** Who acted stays sealed, too. */
const NOBODY: Entry['actor'] = { role: SEALED_KIND, seat: null, org: null, commit: null };

/**
 * The members of the entry that stand in the log: all sealed entries of a log have as many bytes.
 *
 * @param stream a fresh random id, used for this entry alone
 * @param commitment to the content
 */
export function sealedEntry(
  { log, id, at }: Pick<Entry, 'log' | 'id' | 'at'>,
  { stream, commitment }: { readonly stream: string; readonly commitment: string },
): Entry {
  return {
    v: 1,
    log,
    id,
    kind: SEALED_KIND,
    stream,
    ver: 1,
    prev: null,
    at,
    actor: NOBODY,
    rule: null,
    cause: null,
    body: {},
    commit: { [SEALED_FIELD]: commitment },
    docs: [],
  };
}

/**
 * The content as canonical JSON, followed by blanks up to the next of the sizes.
 *
 * @throws RangeError when it is larger than the largest of them
 */
export function padSealed(content: SealedContent): string {
  const json = canonicalize(content);
  const bytes = utf8(json).length;
  const size = SEALED_SIZES.find((most) => bytes <= most);
  if (size === undefined) throw new RangeError('Sealed content has at most 32 KiB.');
  return json + ' '.repeat(size - bytes);
}

/** Checks that what was disclosed is what a sealed entry commits to. Null when it is. */
export function checkSealed(entry: Entry, { content, salt }: SealedDisclosure): SealedRefusal | null {
  const commitment = entry.commit[SEALED_FIELD];
  if (entry.kind !== SEALED_KIND || commitment === undefined) {
    return refuse('NOT_A_SEALED_ENTRY', 'The entry is not a sealed one.');
  }
  if (opensCommitment(commitment, content, salt)) return null;
  return refuse('SEALED_DOES_NOT_OPEN', 'What was disclosed is not what the entry committed to.');
}

/** A sealed entry as it stands in the tree, and what was disclosed of it. */
export interface DisclosedEntry {
  readonly entry: Entry;
  readonly leafHash: Uint8Array;
  readonly disclosure: SealedDisclosure;
}

/**
 * Checks the whole history of one subject, disclosed from its first sealed entry on, in order: each opens, the versions
 * step by one, and each names the entry before it. Null when nothing was left out but at the end.
 */
export function checkSealedHistory(history: readonly DisclosedEntry[]): SealedRefusal | null {
  let last = null as { readonly stream: string; readonly hash: string } | null;
  for (const [place, { entry, leafHash, disclosure }] of history.entries()) {
    const refusal = checkSealed(entry, disclosure);
    if (refusal) return refusal;
    const { stream, ver, prev } = disclosure.content;
    if (ver !== place + 1 || prev !== (last?.hash ?? null) || stream !== (last?.stream ?? stream)) {
      const because = `Version ${ver} of the subject does not follow what was disclosed before it.`;
      return refuse('SEALED_BROKEN', because);
    }
    last = { stream, hash: toBase64(leafHash) };
  }
  return null;
}
