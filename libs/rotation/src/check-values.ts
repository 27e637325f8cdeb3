import type { JsonObject, JsonValue } from '#transparency';

/*
 * What checks read out of entries and documents. The closed schema of a kind has refused other forms; what has one all
 * the same reads as nothing, and then fits nothing.
 */

/** The members of an object; none of anything else. */
export function memberIn(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** A text; empty where it is none. */
export function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** A list of texts; null where it is none. */
export function linesOf(value: unknown): readonly string[] | null {
  return Array.isArray(value) && value.every((line): line is string => typeof line === 'string')
    ? value
    : null;
}

/** The members of all types of a sortition; null where the value is no list of types. */
export function membersIn(types: JsonValue | undefined): readonly string[] | null {
  if (!Array.isArray(types)) return null;
  return (types as readonly JsonValue[]).flatMap((type) => linesOf(memberIn(type).members) ?? []);
}
