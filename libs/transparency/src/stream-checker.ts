import { refuse, type Refusal } from '#kernel';
import { toBase64 } from './bytes.js';
import { type Entry } from './entry.js';

export type StreamRefusal = Refusal<
  'STREAM_VERSION_GAP' | 'STREAM_BROKEN' | 'STREAM_TIME_BACKWARDS',
  { readonly stream: string; readonly ver: number }
>;

/**
 * Follows every stream of one log in the order of its leaves: versions step by one from 1, `prev` is the leaf
 * hash of the stream's entry before, `at` never goes back. Remembers one line for each stream.
 */
export class StreamChecker {
  private readonly last = new Map<
    string,
    { readonly ver: number; readonly hash: string; readonly at: string }
  >();

  /** Checks the next entry of the log against its stream. Null when it continues it; a refused one is not taken in. */
  check(entry: Entry, leafHash: Uint8Array): StreamRefusal | null {
    const { stream, ver, prev, at } = entry;
    const place = { stream, ver };
    const last = this.last.get(stream);
    if (ver !== (last?.ver ?? 0) + 1) {
      const because = `Version ${ver} of ${stream} follows version ${last?.ver ?? 0}.`;
      return refuse('STREAM_VERSION_GAP', because, place);
    }
    if (prev !== (last?.hash ?? null)) {
      const because = `Version ${ver} of ${stream} does not name the entry before it.`;
      return refuse('STREAM_BROKEN', because, place);
    }
    if (last && at < last.at) {
      const because = `Version ${ver} of ${stream} is dated ${at}, before ${last.at}.`;
      return refuse('STREAM_TIME_BACKWARDS', because, place);
    }
    this.last.set(stream, { ver, hash: toBase64(leafHash), at });
    return null;
  }
}
