import { refuse, type Refusal } from '#kernel';
import { type Entry } from './entry.js';
import { type JsonObject, type JsonValue } from './jcs.js';
import { misfitOf, object, type Schema } from './json-schema.js';

/** What entries of one kind hold; nothing else may stand in them. */
export interface EntryKind {
  /** The members of `body`. */
  readonly body: Readonly<Record<string, Schema>>;
  /** The fields to which an entry of the kind may commit; none unless told. */
  readonly commit?: readonly string[];
  /** True where the documents that it names are somebody's words, which may have to be erased. */
  readonly erasable?: boolean;
}

/** The kinds of entries that a module writes, by their names. */
export type EntryKinds = Readonly<Record<string, EntryKind>>;

export type EntryKindRefusal = Refusal<'ENTRY_KIND_MISFIT', { readonly path: string }>;

/** Checks an entry against the closed schema of its kind; one of a kind that is not among these passes. */
export function checkKind({ kind, body, commit }: Entry, kinds: EntryKinds): EntryKindRefusal | null {
  const schema = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (schema === undefined) return null;
  const inBody = misfitOf(body, object(schema.body));
  if (inBody !== null) return misfit(kind, `/body${inBody}`);
  const stray = Object.keys(commit).find((field) => !(schema.commit ?? []).includes(field));
  return stray === undefined ? null : misfit(kind, `/commit/${stray}`);
}

function misfit(kind: string, path: string): EntryKindRefusal {
  const because = `An entry of the kind ${kind} has another form: see ${path}, which is missing, wrong or one too many.`;
  return refuse('ENTRY_KIND_MISFIT', because, { path });
}

/** The schemas of kinds as one JSON Schema document (draft 2020-12) for an entry of any of them. */
export function jsonSchemaOf(kinds: EntryKinds): JsonObject {
  const named = Object.entries(kinds).sort(([a], [b]) => (a < b ? -1 : 1));
  const definitions = named.map(([kind, { body, commit = [] }]): [string, JsonValue] => [
    kind,
    {
      properties: {
        kind: { const: kind },
        body: object(body),
        commit: {
          type: 'object',
          properties: Object.fromEntries(commit.map((field) => [field, { type: 'string' }])),
          additionalProperties: false,
        },
      },
    },
  ]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'An entry of a Quorate record, by its kind',
    type: 'object',
    required: ['kind', 'body', 'commit'],
    anyOf: named.map(([kind]) => ({ $ref: `#/$defs/${kind}` })),
    $defs: Object.fromEntries(definitions),
  };
}
