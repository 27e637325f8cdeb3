import type { Erasure, MultilingualText } from '#kernel';
import {
  GraphQLList,
  GraphQLNonNull,
  isObjectType,
  isScalarType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { Fault } from '../fault.js';
import { MAY_WAIT } from './connection.js';
import { globalId, isNoun } from './global-id.js';
import { SERVED_TEXT, serveErased, serveText } from './text.graphql.js';

const MOST_LANGUAGES = 20;

type Field = GraphQLField<Record<string, unknown>, unknown>;
type Resolver = GraphQLFieldResolver<Record<string, unknown>, unknown>;

/**
 * Completes the schema that Nest built, before anything runs on it: public ids, texts by language, and plain
 * properties without a function of their own, which cost half the time of a list.
 */
export function completeSchema(schema: GraphQLSchema): GraphQLSchema {
  describe(schema.getQueryType(), 'What can be read.');
  describe(schema.getMutationType(), 'What can be done: each field is one act.');
  describe(schema.getSubscriptionType(), 'What can be followed.');
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values<Field>(type.getFields())) {
      if (isPlainProperty(field)) delete field.resolve;
      if (field.extensions[SERVED_TEXT] === true) serveByLanguage(field, schema);
    }
    const { id } = type.getFields();
    const isNode = type.getInterfaces().some(({ name }) => name === 'Node');
    if (isNode && id && isNoun(type.name)) id.resolve = publicId(type.name);
  }
  return schema;
}

function describe(type: { description?: string | null } | null | undefined, sentence: string): void {
  if (type) type.description = sentence;
}

function publicId(noun: string): Resolver {
  return ({ coalitionId, id }) => {
    if (typeof id !== 'string') throw new TypeError(`A row of ${noun} has no id.`);
    return globalId(noun, typeof coalitionId === 'string' ? coalitionId : id, id);
  };
}

type TextRow = Record<string, MultilingualText | Erasure | null>;
type TextSource = TextRow[string] | Promise<TextRow[string]>;
type TextResolver = GraphQLFieldResolver<TextRow, unknown, { languages?: string[] | null }>;

function serveByLanguage(field: Field, schema: GraphQLSchema): void {
  const languageTag = schema.getType('LanguageTag');
  if (!isScalarType(languageTag)) throw new TypeError('The schema has no LanguageTag.');
  field.args = [
    {
      name: 'languages',
      description:
        'The languages wanted, the best first; the original is served where the text has none of them.',
      type: new GraphQLList(new GraphQLNonNull(languageTag)),
      defaultValue: undefined,
      deprecationReason: undefined,
      extensions: {},
      astNode: undefined,
    },
  ];
  const read = field.resolve as GraphQLFieldResolver<TextRow, unknown, object, TextSource> | undefined;
  const stored: TextResolver = (row, { languages }) => serve(row[field.name], languages);
  const resolved: TextResolver = (row, { languages, ...given }, ...rest) => {
    const text = read?.(row, given, ...rest);
    return text instanceof Promise ? text.then((late) => serve(late, languages)) : serve(text, languages);
  };
  // Most texts are stored as they are, and a list serves many of them.
  field.resolve = (read ? resolved : stored) as Resolver;
}

function serve(text: TextRow[string] | undefined, languages: readonly string[] | null | undefined) {
  if ((languages?.length ?? 0) > MOST_LANGUAGES) {
    throw new Fault('BAD_USER_INPUT', `languages: must be at most ${MOST_LANGUAGES}.`);
  }
  if (!text) return null;
  return 'basis' in text ? serveErased(text) : serveText(text, languages ?? []);
}

/** True for the function by which Nest reads the property of the field's own name, found out by trying it. */
function isPlainProperty({ name, resolve, extensions }: Field): boolean {
  if (resolve?.name !== 'rootFieldResolver' || extensions[MAY_WAIT] === true) return false;
  const read = resolve as (row: object) => unknown;
  const probe = {};
  return read({ [name]: probe }) === probe && read({}) === undefined;
}
