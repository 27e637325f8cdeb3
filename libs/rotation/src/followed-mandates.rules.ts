import type { Entry } from '#transparency';
import { textOf } from './check-values.js';
import type { TurnEntryLine } from './rotation.entries.js';

/** From when until when a mandate is held, as the entries tell it so far; texts of the record compare as instants do. */
interface Held {
  readonly beginsAt: string;
  readonly endsAt: string | null;
}

const TELL_OF_MANDATES: readonly string[] = [
  'mandate.began',
  'mandate.ended',
  'mandate.ranOut',
  'mandate.corrected',
];

/** Whether an entry tells from when until when a mandate is held. */
export function tellsOfMandate({ kind }: Pick<Entry, 'kind'>): boolean {
  return TELL_OF_MANDATES.includes(kind);
}

/** Follows from when until when mandates are held. */
export class FollowedMandates {
  readonly #held = new Map<string, Held>();

  see({ stream, body }: Pick<Entry, 'stream' | 'body'>): void {
    const before = this.#held.get(stream);
    this.#held.set(stream, {
      beginsAt: textOf(body.beginsAt) || (before?.beginsAt ?? ''),
      endsAt: textOf(body.endsAt) || null,
    });
  }

  /** True where the mandate of a turn's holder is not held for the whole turn, by what is told so far. */
  hasLeft({ holder, beginsAt, endsAt }: Pick<TurnEntryLine, 'holder' | 'beginsAt' | 'endsAt'>): boolean {
    const held = holder === null ? undefined : this.#held.get(holder);
    if (!held) return false;
    return beginsAt < held.beginsAt || (held.endsAt !== null && held.endsAt < endsAt);
  }
}
