import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  buildSchema,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { listOperations } from '#platform';
import { breakingChanges } from '../tools/schema-changes.mjs';
import { startTestServer, type TestServer } from './support/world.js';

const committed = readFileSync(path.join(import.meta.dirname, 'schema.graphql'), 'utf8');

/** Lists whose items may be null, because a null item says that it is absent or hidden. */
const LISTS_WITH_GAPS = ['Query.nodes'];
const SCALARS = [
  'Boolean',
  'Date',
  'DateTime',
  'Digest',
  'Duration',
  'ID',
  'Int',
  'JWS',
  'LanguageTag',
  'String',
  'URL',
  'UUID',
];

interface Element {
  readonly coordinate: string;
  readonly description?: string | null;
  readonly type?: GraphQLOutputType | GraphQLInputType;
}

/** Every type, field, argument and enum value of the schema. */
function elementsOf(schema: GraphQLSchema): Element[] {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) =>
      !type.name.startsWith('__') &&
      !(isScalarType(type) && ['Boolean', 'ID', 'Int', 'String'].includes(type.name)),
  );
  return types.flatMap((type) => [
    { coordinate: type.name, description: type.description },
    ...membersOf(type),
  ]);
}

function membersOf(type: GraphQLNamedType): Element[] {
  if (isEnumType(type)) {
    return type
      .getValues()
      .map(({ name, description }) => ({ coordinate: `${type.name}.${name}`, description }));
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => ({
      ...field,
      coordinate: `${type.name}.${field.name}`,
    }));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => {
    const coordinate = `${type.name}.${field.name}`;
    const args = field.args.map((argument) => ({
      ...argument,
      coordinate: `${coordinate}(${argument.name}:)`,
    }));
    return [{ coordinate, description: field.description, type: field.type }, ...args];
  });
}

function mayHaveGaps(type: GraphQLOutputType | GraphQLInputType): boolean {
  const list = getNullableType(type);
  if (!isListType(list)) return false;
  const item = list.ofType;
  return !isNonNullType(item) || mayHaveGaps(item);
}

describe('the schema', () => {
  let server: TestServer;
  let served: string;
  let schema: GraphQLSchema;
  let elements: Element[];

  beforeAll(async () => {
    server = await startTestServer();
    served = await (await fetch(`${server.url}/schema.graphql`)).text();
    schema = buildSchema(served);
    elements = elementsOf(schema);
  });
  afterAll(() => server.stop());

  it('is the committed one; where it changed on purpose, run: npm run schema', () => {
    expect(served).toBe(committed);
  });

  it('breaks no client of the committed one', () => {
    expect(breakingChanges(committed, served, new Date())).toEqual([]);
  });

  it('says of every type, field, argument and enum value what it is, in one plain sentence', () => {
    const unsaid = elements.filter(({ description }) => !/^[\p{Lu}0-9].*[.]$/su.test(description ?? ''));
    expect(unsaid.map(({ coordinate, description }) => `${coordinate}: ${description ?? 'nothing'}`)).toEqual(
      [],
    );
  });

  it('has no list with null items', () => {
    const gaps = elements.filter(
      ({ coordinate, type }) => type && mayHaveGaps(type) && !LISTS_WITH_GAPS.includes(coordinate),
    );
    expect(gaps.map(({ coordinate }) => coordinate)).toEqual([]);
  });

  it('has no scalar that takes anything', () => {
    const scalars = Object.values(schema.getTypeMap()).filter(isScalarType);
    expect(scalars.map(({ name }) => name).filter((name) => !SCALARS.includes(name))).toEqual([]);
  });

  it('has acts that take one input and always answer', () => {
    const acts = Object.values(schema.getMutationType()?.getFields() ?? {});
    const odd = acts.filter(({ type, args }) => {
      const takesInput =
        args.length === 0 || (args.length === 1 && args[0]?.name === 'input' && isNonNullType(args[0].type));
      return !takesInput || !isNonNullType(type);
    });
    expect(acts.length).toBeGreaterThan(0);
    expect(odd.map(({ name }) => name)).toEqual([]);
  });

  it('declares for every root operation who may call it', () => {
    const operations = listOperations(server.app);
    const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap(
      (type) => Object.keys(type?.getFields() ?? {}),
    );
    expect(operations.map(({ name }) => name).sort()).toEqual(fields.sort());
    expect(operations.filter(({ access }) => access === undefined)).toEqual([]);
  });
});

describe('a change of the schema', () => {
  const now = new Date('2027-02-01T00:00:00Z');
  const before = `
    type Query { box(id: ID!, old: String @deprecated(reason: "Sunset 2027-01-31.")): Box past: Past @deprecated(reason: "Sunset 2027-01-01.") }
    type Box { id: ID! closes: String @deprecated(reason: "Use closesAt. Sunset 2027-01-31.") opens: String @deprecated(reason: "Sunset 2027-02-01.") }
    type Past { name: String }
    enum Stage { OPEN CLOSED PAUSED @deprecated(reason: "Sunset 2027-01-01.") }`;

  it.each([
    ['a new field', 'Box { id: ID!', 'Box { id: ID! title: String', []],
    [
      'a field whose sunset is past',
      'closes: String @deprecated(reason: "Use closesAt. Sunset 2027-01-31.")',
      '',
      [],
    ],
    [
      'a field whose sunset is not over',
      'opens: String @deprecated(reason: "Sunset 2027-02-01.")',
      '',
      ['Box.opens was removed.'],
    ],
    ['a field that was not deprecated', 'id: ID! closes', 'closes', ['Box.id was removed.']],
    ['an argument whose sunset is past', ', old: String @deprecated(reason: "Sunset 2027-01-31.")', '', []],
    ['an enum value whose sunset is past', 'PAUSED @deprecated(reason: "Sunset 2027-01-01.")', '', []],
    ['an enum value that was not deprecated', 'CLOSED ', '', ['CLOSED was removed from enum type Stage.']],
    [
      'a new required argument',
      'box(id: ID!',
      'box(id: ID!, at: ID!',
      ['A required arg at on Query.box was added.'],
    ],
    ['another type', 'Box { id: ID!', 'Box { id: Int!', ['Box.id changed type from ID! to Int!.']],
  ])('by %s', (_what, from, to, broken) => {
    expect(before).toContain(from);
    expect(breakingChanges(before, before.replace(from, to), now)).toEqual(broken);
  });

  it('may take away a type to which only fields past their sunset led', () => {
    const after = before
      .replace('past: Past @deprecated(reason: "Sunset 2027-01-01.")', '')
      .replace('type Past { name: String }', '');
    expect(breakingChanges(before, after, now)).toEqual([]);
    expect(breakingChanges(before, after, new Date('2026-12-31T00:00:00Z'))).toHaveLength(2);
  });
});
