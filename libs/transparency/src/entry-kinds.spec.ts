import fc from 'fast-check';
import { checkKind, jsonSchemaOf, type EntryKinds } from './entry-kinds.js';
import { type JsonValue } from './jcs.js';
import * as schema from './json-schema.js';
import { entriesInStreams, SignedRecord } from './spec-support/signed-record.js';
import { verdictsOf, verify } from './spec-support/verifying.js';

const { anyValue, count, digest, either, flag, instant, listOf, mapOf, object, oneOf, orNull, text, uuid } =
  schema;

describe('a value', () => {
  const ID = '019ab000-0000-7000-8000-000000000001';
  const HASH = `${'A'.repeat(42)}8=`;
  const pair = object({ a: count, 'b?': text });

  it.each<[string, JsonValue, schema.Schema, string | null]>([
    ['a whole number', 0, count, null],
    ['a number below 0', -1, count, ''],
    ['a fraction', 1.5, count, ''],
    ['a number as a text', '1', count, ''],
    ['true', true, flag, null],
    ['1 for true', 1, flag, ''],
    ['any text', '', text, null],
    ['an id', ID, uuid, null],
    ['an id and more', `${ID} `, uuid, ''],
    ['an id with a line after it', `${ID}\n`, uuid, ''],
    ['a digest', HASH, digest, null],
    ['a digest without its padding', HASH.slice(0, 43), digest, ''],
    ['an instant', '2026-11-23T09:00:00.000Z', instant, null],
    ['an instant without its fraction', '2026-11-23T09:00:00Z', instant, ''],
    ['one of several words', 'yes', oneOf('yes', 'no'), null],
    ['another word', 'maybe', oneOf('yes', 'no'), ''],
    ['null where it may be', null, orNull(count), null],
    ['null where it may not', null, count, ''],
    ['null for true', null, flag, ''],
    ['either of two', 'x', either(count, text), null],
    ['neither of two', false, either(count, text), ''],
    ['a list', [1, 2], listOf(count), null],
    ['a list with a stranger', [1, 'x', 2], listOf(count), '/1'],
    ['an object for a list', {}, listOf(count), ''],
    ['a list for an object', [], pair, ''],
    ['all members', { a: 1, b: 'x' }, pair, null],
    ['a member that may be absent', { a: 1 }, pair, null],
    ['a member missing', { b: 'x' }, pair, '/a'],
    ['a member too many', { a: 1, c: 2 }, pair, '/c'],
    ['a member that every object has', { a: 1, constructor: 2 }, pair, '/constructor'],
    ['a wrong member', { a: 1, b: 2 }, pair, '/b'],
    ['a wrong member far inside', { x: [{ a: 1 }, { a: -1 }] }, object({ x: listOf(pair) }), '/x/1/a'],
    ['a name that a pointer must escape', { 'a/b~c': 'x' }, mapOf(count), '/a~1b~0c'],
    ['a map', { x: 1, y: 2 }, mapOf(count), null],
    ['anything', [null, { x: 1.5 }], anyValue, null],
  ])('%s is weighed against its schema', (_what, value, against, misfit) => {
    expect(schema.misfitOf(value, against)).toBe(misfit);
  });

  it('of any form fits what takes any, and a closed object takes no other member', () =>
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, name) => {
        const json = JSON.parse(JSON.stringify(value)) as JsonValue;
        expect(schema.misfitOf(json, anyValue)).toBeNull();
        fc.pre(name !== 'a' && name !== '__proto__');
        expect(schema.misfitOf({ a: json, [name]: json }, object({ a: anyValue }))).not.toBeNull();
        expect(schema.misfitOf({ a: json }, object({ a: anyValue }))).toBeNull();
      }),
    ));
});

describe('an entry of a known kind', () => {
  const kinds: EntryKinds = { 'count.raised': { body: { raisedTo: count }, commit: ['why'] } };
  const entries = entriesInStreams(5);
  const salted = 'A'.repeat(43) + '=';

  it.each([
    ['with a member missing', { body: {} }, '/body/raisedTo'],
    ['with a member too many', { body: { raisedTo: 1, note: 'x' } }, '/body/note'],
    ['with another form', { body: { raisedTo: '1' } }, '/body/raisedTo'],
    ['that commits to what its kind has not', { commit: { name: salted } }, '/commit/name'],
  ])('%s is refused, its index and the place named', async (_what, change, path) => {
    const forged = entries.map((entry, index) => (index === 4 ? { ...entry, ...change } : entry));
    const { verdicts } = await verify(new SignedRecord(forged), { kinds });
    expect(verdicts).toMatchObject([
      { code: 'DIFFERENT_RECORD', reason: 'ENTRY_KIND_MISFIT', index: 4, place: 'tile/entries/000.p/5' },
    ]);
    expect(verdicts[0]?.because).toContain(`see ${path},`);
  });

  it('that fits is verified, with what it may commit to', async () => {
    const committed = entries.map((entry, index) =>
      index === 4 ? { ...entry, commit: { why: salted } } : entry,
    );
    const found = await verify(new SignedRecord(committed), { kinds });
    expect(found).toMatchObject({ verdicts: [], unknownKinds: new Map() });
  });

  it('is told apart from kinds that the verifier does not know, which are counted', async () => {
    const found = await verify(new SignedRecord(entries), { kinds: { 'count.lowered': { body: {} } } });
    expect(found).toMatchObject({ verdicts: [], unknownKinds: new Map([['count.raised', 5]]) });
    expect(await verdictsOf(new SignedRecord(entries))).toEqual([]);
  });

  it('is not taken for one whose name every object has', () => {
    const [entry] = entries;
    expect(checkKind({ ...entry!, kind: 'constructor' }, kinds)).toBeNull();
  });

  it('is described by a JSON Schema document of its own', () => {
    expect(jsonSchemaOf(kinds)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      anyOf: [{ $ref: '#/$defs/count.raised' }],
      $defs: {
        'count.raised': {
          properties: {
            kind: { const: 'count.raised' },
            body: { required: ['raisedTo'], additionalProperties: false },
          },
        },
      },
    });
  });
});
