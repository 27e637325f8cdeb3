import { isRefusal } from '#kernel';
import { equalBytes } from './bytes.js';
import { openCheckpoint, type Checkpoint } from './checkpoint.js';
import { appendLeaf, emptyFrontier, frontierRoot } from './merkle.js';
import { policyKeys, type Policy } from './policy.js';
import { type Verdict } from './verdict.js';

/**
 * Reads checkpoints that were held beforehand and compares them with the one that is served now, as far as that can
 * be done without the tree. Their quorum of witnesses is not asked for: the log's own signature is evidence against it.
 *
 * @returns the heads that the tree has to begin with, or the reasons to refuse the record
 */
export function readEarlierHeads(
  notes: readonly (string | Uint8Array)[],
  policy: Policy,
  served: Checkpoint,
): { readonly heads: readonly Checkpoint[]; readonly verdicts: readonly Verdict[] } {
  const heads: Checkpoint[] = [];
  const verdicts: Verdict[] = [];
  for (const note of notes) {
    const opened = openCheckpoint(note, policyKeys(policy));
    if (isRefusal(opened)) {
      const because = `A checkpoint held beforehand is not of this record: ${opened.because}`;
      verdicts.push({ ...ABOUT_CHECKPOINT, code: 'DIFFERENT_RECORD', reason: opened.code, because });
      continue;
    }
    const verdict = compareHeads(opened.checkpoint, served);
    if (verdict === null) heads.push(opened.checkpoint);
    else verdicts.push(verdict);
  }
  return { heads, verdicts };
}

const ABOUT_CHECKPOINT = { reason: null, place: 'checkpoint', index: null } as const;

function compareHeads(held: Checkpoint, served: Checkpoint): Verdict | null {
  if (held.size > served.size) {
    const because = `The log has ${served.size} entries now and had ${held.size} when the checkpoint held beforehand was signed.`;
    return { ...ABOUT_CHECKPOINT, code: 'ROLLBACK', because };
  }
  if (held.size === served.size && !equalBytes(held.root, served.root)) {
    const because = `The log has signed two different trees of ${served.size} entries: the one held beforehand and the one it serves.`;
    return { ...ABOUT_CHECKPOINT, code: 'SPLIT_VIEW', because };
  }
  return null;
}

/** Compares a tree, as it grows leaf by leaf from the empty one, with the heads that it has to pass through. */
export class EarlierHeads {
  private readonly waiting: Checkpoint[];
  private readonly passed: number[] = [];
  private frontier = emptyFrontier();

  constructor(heads: readonly Checkpoint[]) {
    this.waiting = heads.toSorted((a, b) => a.size - b.size);
  }

  /** Sizes of the heads that the tree has passed through. */
  get consistentWith(): readonly number[] {
    return this.passed;
  }

  /** Compares the heads of the size that the tree has now. To be asked once before the first leaf. */
  compare(): Verdict | null {
    for (let head = this.waiting[0]; head?.size === this.frontier.size; head = this.waiting[0]) {
      if (!equalBytes(head.root, frontierRoot(this.frontier))) {
        const because = `The first ${head.size} entries are not those of the checkpoint held beforehand.`;
        return { ...ABOUT_CHECKPOINT, code: 'FORK', because };
      }
      this.passed.push(head.size);
      this.waiting.shift();
    }
    return null;
  }

  /** Takes in the next leaf and compares. */
  take(leafHash: Uint8Array): Verdict | null {
    if (this.waiting.length === 0) return null;
    this.frontier = appendLeaf(this.frontier, leafHash);
    return this.compare();
  }
}
