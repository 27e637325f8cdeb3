import { hashFromBase64, toBase64 } from './bytes.js';
import { type Entry } from './entry.js';
import { count, digest, object, type Schema } from './json-schema.js';
import { appendLeaf, emptyFrontier, frontierRoot, isIndex } from './merkle.js';
import { type CheckFailure, type RecordCheck } from './record-check.js';

/**
 * The checkpoint that the author of a vote or a signature had verified when making it. It stands in the body of the
 * entry under the name `seen`: so nobody can put the entry into another history than the one that its author was
 * shown, and each author holds a piece of evidence.
 */
export interface SeenCheckpoint {
  readonly size: number;
  /** In base64. */
  readonly root: string;
}

/** Its form in the body of an entry. */
export const SEEN_CHECKPOINT: Schema = object({ size: count, root: digest });

/** What an entry says that its author has seen; null where it says nothing that can be understood. */
export function seenIn({ body }: Entry): SeenCheckpoint | null {
  const { seen } = body;
  if (typeof seen !== 'object' || seen === null || !('size' in seen) || !('root' in seen)) return null;
  const { size, root } = seen;
  const isHead = typeof size === 'number' && isIndex(size) && typeof root === 'string';
  return isHead && hashFromBase64(root) !== null ? { size, root } : null;
}

/** Checks that the record passes through every checkpoint that the authors of its entries had verified. */
export function seenCheck(): RecordCheck {
  const leaves: Uint8Array[] = [];
  const claims: { readonly seen: SeenCheckpoint; readonly index: number }[] = [];
  return {
    name: 'seen checkpoints',
    see(entry, index, leafHash) {
      leaves.push(leafHash);
      const seen = seenIn(entry);
      if (seen !== null) claims.push({ seen, index });
    },
    finish() {
      const roots = rootsAt(new Set(claims.map(({ seen }) => seen.size)), leaves);
      const failures = claims.flatMap(({ seen, index }): CheckFailure[] => {
        // What an author had seen was published before the entry was written.
        if (seen.size <= index && roots.get(seen.size) === seen.root) return [];
        const because = `The author of entry ${index} had verified another tree of ${seen.size} entries than the one in which it stands.`;
        return [{ code: 'SEEN_ANOTHER_HISTORY', because, index, verdict: 'SPLIT_VIEW' }];
      });
      return Promise.resolve({
        checked: claims.length,
        what: 'checkpoints passed through that authors of entries had seen',
        failures,
        skipped: [],
      });
    },
  };
}

/** The roots of the trees of these sizes, in base64, as far as there are leaves. */
function rootsAt(sizes: ReadonlySet<number>, leaves: readonly Uint8Array[]): Map<number, string> {
  const roots = new Map<number, string>();
  const largest = Math.max(0, ...sizes);
  let frontier = emptyFrontier();
  for (const leaf of leaves.slice(0, largest)) {
    frontier = appendLeaf(frontier, leaf);
    if (sizes.has(frontier.size)) roots.set(frontier.size, toBase64(frontierRoot(frontier)));
  }
  return roots;
}
