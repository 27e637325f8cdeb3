import fc from 'fast-check';
import { encodeBundle } from './entry-bundle.js';
import { encodeEntry, type Entry } from './entry.js';
import { signNote } from './note.js';
import { ORIGIN } from './spec-support/entries.js';
import {
  documentOf,
  documentPath,
  entriesInStreams,
  LOG_SIGNER,
  policyOf,
  SignedRecord,
} from './spec-support/signed-record.js';
import { signerOf, witnessOf } from './spec-support/signers.js';
import { countsUpwards, verdictsOf, verify } from './spec-support/verifying.js';

const SIZE = 300;
const ENTRIES = entriesInStreams(SIZE);

describe('a record that is not the expected one', () => {
  it('signed by another key under the same name is refused', async () => {
    const record = new SignedRecord(ENTRIES, { signer: signerOf(ORIGIN, 2) });
    expect(await verdictsOf(record)).toEqual([
      {
        code: 'DIFFERENT_RECORD',
        reason: 'NOTE_NOT_SIGNED_BY_KNOWN_KEY',
        place: 'checkpoint',
        index: null,
      },
    ]);
  });

  it('whose checkpoint was changed after signing is refused', async () => {
    const record = new SignedRecord(ENTRIES);
    record.change('checkpoint', (bytes) => Buffer.from(bytes.toString().replace('\n300\n', '\n299\n')));
    expect(await verdictsOf(record)).toMatchObject([
      { code: 'DIFFERENT_RECORD', reason: 'NOTE_SIGNATURE_WRONG', place: 'checkpoint' },
    ]);
  });

  it('that serves a policy which cannot be read is refused', async () => {
    const record = new SignedRecord(ENTRIES);
    record.files.set('policy', Buffer.from('quorum\n'));
    expect(await verdictsOf(record, { policy: null })).toMatchObject([
      { code: 'DIFFERENT_RECORD', reason: 'POLICY_MALFORMED', place: 'policy' },
    ]);
  });

  it.each<[string, Partial<Entry>, string]>([
    ['of another log', { log: 'elsewhere.example/log/river' }, 'ENTRY_OF_ANOTHER_LOG'],
    ['that leaves out a version', { ver: 101 }, 'STREAM_VERSION_GAP'],
    ['that does not name the one before it', { prev: `${'A'.repeat(43)}=` }, 'STREAM_BROKEN'],
    ['that is dated back', { at: '2026-11-23T08:59:59.999Z' }, 'STREAM_TIME_BACKWARDS'],
    ['with the id of another', { id: ENTRIES[4]!.id }, 'ENTRY_ID_REPEATED'],
    ['brought about by one that is not there', { cause: ENTRIES[280]!.id }, 'ENTRY_CAUSE_UNKNOWN'],
  ])('with a signed entry %s is refused, the entry named', async (_what, change, reason) => {
    const entries = ENTRIES.with(270, { ...ENTRIES[270]!, ...change });
    expect(await verdictsOf(new SignedRecord(entries))).toEqual([
      { code: 'DIFFERENT_RECORD', reason, place: 'tile/entries/001.p/44', index: 270 },
    ]);
  });

  it.each([
    ['not canonical', (text: string) => `${text} `, 'ENTRY_NOT_CANONICAL'],
    ['no JSON', (text: string) => text.slice(1), 'ENTRY_NOT_CANONICAL'],
    ['of another form', (text: string) => text.replace('"v":1', '"v":2'), 'ENTRY_MALFORMED'],
    ['not whole', (text: string) => text.replace('"raisedTo":1', '"raisedTo":1.5'), 'ENTRY_NUMBER_NOT_WHOLE'],
  ])('with a signed entry that is %s is refused, the entry named', async (_what, change, reason) => {
    const bytes = Buffer.from(change(Buffer.from(encodeEntry(ENTRIES[1]!)).toString()));
    expect(await verdictsOf(new SignedRecord([ENTRIES[0]!, bytes]))).toEqual([
      { code: 'DIFFERENT_RECORD', reason, place: 'tile/entries/000.p/2', index: 1 },
    ]);
  });

  it('that is not the one of a checkpoint held beforehand is refused', async () => {
    const other = new SignedRecord(ENTRIES.slice(0, 5), { signer: signerOf(ORIGIN, 2) });
    expect(await verdictsOf(new SignedRecord(ENTRIES), { prior: [other.note] })).toMatchObject([
      { code: 'DIFFERENT_RECORD', reason: 'NOTE_NOT_SIGNED_BY_KNOWN_KEY' },
    ]);
    expect(await verdictsOf(new SignedRecord(ENTRIES), { prior: ['no note'] })).toMatchObject([
      { code: 'DIFFERENT_RECORD', reason: 'NOTE_MALFORMED' },
    ]);
  });
});

describe('a record that contradicts what it was before', () => {
  const elsewhere = entriesInStreams(SIZE, 4);

  it.each([1, 2, 100, 255, 256, 257, 299])('that forked before entry %d is refused', async (size) => {
    const held = [...elsewhere.slice(0, size - 1), ENTRIES[280]!];
    const prior = [new SignedRecord(held).note];
    const verified = await verify(new SignedRecord(ENTRIES), { prior });
    expect(verified.verdicts).toMatchObject([{ code: 'FORK', place: 'checkpoint' }]);
    expect(verified.verdicts[0]?.because).toContain(`first ${size} entries`);
    expect(verified.entries).toBe(size - 1);
  });

  it('whose head of no entries is not that of the empty tree is refused', async () => {
    const notEmpty = new SignedRecord(ENTRIES.slice(0, 1)).note;
    const body = notEmpty.slice(0, notEmpty.indexOf('\n\n') + 1).replace('\n1\n', '\n0\n');
    expect(
      await verdictsOf(new SignedRecord(ENTRIES), { prior: [signNote(body, [LOG_SIGNER])] }),
    ).toMatchObject([{ code: 'FORK' }]);
  });

  it('that has fewer entries than before is refused', async () => {
    const prior = [new SignedRecord(ENTRIES).note];
    expect(await verdictsOf(new SignedRecord(ENTRIES.slice(0, 299)), { prior })).toMatchObject([
      { code: 'ROLLBACK', place: 'checkpoint' },
    ]);
  });

  it('of which two trees of one size are signed is refused', async () => {
    const prior = [new SignedRecord(elsewhere).note];
    expect(await verdictsOf(new SignedRecord(ENTRIES), { prior })).toMatchObject([
      { code: 'SPLIT_VIEW', place: 'checkpoint' },
    ]);
  });

  it('that the quorum of witnesses has not cosigned is refused', async () => {
    const { key } = witnessOf('witness.example/w1', 5);
    const policy = { ...policyOf(), witnesses: [{ name: 'w1', key, url: null }], quorum: 'w1' };
    expect(await verdictsOf(new SignedRecord(ENTRIES), { policy })).toMatchObject([
      { code: 'SPLIT_VIEW', reason: 'WITNESS_QUORUM_MISSING' },
    ]);
  });
});

describe('what was tampered with under a signed checkpoint', () => {
  const flip = (at: number) => (bytes: Buffer) => {
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    return bytes;
  };
  const bundled = (entries: readonly Entry[]) => encodeBundle(entries.map(encodeEntry));

  it.each<[string, string, (bytes: Buffer) => Uint8Array, string, number | null]>([
    ['a byte of an entry', 'tile/entries/001.p/44', flip(100), 'tile/entries/001.p/44', 256],
    ['a byte of a full tile', 'tile/0/000', flip(5000), 'tile/0/000', 156],
    ['a byte of a tile at the edge', 'tile/0/001.p/44', flip(40), 'tile/0/001.p/44', 257],
    ['a byte of the tile above', 'tile/1/000.p/1', flip(31), 'tile/1/000.p/1', null],
    ['the length of a tile', 'tile/0/000', (bytes) => bytes.subarray(32), 'tile/0/000', 0],
    [
      'two entries that change places',
      'tile/entries/000',
      () => bundled([ENTRIES[1]!, ENTRIES[0]!, ...ENTRIES.slice(2, 256)]),
      'tile/entries/000',
      0,
    ],
    ['an entry left out', 'tile/entries/000', () => bundled(ENTRIES.slice(1, 256)), 'tile/entries/000', null],
    ['an entry put in', 'tile/entries/000', () => bundled(ENTRIES.slice(0, 257)), 'tile/entries/000', null],
    [
      'an entry put in the place of another',
      'tile/entries/000',
      () => bundled(ENTRIES.slice(0, 256).with(77, ENTRIES[299]!)),
      'tile/entries/000',
      77,
    ],
  ])('%s is found and named', async (_what, path, change, place, index) => {
    const record = new SignedRecord(ENTRIES);
    record.change(path, change);
    expect(await verdictsOf(record)).toEqual([{ code: 'TAMPERED_TILES', reason: null, place, index }]);
  });

  it('is found for any byte of any tile or bundle', async () => {
    const record = new SignedRecord(ENTRIES.slice(0, 260));
    const paths = [...record.files.keys()].filter((path) => path.startsWith('tile/'));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (path, at, mask) => {
          const bytes = record.files.get(path)!;
          const forged = Buffer.from(bytes);
          forged[at % bytes.length]! ^= mask;
          const fetchBytes = (asked: string) =>
            asked === path ? Promise.resolve(forged) : record.fetchBytes(asked);
          expect(await verdictsOf(record, { fetchBytes })).toMatchObject([{ code: 'TAMPERED_TILES' }]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('an entry and its tiles together, is found at the entry as long as one tile is left as it was', async () => {
    const forged = new SignedRecord(ENTRIES.slice(0, 200).with(120, ENTRIES[250]!));
    const record = new SignedRecord(ENTRIES.slice(0, 200));
    record.files.set('tile/entries/000.p/200', forged.files.get('tile/entries/000.p/200')!);
    record.change('tile/0/000.p/200', flip(5));
    expect(await verdictsOf(record)).toEqual([
      { code: 'TAMPERED_TILES', reason: null, place: 'tile/entries/000.p/200', index: 0 },
    ]);
    record.files.set('tile/0/000.p/200', forged.files.get('tile/0/000.p/200')!);
    expect(await verdictsOf(record)).toEqual([
      { code: 'TAMPERED_TILES', reason: null, place: 'checkpoint', index: null },
    ]);
  });

  it('a full tile and the one above it, is found at the lower one', async () => {
    const record = new SignedRecord(ENTRIES);
    record.change('tile/1/000.p/1', flip(0));
    record.change('tile/0/000', flip(8 * 32));
    expect(await verdictsOf(record)).toEqual([
      { code: 'TAMPERED_TILES', reason: null, place: 'tile/0/000', index: 8 },
    ]);
  });

  it.each(['tile/0/000', 'tile/1/000.p/1', 'tile/entries/001.p/44'])(
    'and %s that the log does not serve are named',
    async (path) => {
      const record = new SignedRecord(ENTRIES);
      record.files.delete(path);
      expect(await verdictsOf(record)).toEqual([
        { code: 'TAMPERED_TILES', reason: null, place: path, index: null },
      ]);
    },
  );

  it('a document with other bytes, longer ones or none is found', async () => {
    const { document, bytes } = documentOf('the text');
    const record = new SignedRecord([{ ...ENTRIES[0]!, docs: [document] }]);
    const path = documentPath(document);
    expect(await verdictsOf(record)).toMatchObject([{ code: 'TAMPERED_TILES', place: path, index: null }]);
    for (const served of [documentOf('another').bytes, Buffer.concat([bytes, bytes])]) {
      record.files.set(path, served);
      const named = [{ code: 'TAMPERED_TILES', reason: null, place: path, index: 0 }];
      expect(await verdictsOf(record)).toEqual(named);
      expect(await verdictsOf(record, { checks: [countsUpwards()] })).toEqual(named);
    }
    const wrongSize = { ...document, size: document.size + 1 };
    const lying = new SignedRecord([{ ...ENTRIES[0]!, docs: [wrongSize] }]);
    lying.files.set(path, bytes);
    expect(await verdictsOf(lying)).toMatchObject([{ code: 'TAMPERED_TILES', place: path, index: 0 }]);
  });
});
