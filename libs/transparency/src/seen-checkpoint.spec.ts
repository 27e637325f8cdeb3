import { toBase64 } from './bytes.js';
import { encodeEntry, type Entry } from './entry.js';
import { appendLeaf, emptyFrontier, frontierRoot, leafHash } from './merkle.js';
import { seenCheck } from './seen-checkpoint.js';
import { entriesInStreams, SignedRecord } from './spec-support/signed-record.js';
import { verify } from './spec-support/verifying.js';

/** The root of the first entries, in base64. */
function rootOf(entries: readonly Entry[]): string {
  let frontier = emptyFrontier();
  for (const entry of entries) frontier = appendLeaf(frontier, leafHash(encodeEntry(entry)));
  return toBase64(frontierRoot(frontier));
}

/** Forty entries, each in a stream of its own, of which the last says what its author had seen. */
function recordWith(seen: unknown): SignedRecord {
  const entries = entriesInStreams(40, 40);
  const last = entries[39];
  if (!last) throw new Error('There is no last entry.');
  return new SignedRecord([
    ...entries.slice(0, 39),
    { ...last, body: { ...last.body, seen: seen as Entry['body'] } },
  ]);
}

const before = entriesInStreams(40, 40).slice(0, 39);
const verified = (seen: unknown) => verify(recordWith(seen), { checks: [seenCheck()] });

describe('a checkpoint that an author had seen', () => {
  it.each([1, 7, 32, 39])('is one through which the record passed, at %d entries', async (size) => {
    const { verdicts, reports } = await verified({ size, root: rootOf(before.slice(0, size)) });
    expect(verdicts).toEqual([]);
    expect(reports).toMatchObject([{ name: 'seen checkpoints', checked: 1 }]);
  });

  it.each([
    ['with the root of another history', { size: 7, root: rootOf(before.slice(1, 8)) }],
    ['with the root of another size', { size: 7, root: rootOf(before.slice(0, 8)) }],
    ['that was published only after it', { size: 40, root: rootOf(entriesInStreams(40, 40)) }],
    ['that is not reached yet', { size: 41, root: rootOf(before) }],
  ])('%s tells that two histories were shown', async (_, seen) => {
    expect((await verified(seen)).verdicts).toEqual([
      expect.objectContaining({ code: 'SPLIT_VIEW', reason: 'SEEN_ANOTHER_HISTORY', index: 39 }),
    ]);
  });

  it.each([null, 'seven', { size: '7', root: rootOf(before) }, { size: 7 }, { size: 7, root: 'no hash' }])(
    'that cannot be understood says nothing: %j',
    async (seen) => {
      expect(await verified(seen)).toMatchObject({ verdicts: [], reports: [{ checked: 0 }] });
    },
  );
});
