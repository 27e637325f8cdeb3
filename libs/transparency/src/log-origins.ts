import { refuse, type Refusal } from '#kernel';
import { equalBytes, hashFromBase64 } from './bytes.js';
import { type Entry } from './entry.js';
import { appendLeaf, emptyFrontier, frontierRoot, type Frontier } from './merkle.js';

/** The kind of the entry with which a log goes on under a new origin, when its key can be trusted no longer. */
export const LOG_SUCCEEDED = 'log.succeeded';

export type OriginRefusal = Refusal<'ENTRY_OF_ANOTHER_LOG' | 'SUCCESSION_BROKEN', { readonly log: string }>;

/**
 * Follows the origin that the entries of one log carry. It is the log's own from the first entry on; or another's,
 * until an entry `log.succeeded` takes over: it is the first to carry the new origin, and its body names the origin
 * before it, and the size and root of the very tree that it continues.
 */
export class LogOrigins {
  private current: string | null = null;
  /** The tree as long as the entries are a predecessor's. */
  private frontier: Frontier = emptyFrontier();

  /** @param origin the origin of the checkpoint, which the last entries must carry */
  constructor(private readonly origin: string) {}

  /** Checks the next entry. Null when it carries the log's origin, or one that is succeeded by it. */
  check(entry: Entry, leafHash: Uint8Array): OriginRefusal | null {
    const refusal = this.current === null || entry.log === this.current ? null : this.checkSuccession(entry);
    if (refusal !== null) return refusal;
    this.current = entry.log;
    if (entry.log !== this.origin) this.frontier = appendLeaf(this.frontier, leafHash);
    return null;
  }

  /** Whether the log ended under its own origin; to be asked after the last entry. */
  finish(): OriginRefusal | null {
    return this.current === null || this.current === this.origin ? null : another(this.current);
  }

  private checkSuccession({ log, kind, body }: Entry): OriginRefusal | null {
    if (this.current === this.origin || kind !== LOG_SUCCEEDED) return another(log);
    const root = typeof body.root === 'string' ? hashFromBase64(body.root) : null;
    const continues =
      body.origin === this.current &&
      body.size === this.frontier.size &&
      root !== null &&
      equalBytes(root, frontierRoot(this.frontier));
    if (continues) return null;
    const because = `The log ${log} does not go on from the tree that it says it goes on from.`;
    return refuse('SUCCESSION_BROKEN', because, { log });
  }
}

function another(log: string): OriginRefusal {
  return refuse('ENTRY_OF_ANOTHER_LOG', `The entry belongs to the log ${log}.`, { log });
}
