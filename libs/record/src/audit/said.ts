import type { Entry, JsonObject, JsonValue } from '#transparency';
import type { Said } from './kept-table.js';

/*
 * How columns follow from entries, in the words that most tables need: `said.fact('endsAt')`.
 */

/** An entry of this kind brings one row. */
export const once = (): number => 1;

/** For `isWholeBy`: entries of these kinds, and no others. */
export function onlyOf(...kinds: readonly string[]): (lost: readonly Entry[]) => boolean {
  return (lost) => lost.every(({ kind }) => kinds.includes(kind));
}

/** The id of the subject itself. */
export const itself: Said = ({ entries }) => entries[0]?.stream ?? null;

/** The instant of the subject's first entry. */
export const begunAt: Said = ({ entries }) => entries[0]?.at ?? null;

/** What the body of the last entry that tells it says under a path: `charter.digest`. Null before it is told. */
export function fact(path: string): Said {
  const members = path.split('.');
  return ({ entries }) => {
    for (const { body } of entries.toReversed()) {
      const value = members.reduce<JsonValue | undefined>(memberOf, body);
      if (value !== undefined) return value;
    }
    return null;
  };
}

/** The instant of the last entry of one of these kinds; null before the first. */
export function instantOf(...kinds: readonly string[]): Said {
  return ({ entries }) => entries.findLast(({ kind }) => kinds.includes(kind))?.at ?? null;
}

/** The version of the last entry of this kind, or of the last one that commits to this field; null before the first. */
export function versionOf({ kind, field }: { readonly kind?: string; readonly field?: string }): Said {
  const tells = (entry: Entry) =>
    entry.kind === kind || (field !== undefined && Object.hasOwn(entry.commit, field));
  return ({ entries }) => entries.findLast(tells)?.ver ?? null;
}

/** The value, or the member of it, that was committed to last under this name. */
export function committed(field: string, member?: string): Said {
  return ({ committed: valueOf }) => {
    const value = valueOf(field);
    return member === undefined || value === undefined ? value : memberOf(value, member);
  };
}

/** The document that the fact under this path names. */
export function documentOf(path: string): Said {
  return async (subject, row) => {
    const digest = await fact(path)(subject, row);
    return typeof digest === 'string' ? subject.document(digest) : null;
  };
}

/** The person who began the subject: the column may hold whoever bears the pseudonym, and nobody else. */
export function beginner(column: string): Said {
  return ({ isBegunBy }, row) => {
    const held = row[column] ?? null;
    const isThey = typeof held === 'string' ? isBegunBy(held) : false;
    return isThey === undefined ? undefined : isThey ? held : 'whoever bears the pseudonym in the entry';
  };
}

/** A text; empty where the value is none, which then fits nothing. */
export function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The member of a JSON object; undefined where it has none. */
export function memberOf(value: JsonValue | undefined, member: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const held: JsonObject = value as JsonObject;
  return Object.hasOwn(held, member) ? held[member] : undefined;
}
