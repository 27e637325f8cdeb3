import { formatPolicy } from './policy.js';
import { type RecordCheck } from './record-check.js';
import { ORIGIN } from './spec-support/entries.js';
import {
  documentOf,
  documentPath,
  entriesInStreams,
  policyOf,
  SignedRecord,
} from './spec-support/signed-record.js';
import { signerOf } from './spec-support/signers.js';
import { countsUpwards, verify } from './spec-support/verifying.js';

const SIZE = 300;
const ENTRIES = entriesInStreams(SIZE);

describe('an honest record', () => {
  it.each([1, 2, 255, 256, 257, SIZE])('of %d entries is verified whole', async (size) => {
    const check = countsUpwards();
    const record = new SignedRecord(ENTRIES.slice(0, size));
    const verified = await verify(record, { checks: [check] });
    expect(verified).toMatchObject({ verdicts: [], entries: size, documents: 0, policyHeld: true });
    expect(verified.opened?.checkpoint).toMatchObject({ origin: ORIGIN, size });
    expect(Buffer.from(verified.note).toString()).toBe(record.note);
    expect(verified.reports).toEqual([
      { name: 'counts', checked: size, what: 'counts checked', failures: [], skipped: ['nothing'] },
    ]);
    expect(check.seen).toEqual(Array.from({ length: size }, (_, index) => index));
  });

  it('without entries is verified', async () => {
    expect(await verify(new SignedRecord([]))).toMatchObject({ verdicts: [], entries: 0 });
  });

  it('is consistent with every checkpoint that it has published, whatever its size', async () => {
    const earlier = [0, 1, 2, 3, 255, 256, 257, SIZE - 1, SIZE];
    const prior = earlier.map((size) => new SignedRecord(ENTRIES.slice(0, size)).note).reverse();
    const verified = await verify(new SignedRecord(ENTRIES), { prior });
    expect(verified.verdicts).toEqual([]);
    expect(verified.consistentWith).toEqual(earlier);
  });

  it('is verified by the policy that it serves where none was held, and that is said', async () => {
    const stranger = signerOf(ORIGIN, 9);
    const record = new SignedRecord(ENTRIES, { signer: stranger });
    expect(await verify(record, { policy: null })).toMatchObject({ verdicts: [], policyHeld: false });
    expect((await verify(record, { policy: null })).policy?.logs).toEqual([{ key: stranger.key, url: null }]);
  });

  it('tells how far it is', async () => {
    const told: string[] = [];
    const onProgress = (verified: number, size: number) => told.push(`${verified}/${size}`);
    await verify(new SignedRecord(ENTRIES), { onProgress });
    expect(told).toEqual(['256/300', '300/300']);
  });

  it('has its documents read, each once, whether or not a check asks for them', async () => {
    const { document, bytes } = documentOf('the text');
    const other = documentOf('another text');
    const [first, second] = [
      { ...ENTRIES[0]!, docs: [document] },
      { ...ENTRIES[1]!, docs: [document, other.document] },
    ];
    const record = new SignedRecord([first, second]);
    record.files.set(documentPath(document), bytes).set(documentPath(other.document), other.bytes);
    const fetched: string[] = [];
    const fetchBytes = (path: string) => {
      fetched.push(path);
      return record.fetchBytes(path);
    };
    expect(await verify(record, { fetchBytes })).toMatchObject({ verdicts: [], documents: 2 });
    expect(fetched.filter((path) => path.startsWith('docs/'))).toHaveLength(2);
    expect(await verify(record, { checks: [countsUpwards()] })).toMatchObject({ documents: 2 });
  });
});

describe('what a check finds', () => {
  it('is a verdict for every failure, with the check and the entry named', async () => {
    const entries = entriesInStreams(30, 30).map((entry, index) =>
      index === 7 || index === 9 ? { ...entry, body: { raisedTo: 5 } } : entry,
    );
    const verified = await verify(new SignedRecord(entries), { checks: [countsUpwards()] });
    expect(verified.verdicts).toEqual(
      [7, 9].map((index) => ({
        code: 'COUNT',
        reason: 'COUNT_OFF',
        because: `Entry ${index} raises to another number.`,
        place: 'counts',
        index,
      })),
    );
    expect(verified.entries).toBe(30);
  });

  it('is not asked for where the entries are refused', async () => {
    const check = countsUpwards();
    const record = new SignedRecord(ENTRIES.slice(0, 5).with(3, ENTRIES[7]!));
    expect(await verify(record, { checks: [check] })).toMatchObject({ entries: 3, reports: [] });
    expect(check.seen).toEqual([0, 1, 2]);
  });

  it.each([`${'A'.repeat(43)}=`, 'no hash', ''])(
    'may not rest on a document %p that no entry carries',
    async (hash) => {
      const nosy: RecordCheck = {
        ...countsUpwards(),
        finish: async (documents) => {
          await documents(hash);
          return { checked: 0, what: 'documents', failures: [], skipped: [] };
        },
      };
      const { verdicts } = await verify(new SignedRecord(ENTRIES), { checks: [nosy] });
      expect(verdicts).toMatchObject([{ code: 'TAMPERED_TILES', place: 'docs', index: null }]);
    },
  );
});

describe('a check that breaks on what the log holds', () => {
  const broken = new TypeError('terms is undefined');
  const report = { checked: 0, what: 'things', failures: [], skipped: [] };

  it('at an entry fails the record there, and is asked nothing more', async () => {
    const seen: number[] = [];
    const fragile: RecordCheck = {
      name: 'boxes',
      see(_entry, index) {
        seen.push(index);
        if (index === 2) throw broken;
      },
      finish: () => Promise.resolve(report),
    };
    const { verdicts, entries } = await verify(new SignedRecord(ENTRIES), {
      checks: [fragile, countsUpwards()],
    });
    expect(verdicts).toEqual([
      {
        code: 'COUNT',
        reason: 'NOT_CHECKABLE',
        because: 'Entry 2 is nothing that can be checked: terms is undefined',
        place: 'boxes',
        index: 2,
      },
    ]);
    expect({ seen, entries }).toEqual({ seen: [0, 1, 2], entries: SIZE });
  });

  it('at the end fails the record, unless a document could not be read', async () => {
    const { document, bytes } = documentOf('the text');
    const record = new SignedRecord([{ ...ENTRIES[0]!, docs: [document] }]);
    record.files.set(documentPath(document), bytes);
    const fragile: RecordCheck = {
      name: 'boxes',
      see: () => undefined,
      finish: async (documents) => {
        await documents(document.sha256);
        throw broken;
      },
    };
    const { verdicts } = await verify(record, { checks: [fragile] });
    expect(verdicts).toMatchObject([{ code: 'COUNT', reason: 'NOT_CHECKABLE', place: 'boxes', index: null }]);
    const outage = new Error('no route to the log');
    const fetchBytes = (path: string) =>
      path.startsWith('docs/') ? Promise.reject(outage) : record.fetchBytes(path);
    await expect(verify(record, { checks: [fragile], fetchBytes })).rejects.toBe(outage);
  });
});

describe('a log that cannot be read', () => {
  const outage = new Error('no route to the log');

  it.each(['checkpoint', 'tile/0/000', 'tile/entries/001.p/44'])(
    'at %s says nothing of the record',
    async (path) => {
      const record = new SignedRecord(ENTRIES);
      const fetchBytes = (asked: string) =>
        asked === path ? Promise.reject(outage) : record.fetchBytes(asked);
      await expect(verify(record, { fetchBytes })).rejects.toBe(outage);
    },
  );

  it('because it is not there says so of its checkpoint and of its policy', async () => {
    const record = new SignedRecord(ENTRIES);
    record.files.delete('policy');
    await expect(verify(record, { policy: null })).rejects.toMatchObject({ path: 'policy' });
    record.files.set('policy', Buffer.from(formatPolicy(policyOf()))).delete('checkpoint');
    await expect(verify(record)).rejects.toMatchObject({ name: 'MissingFile', path: 'checkpoint' });
  });
});
