import fc from 'fast-check';
import { formatCheckpoint } from './checkpoint.js';
import { EMPTY_ROOT, leafHash } from './merkle.js';
import { cosign, signNote } from './note.js';
import { formatSignatureLine } from './note-text.js';
import { signerOf, witnessOf } from './spec-support/signers.js';
import { readWitnessAnswer, TLOG_SIZE } from './witness-answer.js';
import { formatAddCheckpoint, parseAddCheckpoint } from './witness-request.js';

const ORIGIN = 'quorate.example/log/river';
const body = formatCheckpoint({ origin: ORIGIN, size: 0, root: EMPTY_ROOT });
const note = signNote(body, [signerOf(ORIGIN, 1)]);

describe('a request to add-checkpoint', () => {
  // The example of C2SP tlog-witness.
  const EXAMPLE = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`;

  it('is read from the published example, and written back byte for byte', () => {
    const request = parseAddCheckpoint(Buffer.from(EXAMPLE));
    if ('refused' in request) throw new Error(request.because);
    expect(request).toMatchObject({ oldSize: 20852014, proof: { length: 4 } });
    expect(request.note).toMatch(/^example\.com\/behind-the-sofa\n/);
    expect(formatAddCheckpoint(request)).toBe(EXAMPLE);
  });

  it('is written and read', () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const proofs = fc.array(hash, { maxLength: 63 });
    fc.assert(
      fc.property(fc.maxSafeNat(), proofs, (oldSize, proof) => {
        const request = { oldSize, proof: proof.map((bytes) => Buffer.from(bytes)), note };
        expect(parseAddCheckpoint(formatAddCheckpoint(request))).toEqual(request);
      }),
      { numRuns: 50 },
    );
  });

  const hash = Buffer.from(leafHash(Buffer.from('x'))).toString('base64');

  it.each<[string, string | Uint8Array]>([
    ['nothing', ''],
    ['no blank line', 'old 0\n'],
    ['no old size', `\n\n${note}`],
    ['another word', `size 0\n\n${note}`],
    ['a capital', `Old 0\n\n${note}`],
    ['two spaces', `old  0\n\n${note}`],
    ['a leading zero', `old 01\n\n${note}`],
    ['a sign', `old +1\n\n${note}`],
    ['no number', `old \n\n${note}`],
    ['hex', `old 0x10\n\n${note}`],
    ['a size above 2^53-1', `old 9007199254740992\n\n${note}`],
    ['a carriage return', `old 0\r\n\r\n${note}`],
    ['a line that is no base64', `old 1\nno base64\n\n${note}`],
    ['a short hash', `old 1\nAAAA\n\n${note}`],
    ['a hash without padding', `old 1\n${hash.replace('=', '')}\n\n${note}`],
    ['a hash in another spelling', `old 1\n${'A'.repeat(42)}B=\n\n${note}`],
    ['64 hashes', `old 1\n${`${hash}\n`.repeat(64)}\n${note}`],
    ['no UTF-8', Buffer.concat([Buffer.from('old 0\n\n'), Buffer.of(0xff)])],
  ])('is malformed with %s', (_, request) => {
    expect(parseAddCheckpoint(request)).toMatchObject({ refused: true, code: 'ADD_CHECKPOINT_MALFORMED' });
  });

  it('is not written with a size or a proof that no witness reads', () => {
    const hashes = Array.from({ length: 64 }, () => leafHash(Buffer.from('x')));
    expect(() => formatAddCheckpoint({ oldSize: -1, proof: [], note })).toThrow(RangeError);
    expect(() => formatAddCheckpoint({ oldSize: 1, proof: hashes, note })).toThrow(RangeError);
  });
});

describe('the answer of a witness', () => {
  const signer = witnessOf('witness.example', 2);
  const own = formatSignatureLine(cosign(body, signer, 1_700_000_000));
  const strange = formatSignatureLine(cosign(body, witnessOf('strange.example', 3), 5));
  const ok = (text: string) => ({ status: 200, contentType: 'text/plain; charset=utf-8', body: text });
  const at = (status: number, text = '', contentType = 'text/plain') => ({ status, contentType, body: text });

  it.each([
    ['its signature', own],
    ['its signature among others', strange + own + strange],
  ])('counts with %s', (_, text) => {
    expect(readWitnessAnswer(ok(text), signer.key, note)).toEqual({
      kind: 'cosigned',
      line: own,
      time: 1_700_000_000,
    });
  });

  const other = formatCheckpoint({ origin: ORIGIN, size: 1, root: leafHash(Buffer.from('x')) });
  it.each([
    ['nothing', ''],
    ['no signature line', 'thank you\n'],
    ['the signature of another', strange],
    ['its signature of another checkpoint', formatSignatureLine(cosign(other, signer, 5))],
    ['its key under another name', formatSignatureLine(cosign(body, witnessOf('other.example', 2), 5))],
    ['its signature without the end of the line', own.trimEnd()],
    [
      'its signature as a log would sign',
      signNote(body, [signerOf('witness.example', 2)]).split('\n\n')[1] ?? '',
    ],
  ])('does not count with %s', (_, text) => {
    expect(readWitnessAnswer(ok(text), signer.key, note)).toMatchObject({ kind: 'unusable' });
  });

  it('is never that of a key that is no witness’s', () => {
    const posing = signerOf('witness.example', 2);
    const signed = signNote(body, [posing]).split('\n\n')[1] ?? '';
    expect(readWitnessAnswer(ok(signed), posing.key, note)).toMatchObject({ kind: 'unusable' });
  });

  it.each([
    ['names the size that it has seen', at(409, '12\n', TLOG_SIZE), { kind: 'elsewhere', size: 12 }],
    ['names none', at(409, 'twelve\n', TLOG_SIZE), { kind: 'unusable' }],
    ['names one without the end of the line', at(409, '12', TLOG_SIZE), { kind: 'unusable' }],
    ['has another root, by the first version of the text', at(409, 'no'), { kind: 'contradicted' }],
    ['has another root', at(422), { kind: 'contradicted' }],
    ['does not know the log', at(404), { kind: 'unusable', because: 'it answers 404' }],
    ['is broken', at(500), { kind: 'unusable' }],
  ])('is understood when it %s', (_, response, word) => {
    expect(readWitnessAnswer(response, signer.key, note)).toMatchObject(word);
  });
});
