import { formatCheckpoint, openCheckpoint, parseCheckpoint, type Checkpoint } from './checkpoint.js';
import { EMPTY_ROOT, leafHash } from './merkle.js';
import { cosign, signNote } from './note.js';
import { formatSignatureLine } from './note-text.js';
import { signerOf, witnessOf } from './spec-support/signers.js';

const ORIGIN = 'quorate.example/log/river';
const root = leafHash(Buffer.from('entry'));
const ROOT = Buffer.from(root).toString('base64');
const BODY = `${ORIGIN}\n1\n${ROOT}\n`;
const log = signerOf(ORIGIN, 1);
const witness = witnessOf('witness.example', 2);

describe('the body of a checkpoint', () => {
  it('is origin, size and root', () => {
    expect(formatCheckpoint({ origin: ORIGIN, size: 1, root })).toBe(BODY);
    expect(parseCheckpoint(BODY)).toEqual({ origin: ORIGIN, size: 1, root });
  });

  it('is read from the published example', () => {
    const example = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    expect(parseCheckpoint(example)).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20852163 });
  });

  it.each([0, 2 ** 53 - 1])('may have the size %d', (size) => {
    const checkpoint = { origin: ORIGIN, size, root: EMPTY_ROOT };
    expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual({
      ...checkpoint,
      root: Buffer.from(EMPTY_ROOT),
    });
  });

  it.each([
    ['nothing', ''],
    ['no origin', `\n1\n${ROOT}\n`],
    ['a space in the origin', BODY.replace('river', 'big river')],
    ['a plus in the origin', BODY.replace('river', 'big+river')],
    ['no size', BODY.replace('\n1\n', '\n\n')],
    ['a leading zero', BODY.replace('\n1\n', '\n01\n')],
    ['two zeros', BODY.replace('\n1\n', '\n00\n')],
    ['a plus sign', BODY.replace('\n1\n', '\n+1\n')],
    ['a minus sign', BODY.replace('\n1\n', '\n-1\n')],
    ['hex', BODY.replace('\n1\n', '\n0x10\n')],
    ['an exponent', BODY.replace('\n1\n', '\n1e3\n')],
    ['a space beside the size', BODY.replace('\n1\n', '\n1 \n')],
    ['a digit of another script', BODY.replace('\n1\n', '\n\u0661\n')],
    ['a size above 2^53-1', BODY.replace('\n1\n', '\n9007199254740992\n')],
    ['a size of 2^64', BODY.replace('\n1\n', '\n18446744073709551616\n')],
    ['a short root', BODY.replace(ROOT, 'AAAA')],
    ['a root without padding', BODY.replace('=', '')],
    ['another spelling of the root', `${ORIGIN}\n1\n${'A'.repeat(42)}B=\n`],
    ['a root in the URL alphabet', `${ORIGIN}\n1\n${'_'.repeat(42)}8=\n`],
    ['an extension line', `${BODY}more\n`],
    ['an empty line at the end', `${BODY}\n`],
    ['no newline at the end', BODY.trimEnd()],
  ])('is malformed with %s', (_, body) => {
    expect(parseCheckpoint(body)).toMatchObject({ refused: true, code: 'CHECKPOINT_MALFORMED' });
  });

  it.each<[Partial<Checkpoint>]>([
    [{ origin: 'two words' }],
    [{ origin: '' }],
    [{ size: -1 }],
    [{ size: 2 ** 53 }],
    [{ root: Buffer.alloc(31) }],
  ])('is not written with %j', (part) => {
    expect(() => formatCheckpoint({ origin: ORIGIN, size: 1, root, ...part })).toThrow(RangeError);
  });
});

describe('a signed checkpoint', () => {
  const note = signNote(BODY, [log]) + formatSignatureLine(cosign(BODY, witness, 77));

  it('opens by the key of its log, and tells who else has signed and when', () => {
    expect(openCheckpoint(note, [log.key, witness.key], ORIGIN)).toEqual({
      checkpoint: { origin: ORIGIN, size: 1, root },
      body: BODY,
      verified: [
        { key: log.key, time: null },
        { key: witness.key, time: 77 },
      ],
    });
  });

  it('does not open by a witness alone, nor by the known key of another log', () => {
    const other = signerOf('other.example/log', 3);
    expect(openCheckpoint(note, [witness.key])).toMatchObject({ code: 'CHECKPOINT_NOT_SIGNED_BY_ITS_LOG' });
    expect(openCheckpoint(signNote(BODY, [other]), [log.key, other.key])).toMatchObject({
      code: 'CHECKPOINT_NOT_SIGNED_BY_ITS_LOG',
    });
    const witnessNamedLikeLog = witnessOf(ORIGIN, 4);
    const cosigned = `${BODY}\n${formatSignatureLine(cosign(BODY, witnessNamedLikeLog, 1))}`;
    expect(openCheckpoint(cosigned, [witnessNamedLikeLog.key])).toMatchObject({
      code: 'CHECKPOINT_NOT_SIGNED_BY_ITS_LOG',
    });
  });

  it('is not taken for that of another log', () => {
    expect(openCheckpoint(note, [log.key], 'quorate.example/log/lake')).toMatchObject({
      code: 'CHECKPOINT_OF_ANOTHER_LOG',
    });
  });

  it('may be signed by an old and a new key of its log while the key changes', () => {
    const next = signerOf(ORIGIN, 9);
    const both = signNote(BODY, [log, next]);
    expect(openCheckpoint(both, [log.key])).toMatchObject({ checkpoint: { size: 1 } });
    expect(openCheckpoint(both, [next.key])).toMatchObject({ checkpoint: { size: 1 } });
  });

  it('passes on what is wrong with the note or its body', () => {
    expect(openCheckpoint(note.replace('\n1\n', '\n2\n'), [log.key])).toMatchObject({
      code: 'NOTE_SIGNATURE_WRONG',
    });
    expect(openCheckpoint('', [log.key])).toMatchObject({ code: 'NOTE_MALFORMED' });
    expect(openCheckpoint(signNote(`${BODY}more\n`, [log]), [log.key])).toMatchObject({
      code: 'CHECKPOINT_MALFORMED',
    });
  });
});
