import fc from 'fast-check';
import { formatCheckpoint } from './checkpoint.js';
import { EMPTY_ROOT } from './merkle.js';
import { signNote, type NoteSigner } from './note.js';
import { RecursiveTree } from './spec-support/recursive-tree.js';
import { signerOf, witnessOf } from './spec-support/signers.js';
import { originOf, witness, type WitnessAnswer, type WitnessedCheckpoint } from './witness.js';

const ORIGIN = 'quorate.example/log/river';
const log = signerOf(ORIGIN, 1);
const LEAVES = 40;
const FORK = 20;

const leaf = (index: number, branch: string) => Buffer.from(`${index} ${index < FORK ? '' : branch}`);
const treeOf = (branch: string) =>
  new RecursiveTree(Array.from({ length: LEAVES }, (_, index) => leaf(index, branch)));
/** Two histories of one log, which are the same up to 20 entries. */
const ours = treeOf('ours');
const theirs = treeOf('theirs');

const noteOf = (
  size: number,
  { tree = ours, signer = log }: { tree?: RecursiveTree; signer?: NoteSigner } = {},
) => signNote(formatCheckpoint({ origin: ORIGIN, size, root: tree.mth(0, size) }), [signer]);

const proofOf = (from: number, to: number, tree = ours) =>
  from === 0 || from >= to ? [] : tree.proof(from, to);

/** Asks for the checkpoint of a size to be cosigned after another one, as an honest log does. */
const asked = (oldSize: number, size: number, tree = ours) => ({
  oldSize,
  proof: proofOf(oldSize, size, tree),
  note: noteOf(size, { tree }),
});

const known = (last: WitnessedCheckpoint | null) => ({ keys: [log.key], last });

function cosigned(size: number, tree = ours): WitnessedCheckpoint {
  const answer = witness(asked(0, size, tree), known(null));
  if (answer.status !== 200) throw new Error(`It answers ${answer.status}.`);
  return answer.next;
}

describe('a witness', () => {
  it.each([
    ['the first checkpoint that it sees', null, asked(0, 7), 7],
    ['the empty log', null, asked(0, 0), 0],
    ['the empty log again', 0, asked(0, 0), 0],
    ['the first entries of a log that was empty', 0, asked(0, 5), 5],
    ['a larger one that extends the last', 7, asked(7, 12), 12],
    ['the same one again', 7, asked(7, 7), 7],
  ])('cosigns %s', (_, last, request, size) => {
    const answer = witness(request, known(last === null ? null : cosigned(last)));
    expect(answer).toMatchObject({
      status: 200,
      next: {
        checkpoint: { origin: ORIGIN, size, root: Buffer.from(ours.mth(0, size)) },
        note: request.note,
      },
    });
  });

  const withNote = (note: string) => ({ oldSize: 0, proof: [], note });
  const emptyWith = (root: Uint8Array) =>
    withNote(signNote(formatCheckpoint({ origin: ORIGIN, size: 0, root }), [log]));

  it.each<[number, string, number | null, Parameters<typeof witness>[0]]>([
    [400, 'what is no note', null, withNote('no note\n')],
    [400, 'a note that is no checkpoint', null, withNote(signNote('a river\n', [log]))],
    [400, 'extension lines, of which it knows nothing', null, withNote(extended())],
    [400, 'an old size above the new one', 7, { ...asked(7, 7), oldSize: 8 }],
    [400, 'a log that was set back, named by its old size', 12, asked(12, 7)],
    [403, 'a stranger’s signature', null, withNote(noteOf(7, { signer: signerOf('stranger.example', 2) }))],
    [403, 'another key under the log’s name', null, withNote(noteOf(7, { signer: signerOf(ORIGIN, 2) }))],
    [403, 'a signature of another body', null, withNote(noteOf(7).replace('\n7\n', '\n8\n'))],
    [409, 'an old size from before the last one', 12, asked(7, 12)],
    [409, 'an old size of 0 when it has seen more', 12, asked(0, 12)],
    [409, 'an old size that it has not seen yet', 7, asked(9, 12)],
    [409, 'an old size when it has seen nothing', null, asked(7, 12)],
    [409, 'a log that was set back and says so', 12, asked(5, 7)],
    [422, 'another tree of the same size', 30, asked(30, 30, theirs)],
    [422, 'a tree that begins otherwise', 30, asked(30, 35, theirs)],
    [422, 'a proof that belongs to others', 30, { ...asked(30, 35), proof: proofOf(29, 35) }],
    [422, 'no proof', 30, { ...asked(30, 35), proof: [] }],
    [422, 'a proof of the same tree', 30, { ...asked(30, 30), proof: proofOf(29, 30) }],
    [422, 'a proof from nothing', null, { ...asked(0, 7), proof: proofOf(3, 7) }],
    [422, 'a proof from the empty log', 0, { ...asked(0, 7), proof: proofOf(3, 7) }],
    [422, 'an empty log with another root', null, emptyWith(ours.mth(0, 1))],
  ])('answers %i to %s', (status, _what, last, request) => {
    const answer = witness(request, known(last === null ? null : cosigned(last)));
    expect(answer.status).toBe(status);
    if (answer.status === 409) expect(answer.size).toBe(last ?? 0);
    else expect(answer).toMatchObject({ because: expect.stringMatching(/\.$/) });
  });

  it.each([
    ['another tree of the same size', true, 30, asked(30, 30, theirs)],
    ['an empty log with another root', true, null, emptyWith(ours.mth(0, 1))],
    ['a tree that begins otherwise', false, 30, asked(30, 35, theirs)],
    ['no proof', false, 30, { ...asked(30, 35), proof: [] }],
    ['a proof from nothing', false, null, { ...asked(0, 7), proof: proofOf(3, 7) }],
  ] as const)('says whether %s is proved by signatures alone: %s', (_what, isProved, last, request) => {
    expect(witness(request, known(last === null ? null : cosigned(last)))).toMatchObject({ isProved });
  });

  it('answers 404 to a log that it does not know', () => {
    expect(witness(asked(0, 7), null)).toMatchObject({ status: 404 });
  });

  it('keeps of a note what it has verified, under old and new key of a log alike', () => {
    const next = signerOf(ORIGIN, 9);
    const body = formatCheckpoint({ origin: ORIGIN, size: 7, root: ours.mth(0, 7) });
    const note = signNote(body, [log, signerOf('stranger.example', 2), next]);
    expect(witness(withNote(note), { keys: [next.key, log.key], last: null })).toMatchObject({
      next: { note: signNote(body, [log, next]) },
    });
    expect(witness(withNote(note), { keys: [next.key], last: null })).toMatchObject({
      next: { note: signNote(body, [next]) },
    });
  });

  it('takes no other witness for the log', () => {
    const other = witnessOf(ORIGIN, 1);
    expect(witness(asked(0, 7), { keys: [other.key], last: null }).status).toBe(403);
  });

  it('vouches for one history only, whatever it is asked in whatever order', () => {
    const request = fc.record({
      tree: fc.constantFrom(ours, theirs),
      size: fc.integer({ min: 0, max: LEAVES }),
      oldSize: fc.oneof(fc.integer({ min: 0, max: LEAVES }), fc.constant('last' as const)),
      proofOf: fc.constantFrom(ours, theirs),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 30 }), (requests) => {
        let last: WitnessedCheckpoint | null = null;
        let history: RecursiveTree | null = null;
        for (const { tree, size, oldSize, proofOf: prover } of requests) {
          const lastSize = last?.checkpoint.size ?? 0;
          const old = oldSize === 'last' ? lastSize : oldSize;
          const answer: WitnessAnswer = witness(
            { oldSize: old, proof: proofOf(old, size, prover), note: noteOf(size, { tree }) },
            known(last),
          );
          const isHonest = old === lastSize && size >= old && (size <= FORK || (history ?? tree) === tree);
          if (answer.status !== 200) {
            // Whoever extends what was cosigned, and proves it, is not turned away.
            expect(isHonest && (prover === tree || size <= FORK)).toBe(false);
            continue;
          }
          expect(isHonest).toBe(true);
          if (size > FORK) history = tree;
          last = answer.next;
        }
      }),
      { numRuns: 300 },
    );
  });
});

it('the origin of a note is read before anything is verified', () => {
  expect(originOf(noteOf(7))).toBe(ORIGIN);
  expect(originOf('no note\n')).toBeNull();
  expect(originOf(signNote('a river\n', [log]))).toBeNull();
});

function extended(): string {
  return signNote(`${formatCheckpoint({ origin: ORIGIN, size: 0, root: EMPTY_ROOT })}more\n`, [log]);
}
