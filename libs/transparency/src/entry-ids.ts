import { refuse, type Refusal } from '#kernel';
import { type Entry } from './entry.js';

export type EntryIdRefusal = Refusal<'ENTRY_ID_REPEATED' | 'ENTRY_CAUSE_UNKNOWN', { readonly id: string }>;

/** Follows the ids of one log in the order of its leaves: each is used once, a cause is an entry before. */
export class EntryIds {
  private readonly seen = new Set<string>();

  /** Checks the next entry of the log. Null when it passes; a refused one is not taken in. */
  check({ id, cause }: Entry): EntryIdRefusal | null {
    if (this.seen.has(id)) {
      return refuse('ENTRY_ID_REPEATED', `An entry before has the same id ${id}.`, { id });
    }
    if (cause !== null && !this.seen.has(cause)) {
      return refuse('ENTRY_CAUSE_UNKNOWN', `No entry before has the id of its cause, ${cause}.`, { id });
    }
    this.seen.add(id);
    return null;
  }
}
