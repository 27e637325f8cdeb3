import { type JsonObject, type JsonValue } from './jcs.js';

/**
 * The part of JSON Schema (draft 2020-12) that entries need, as the document that says it. Every object with named
 * members is closed: one that its schema does not name is refused.
 */
export type Schema =
  | { readonly type: 'null' | 'boolean' }
  | { readonly type: 'integer'; readonly minimum: number }
  | { readonly type: 'string'; readonly pattern?: string }
  | { readonly type: 'array'; readonly items: Schema }
  | ClosedObject
  | { readonly type: 'object'; readonly additionalProperties: Schema }
  | { readonly enum: readonly string[] }
  | { readonly anyOf: readonly Schema[] }
  | { readonly [member in never]: never };

/** An object with named members and no others. */
export type ClosedObject = {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
};

/** A value of any form. */
export const anyValue: Schema = {};
export const flag: Schema = { type: 'boolean' };
export const text: Schema = { type: 'string' };
/** A whole number from 0. */
export const count: Schema = { type: 'integer', minimum: 0 };
/** The id of a subject. */
export const uuid: Schema = matching('^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$');
/** The padded base64 of a SHA-256. */
export const digest: Schema = matching('^[A-Za-z0-9+/]{43}=$');
/** UTC with milliseconds. */
export const instant: Schema = matching('^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$');

/** A text in which the pattern is found; a pattern anchors itself. */
export function matching(pattern: string): Schema {
  return { type: 'string', pattern };
}

/** One of these texts. */
export function oneOf(...texts: readonly string[]): Schema {
  return { enum: texts };
}

/** A list, each item of which fits. */
export function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

/** An object with members of any name, each of which fits. */
export function mapOf(values: Schema): Schema {
  return { type: 'object', additionalProperties: values };
}

/** What fits one of these. */
export function either(...schemas: readonly Schema[]): Schema {
  return { anyOf: schemas };
}

/** What fits, or null. */
export function orNull(schema: Schema): Schema {
  return either(schema, { type: 'null' });
}

/** An object with exactly these members; one whose name ends in a question mark may be absent. */
export function object(members: Readonly<Record<string, Schema>>): ClosedObject {
  const all = Object.entries(members);
  return {
    type: 'object',
    properties: Object.fromEntries(all.map(([name, schema]) => [name.replace(/\?$/, ''), schema])),
    required: all.map(([name]) => name).filter((name) => !name.endsWith('?')),
    additionalProperties: false,
  };
}

/** The first place where a value does not fit, as an RFC 6901 pointer; null when all of it does. */
export function misfitOf(value: JsonValue, schema: Schema): string | null {
  if ('anyOf' in schema) return schema.anyOf.some((one) => misfitOf(value, one) === null) ? null : '';
  if ('enum' in schema) return typeof value === 'string' && schema.enum.includes(value) ? null : '';
  if (!('type' in schema)) return null;
  switch (schema.type) {
    case 'null':
      return value === null ? null : '';
    case 'boolean':
      return typeof value === 'boolean' ? null : '';
    case 'integer':
      return Number.isSafeInteger(value) && Number(value) >= schema.minimum ? null : '';
    case 'string':
      return typeof value === 'string' && new RegExp(schema.pattern ?? '', 'u').test(value) ? null : '';
    case 'array':
      return isList(value) ? firstOf(value.map((item, place) => [`${place}`, item, schema.items])) : '';
    case 'object':
      return isObject(value) ? misfitOfMembers(value, schema) : '';
  }
}

function misfitOfMembers(value: JsonObject, schema: Extract<Schema, { type: 'object' }>): string | null {
  if (!('properties' in schema)) {
    return firstOf(
      Object.entries(value).map(([name, member]) => [name, member, schema.additionalProperties]),
    );
  }
  const missing = schema.required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return step(missing);
  const stray = Object.keys(value).find((name) => !Object.hasOwn(schema.properties, name));
  if (stray !== undefined) return step(stray);
  return firstOf(
    Object.entries(schema.properties).flatMap(([name, member]): Part[] => {
      const held = Object.hasOwn(value, name) ? value[name] : undefined;
      return held === undefined ? [] : [[name, held, member]];
    }),
  );
}

/** A part of a value: where it stands, what it is, what it must fit. */
type Part = readonly [name: string, value: JsonValue, schema: Schema];

function firstOf(parts: readonly Part[]): string | null {
  for (const [name, value, schema] of parts) {
    const misfit = misfitOf(value, schema);
    if (misfit !== null) return `${step(name)}${misfit}`;
  }
  return null;
}

function step(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}
