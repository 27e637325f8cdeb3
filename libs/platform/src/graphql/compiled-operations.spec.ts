import fc from 'fast-check';
import { buildSchema, execute, getOperationAST, getVariableValues, GraphQLObjectType, parse } from 'graphql';
import { CompiledOperations } from './compiled-operations.js';

const schema = buildSchema(`
  enum Stage { OPEN CLOSED }
  input Filter { stage: Stage! = OPEN names: [String!] depth: Int! = 3 inner: Filter }
  type Query { box(filter: Filter, n: Int! = 7, stage: Stage = CLOSED): Box! boxes: [Box!]! maybe(fails: Boolean): Box }
  type Box { id: ID! said: String broken: String must: String! box: Box }
`);

const box = (said: string) => ({ id: said, said });

const query = schema.getQueryType();
if (!(query instanceof GraphQLObjectType)) throw new Error('There is no query type.');
const fields = query.getFields();
if (fields.box) fields.box.resolve = (_root, args: object) => box(sortedJson(args));
if (fields.boxes) fields.boxes.resolve = () => [box('a'), Promise.resolve(box('b'))];
if (fields.maybe)
  fields.maybe.resolve = (_root, { fails }) => (fails === true ? Promise.reject(new RangeError('no')) : null);

const boxType = schema.getType('Box');
if (!(boxType instanceof GraphQLObjectType)) throw new Error('There is no box.');
const ofBox = boxType.getFields();
if (ofBox.box) ofBox.box.resolve = ({ said }: { said: string }) => Promise.resolve(box(`${said}+`));
if (ofBox.must) ofBox.must.resolve = () => Promise.reject(new RangeError('must'));
if (ofBox.broken) {
  ofBox.broken.resolve = () => {
    throw new RangeError('broken');
  };
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** The answer of both executors, without what only one of them knows. */
async function answers(source: string, variables: Record<string, unknown>) {
  const document = parse(source);
  const operation = getOperationAST(document);
  const { coerced } = getVariableValues(schema, operation?.variableDefinitions ?? [], variables);
  if (!coerced) throw new Error('The variables do not fit.');
  const operations = new CompiledOperations();
  expect(operations.get(schema, document, null)).toBeNull();
  const compiled = operations.get(schema, document, null);
  expect(operations.get(schema, document, null)).toBe(compiled);
  if (!compiled) throw new Error('The operation was not compiled.');
  const results = [
    await compiled.query(undefined, {}, coerced),
    await execute({ schema, document, variableValues: variables }),
  ];
  return results.map(({ data, errors = [] }) => ({
    data: JSON.parse(JSON.stringify(data)) as unknown,
    errors: errors.map(({ path, locations, originalError }) => ({
      path,
      locations,
      cause: originalError?.message,
    })),
  }));
}

describe('a compiled operation', () => {
  it.each([
    ['{ boxes { id box { said box { said } } } }', {}],
    ['query ($f: Filter) { box(filter: $f) { said } }', { f: {} }],
    ['query ($f: Filter) { box(filter: $f) { said } }', {}],
    ['query ($f: Filter) { box(filter: $f) { said } }', { f: null }],
    ['query ($f: Filter = {stage: CLOSED, inner: {}}) { box(filter: $f) { said } }', {}],
    [
      'query ($s: Boolean! = true) { box(n: 5, filter: {depth: 1, names: "x"}) { said } maybe @include(if: true) { id } a: box(stage: null) { said } b: box { said @skip(if: $s) id @include(if: $s) }  }',
      { s: true },
    ],
    ['query ($names: [String!]) { box(filter: {names: $names}) { said } }', { names: 'one' }],
    ['{ boxes { id broken } maybe(fails: true) { id } }', {}],
    ['{ maybe { must } }', {}],
  ])('answers as graphql-js does: %s %j', async (source, variables) => {
    const [compiled, executed] = await answers(source, variables);
    expect(compiled).toEqual(executed);
  });

  it('hands on whatever variables graphql-js has coerced', async () => {
    const filter = fc.record(
      {
        stage: fc.constantFrom('OPEN', 'CLOSED'),
        depth: fc.integer({ min: -5, max: 5 }),
        names: fc.option(fc.array(fc.string(), { maxLength: 3 })),
        inner: fc.option(fc.record({ stage: fc.constant('CLOSED') }, { requiredKeys: [] })),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.record({ f: fc.option(filter), n: fc.integer() }, { requiredKeys: ['n'] }),
        async (variables) => {
          const [compiled, executed] = await answers(
            'query ($f: Filter, $n: Int!) { box(filter: $f, n: $n) { said } }',
            variables,
          );
          expect(compiled).toEqual(executed);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('nulls the same parent of a field that had to have a value', async () => {
    const [compiled, executed] = await answers('{ boxes { id must } }', {});
    expect(compiled?.data).toEqual(executed?.data);
    expect(compiled?.errors.every(({ cause }) => cause === 'must')).toBe(true);
  });
});
