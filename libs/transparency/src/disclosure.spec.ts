import fc from 'fast-check';
import { utf8 } from './bytes.js';
import { commitTo } from './commitment.js';
import {
  checkDisclosure,
  disclosureFile,
  disclosurePath,
  parseDisclosureFile,
  parseDisclosurePath,
} from './disclosure.js';
import { type JsonValue } from './jcs.js';
import { documentOf, entriesInStreams, SignedRecord } from './spec-support/signed-record.js';
import { verdictsOf, verify } from './spec-support/verifying.js';

const salt = (byte: number) => new Uint8Array(32).fill(byte);

describe('the path of what is disclosed', () => {
  it.each([
    [0, 'disclosed/000'],
    [67, 'disclosed/067'],
    [1_234_067, 'disclosed/x001/x234/067'],
  ])('of bundle %i is %s', (bundle, path) => {
    expect(disclosurePath(bundle)).toBe(path);
    expect(parseDisclosurePath(path)).toBe(bundle);
  });

  it.each([
    'disclosed/0',
    'disclosed/000.p/3',
    'disclosed/x000/000',
    'tile/entries/000',
    'disclosed/000/',
    '',
  ])('is not "%s"', (path) => expect(parseDisclosurePath(path)).toBeNull());
});

it('a file says the same when it is read', () =>
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          index: fc.nat(),
          field: fc.string(),
          salt: fc.uint8Array({ minLength: 32, maxLength: 32 }),
          value: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as JsonValue),
        }),
      ),
      (values) => {
        expect(parseDisclosureFile(disclosureFile(values))).toEqual(
          values.map((value) => ({ ...value, salt: Buffer.from(value.salt) })),
        );
      },
    ),
  ));

it.each([
  ['no JSON', '['],
  ['no list', '{}'],
  ['white space', '[ ]'],
  ['a line without a value', `[{"field":"name","index":0,"salt":"AAAA"}]`],
  ['a line with more', `[{"field":"name","index":0,"more":0,"salt":"AAAA","value":1}]`],
  ['a salt in another spelling', `[{"field":"name","index":0,"salt":"AA==A","value":1}]`],
])('a file with %s is refused', (_what, text) => {
  expect(parseDisclosureFile(utf8(text))).toMatchObject({ code: 'DISCLOSURE_MALFORMED' });
});

it.each([
  ['as it was committed to', 'name', 'Ada', 1, null],
  ['with another value', 'name', 'Eve', 1, 'DISCLOSURE_DOES_NOT_OPEN'],
  ['with another salt', 'name', 'Ada', 2, 'DISCLOSURE_DOES_NOT_OPEN'],
  ['of a field that the entry has not', 'email', 'Ada', 1, 'DISCLOSURE_WITHOUT_COMMITMENT'],
  ['of a field that every object has', 'toString', 'Ada', 1, 'DISCLOSURE_WITHOUT_COMMITMENT'],
])('a value %s', (_what, field, value, byte, code) => {
  const commit = { name: commitTo('Ada', salt(1)) };
  const refusal = checkDisclosure({ index: 3, field, salt: salt(byte), value }, commit);
  expect(refusal?.code ?? null).toBe(code);
});

describe('a record', () => {
  const { document, bytes } = documentOf('A text.');
  const entries = entriesInStreams(300).map((entry, index) =>
    index === 298 ? { ...entry, docs: [document], commit: { name: commitTo('Ada', salt(1)) } } : entry,
  );
  /** The record with what it discloses of its second bundle. */
  const record = (values: Parameters<typeof disclosureFile>[0]) => {
    const signed = new SignedRecord(entries);
    signed.files.set(`docs/${Buffer.from(document.sha256, 'base64').toString('hex')}`, bytes);
    signed.files.set('disclosed/001', disclosureFile(values));
    return signed;
  };

  it('is verified with what it discloses, and without', async () => {
    const open = await verify(record([{ index: 298, field: 'name', salt: salt(1), value: 'Ada' }]));
    expect(open).toMatchObject({ verdicts: [], disclosures: 1 });
    expect(await verify(record([]))).toMatchObject({ verdicts: [], disclosures: 0 });
  });

  it.each([
    ['another value', { index: 298, value: 'Eve' }, 298],
    ['the value of another entry', { index: 297, value: 'Ada' }, 297],
    ['the value of an entry in another bundle', { index: 3, value: 'Ada' }, 3],
  ])('is refused when it discloses %s, the file and the entry named', async (_what, { index, value }, at) => {
    const forged = record([{ index, field: 'name', salt: salt(1), value }]);
    expect(await verdictsOf(forged)).toEqual([
      { code: 'TAMPERED_TILES', reason: null, place: 'disclosed/001', index: at },
    ]);
  });

  it('is refused when the file is no JSON, the file named', async () => {
    const forged = record([]);
    forged.change('disclosed/001', () => utf8('[}'));
    expect(await verdictsOf(forged)).toMatchObject([{ place: 'disclosed/001', index: null }]);
  });
});
