import { hasLoneSurrogate, utf8Text } from './bytes.js';

/** What JSON can say (RFC 8259). */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object: texts as keys. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Nesting that hostile input cannot use to exhaust the stack; a limit that RFC 8259 section 9 allows. */
const MAX_DEPTH = 512;

/**
 * Writes a value in the one spelling of RFC 8785: no white space, keys in order of their UTF-16 code units,
 * numbers and strings as ECMAScript writes them. Texts are not normalized (section 3.1).
 *
 * Throws a TypeError for what JSON cannot say: NaN, infinities, undefined, half of a surrogate pair, an
 * object that is not plain, nesting deeper than 512.
 */
export function canonicalize(value: JsonValue): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw new TypeError('The value is nested too deeply for canonical JSON.');
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      return writeNumber(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
    default:
      throw new TypeError(`Canonical JSON has no form for ${typeof value}.`);
  }
}

function writeString(text: string): string {
  if (hasLoneSurrogate(text)) throw new TypeError('Canonical JSON has no form for half of a surrogate pair.');
  return JSON.stringify(text);
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`Canonical JSON has no form for ${value}.`);
  return JSON.stringify(value);
}

function writeArray(items: readonly unknown[], depth: number): string {
  const written: string[] = [];
  for (const item of items) written.push(write(item, depth + 1));
  return `[${written.join(',')}]`;
}

function writeObject(value: object, depth: number): string {
  if (!isPlain(value)) throw new TypeError('Canonical JSON has no form for an object with a class.');
  const members = value as Readonly<Record<string, unknown>>;
  const written: string[] = [];
  for (const key of Object.keys(members).sort()) {
    written.push(`${writeString(key)}:${write(members[key], depth + 1)}`);
  }
  return `{${written.join(',')}}`;
}

/** Compares by shape and not by identity, since an object of another realm has another `Object.prototype`. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Reads bytes that are canonical JSON. Null when they are not: invalid UTF-8, other spellings of a number or
 * a string, white space, unsorted or repeated keys, anything that reading and writing again would change.
 * The JSON text `null` reads as null too; `isCanonical` tells the two apart.
 */
export function parseCanonical(bytes: Uint8Array): JsonValue | null {
  return readCanonical(bytes)?.value ?? null;
}

/** True when canonicalizing the parsed bytes gives exactly these bytes again. */
export function isCanonical(bytes: Uint8Array): boolean {
  return readCanonical(bytes) !== null;
}

function readCanonical(bytes: Uint8Array): { readonly value: JsonValue } | null {
  const text = utf8Text(bytes);
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as JsonValue;
    return canonicalize(value) === text ? { value } : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}
