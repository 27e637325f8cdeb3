import { formatCheckpoint } from './checkpoint.js';
import { cosign, signNote } from './note.js';
import { formatSignatureLine } from './note-text.js';
import { type Policy } from './policy.js';
import { formatProof, parseProof, verifyProof } from './proof.js';
import { RecursiveTree } from './spec-support/recursive-tree.js';
import { signerOf, witnessOf } from './spec-support/signers.js';
import { leafHash } from './merkle.js';

const log = signerOf('quorate.example/log/river', 1);
const witness = witnessOf('w', 2);
const policy: Policy = {
  logs: [{ key: log.key, url: null }],
  witnesses: [{ name: 'w', key: witness.key, url: null }],
  groups: [],
  quorum: 'w',
};

const entries = Array.from({ length: 11 }, (_, index) => Buffer.from(`entry ${index}`));
const tree = new RecursiveTree(entries);
const body = formatCheckpoint({ origin: log.key.name, size: 11, root: tree.mth(0, 11) });
const checkpoint = signNote(body, [log]) + formatSignatureLine(cosign(body, witness, 9));
const proofOf = (index: number) => ({ index, hashes: tree.path(index, 11), checkpoint, extra: null });
const base64 = (hash: Uint8Array) => Buffer.from(hash).toString('base64');

describe('the text of a proof', () => {
  it('is header, index, hashes, a blank line and the checkpoint as it stands', () => {
    const lines = ['c2sp.org/tlog-proof@v1', 'index 3', ...tree.path(3, 11).map(base64), '', checkpoint];
    expect(formatProof(proofOf(3))).toBe(lines.join('\n'));
    expect(parseProof(formatProof(proofOf(3)))).toEqual(proofOf(3));
  });

  it('may carry extra data, of which nothing is said', () => {
    const text = formatProof({ ...proofOf(0), extra: Buffer.from('hint') });
    expect(text.split('\n').slice(0, 3)).toEqual(['c2sp.org/tlog-proof@v1', 'extra aGludA==', 'index 0']);
    expect(parseProof(text)).toMatchObject({ index: 0, extra: Buffer.from('hint') });
    expect(formatProof({ ...proofOf(0), extra: Buffer.of() })).toBe(formatProof(proofOf(0)));
  });

  it('has no hashes for the only leaf of a tree', () => {
    const text = formatProof({ index: 0, hashes: [], checkpoint: 'note\n', extra: null });
    expect(text).toBe('c2sp.org/tlog-proof@v1\nindex 0\n\nnote\n');
    expect(parseProof(text)).toMatchObject({ index: 0, hashes: [], checkpoint: 'note\n' });
  });

  const good = formatProof(proofOf(3));
  it.each([
    ['nothing', ''],
    ['another version', good.replace('@v1', '@v2')],
    ['a space behind the header', good.replace('@v1', '@v1 ')],
    ['carriage returns', good.replaceAll('\n', '\r\n')],
    ['no index', good.replace('index 3\n', '')],
    ['an index with a leading zero', good.replace('index 3', 'index 03')],
    ['an index with a sign', good.replace('index 3', 'index +3')],
    ['an empty index', good.replace('index 3', 'index ')],
    ['an index above 2^53-1', good.replace('index 3', 'index 9007199254740992')],
    ['the extra data behind the index', good.replace('index 3', 'index 3\nextra aGludA==')],
    ['extra data twice', good.replace('index 3', 'extra aGludA==\nextra aGludA==\nindex 3')],
    ['empty extra data', good.replace('index 3', 'extra \nindex 3')],
    ['extra data that is no base64', good.replace('index 3', 'extra aGludA\nindex 3')],
    ['a short hash', good.replace(base64(tree.path(3, 11)[0]!), 'AAAA')],
    ['no blank line', good.slice(0, good.indexOf('\n\n'))],
    ['too many hashes', good.replace('\n\n', `${`\n${'A'.repeat(43)}=`.repeat(60)}\n\n`)],
  ])('is malformed with %s', (_, text) => {
    expect(parseProof(text)).toMatchObject({ refused: true, code: 'PROOF_MALFORMED' });
  });

  it('is malformed when it is no UTF-8, and is not written for what is no index', () => {
    expect(parseProof(Buffer.of(0xff, 0x0a, 0x0a))).toMatchObject({ code: 'PROOF_MALFORMED' });
    expect(() => formatProof({ ...proofOf(0), index: -1 })).toThrow(RangeError);
  });
});

describe('a proof', () => {
  it.each(entries.map((_, index) => index))('holds for entry %d, offline', (index) => {
    expect(verifyProof(formatProof(proofOf(index)), leafHash(entries[index]!), policy)).toMatchObject({
      index,
      checkpoint: { origin: log.key.name, size: 11 },
    });
  });

  it('does not hold for another entry, index or hash', () => {
    const leaf = leafHash(entries[3]!);
    const text = formatProof(proofOf(3));
    const hash = base64(tree.path(3, 11)[0]!);
    expect(verifyProof(text, leafHash(entries[2]!), policy)).toMatchObject({ code: 'PROOF_DOES_NOT_HOLD' });
    for (const forged of [
      text.replace('index 3', 'index 2'),
      text.replace('index 3', 'index 11'),
      text.replace(`${hash}\n`, ''),
      text.replace(hash, base64(leaf)),
    ]) {
      expect(verifyProof(forged, leaf, policy)).toMatchObject({ code: 'PROOF_DOES_NOT_HOLD' });
    }
  });

  it('holds only under a policy that trusts its log and has its quorum', () => {
    const leaf = leafHash(entries[3]!);
    const text = formatProof(proofOf(3));
    const alone = formatProof({ ...proofOf(3), checkpoint: signNote(body, [log]) });
    const otherLog = { ...policy, logs: [{ key: signerOf(log.key.name, 8).key, url: null }] };
    expect(verifyProof(alone, leaf, policy)).toMatchObject({
      code: 'WITNESS_QUORUM_MISSING',
      have: 0,
      needed: 1,
    });
    expect(verifyProof(alone, leaf, { ...policy, quorum: 'none' })).toMatchObject({ index: 3 });
    expect(verifyProof(text, leaf, otherLog)).toMatchObject({ code: 'CHECKPOINT_NOT_SIGNED_BY_ITS_LOG' });
    expect(verifyProof('', leaf, policy)).toMatchObject({ code: 'PROOF_MALFORMED' });
  });
});
