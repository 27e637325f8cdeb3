import { buildSchema, getOperationAST, getVariableValues, GraphQLError, parse, validate } from 'graphql';
import { checkLimits } from './limits.js';

const schema = buildSchema(`
  type Query { node: Node self: Query nodes(ids: [ID!]!): [Node]! people(first: Int, last: Int): People! wide(first: Int = 60): People! plain: [Node!]! }
  type Mutation { act: Node other: Node }
  interface Node { id: ID! name: String self: Node }
  type Person implements Node { id: ID! name: String self: Node age: Int friends(first: Int): People! }
  type People { nodes: [Person!]! totalCount: Int }
`);

/** Why the operation is refused; null when it may run. */
function refusal(
  query: string,
  variables: Record<string, unknown> = {},
  mayIntrospect = false,
): GraphQLError | null {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('There is no operation.');
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  try {
    checkLimits({ schema, document, operation, variables: coerced ?? {}, mayIntrospect });
    return null;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    expect(error.extensions.http).toEqual({ status: 400 });
    return error;
  }
}

/** The code by which the operation is refused; null when it may run. */
function verdict(...asked: Parameters<typeof refusal>): unknown {
  return refusal(...asked)?.extensions.code ?? null;
}

const nest = (levels: number) => `${'{ self '.repeat(levels - 1)}{ __typename }${' }'.repeat(levels - 1)}`;
const repeat = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');

describe('the limits of an operation', () => {
  it('say which field lies too deep, and what to do', () => {
    const query = `${'{ self '.repeat(8)}{ plain { name } }${' }'.repeat(8)}`;
    expect(refusal(query)?.message).toMatch(/8 levels deep, and "plain" lies deeper: ask for it in a query/);
  });

  it.each([
    ['levels', 'DEPTH_LIMIT', 8, nest],
    [
      'levels through fragments',
      'DEPTH_LIMIT',
      8,
      (n: number) => `{ self { ...f } } fragment f on Query ${nest(n - 1)}`,
    ],
    [
      'levels through inline fragments',
      'DEPTH_LIMIT',
      8,
      (n: number) => `{ ... on Query { ... ${nest(n)} } }`,
    ],
    ['aliases', 'ALIAS_LIMIT', 20, (n: number) => `{ node { ${repeat(n, (i) => `a${i}: name`)} } }`],
    [
      'aliases of __typename',
      'ALIAS_LIMIT',
      20,
      (n: number) => `{ node { ${repeat(n, (i) => `a${i}: __typename`)} } }`,
    ],
    [
      'directives',
      'DIRECTIVE_LIMIT',
      20,
      (n: number) => `{ node { ${repeat(n, () => 'name @skip(if: false)')} } }`,
    ],
    [
      'directives on spreads',
      'DIRECTIVE_LIMIT',
      20,
      (n: number) =>
        `{ ${repeat(n, () => '...f @include(if: true)')} } fragment f on Mutation { __typename }`.replace(
          'Mutation',
          'Query',
        ),
    ],
    ['fields', 'FIELD_LIMIT', 300, (n: number) => `{ node { ${repeat(n - 1, () => 'id')} } }`],
    [
      'fields through fragments',
      'FIELD_LIMIT',
      300,
      (n: number) =>
        `{ node { ${repeat((n - 1) / 13, () => '...f')} ${repeat((n - 1) % 13, () => 'id')} } } fragment f on Node { ${repeat(13, () => 'id')} }`,
    ],
    ['root fields', 'ROOT_FIELD_LIMIT', 20, (n: number) => `{ ${repeat(n, () => '__typename')} }`],
    [
      'root fields through fragments',
      'ROOT_FIELD_LIMIT',
      20,
      (n: number) => `{ ${repeat(n, () => '...f')} } fragment f on Query { __typename }`,
    ],
    ['acts', 'MUTATION_LIMIT', 1, (n: number) => `mutation { ${repeat(n, () => 'act { id }')} }`],
  ])('let the last of the %s in and refuse one more by %s', (_what, code, most, write) => {
    expect(verdict(write(most))).toBeNull();
    expect(verdict(write(most + 1))).toBe(code);
  });

  it('count 2 for an object and 1 for a leaf, times the pages above it, however the size is said', () => {
    const pages = 'people(first: 100) { nodes { friends(first: $n) { nodes { id } } } }';
    // 2 + 100 * (2 + 2 + n * (2 + 1)) is 4902 for n = 15 and 5202 for n = 16.
    for (const [n, code] of [
      [15, null],
      [16, 'COST_LIMIT'],
    ] as const) {
      expect(verdict(`query ($n: Int) { ${pages} }`, { n })).toBe(code);
      expect(verdict(`{ ${pages.replace('$n', String(n))} }`)).toBe(code);
      expect(verdict(`query ($n: Int = ${n}) { ${pages} }`)).toBe(code);
    }
  });

  it.each([
    ['last', '{ people(last: 50) { nodes { friends(first: 50) { nodes { id } } } } }'],
    [
      'the default of a variable',
      'query ($n: Int = 50) { people(first: $n) { nodes { friends(first: $n) { nodes { id } } } } }',
    ],
    ['the default of an argument', '{ wide { nodes { friends(first: 50) { nodes { id } } } } }'],
    [
      'the size that is meant where none is said',
      '{ people { nodes { friends { nodes { friends { totalCount } } } } } }',
    ],
    [
      'the number of ids',
      `{ nodes(ids: [${repeat(100, () => '"x"')}]) { ... on Person { friends(first: 50) { totalCount } } ...f ...f } } fragment f on Person { friends(first: 50) { nodes { id } } }`,
    ],
    [
      'lists of the schema itself',
      '{ __type(name: "Person") { fields { args { type { fields { name } } } } } }',
    ],
  ])('multiply by %s', (_what, query) => {
    expect(verdict(query)).toBe('COST_LIMIT');
  });

  it.each([
    ['101', { n: 101 }],
    ['0', { n: 0 }],
    ['-1', { n: -1 }],
  ])('refuse a page of %s', (_n, variables) => {
    expect(verdict('query ($n: Int) { people(first: $n) { totalCount } }', variables)).toBe('BAD_USER_INPUT');
    expect(verdict('query ($n: Int) { people(last: $n) { totalCount } }', variables)).toBe('BAD_USER_INPUT');
  });

  it('take null for a size that is not said', () => {
    expect(verdict('query ($n: Int) { people(first: $n) { totalCount } }', { n: null })).toBeNull();
  });

  it('show the whole schema only to whom it may be shown', () => {
    const query = '{ ...f } fragment f on Query { __schema { queryType { name } } }';
    expect(verdict(query)).toBe('INTROSPECTION_DISABLED');
    expect(verdict(query, {}, true)).toBeNull();
    expect(verdict('{ __type(name: "Query") { name } }')).toBeNull();
  });

  it('stop at the first limit that a fragment bomb crosses', () => {
    const bomb = repeat(24, (i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`);
    expect(verdict(`{ ...f0 } ${bomb} fragment f24 on Query { self { __typename } }`)).toBe(
      'ROOT_FIELD_LIMIT',
    );
  });
});
