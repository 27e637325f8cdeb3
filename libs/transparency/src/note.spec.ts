import { isRefusal } from '#kernel';
import { cosign, noteSigner, openNote, signNote } from './note.js';
import { parseVerifierKey, verifierKey, type VerifierKey } from './note-key.js';
import {
  formatNote,
  formatSignatureLine,
  parseSignatureLines,
  splitNote,
  type SignatureLine,
} from './note-text.js';
import { privateKeyOf, signerOf, witnessOf } from './spec-support/signers.js';

const BODY =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const SIGNATURE =
  '\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const NOTE = `${BODY}\n${SIGNATURE}`;
const PETER = keyOf('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');

function keyOf(text: string): VerifierKey {
  const key = parseVerifierKey(text);
  if (isRefusal(key)) throw new Error(key.because);
  return key;
}

const alice = signerOf('alice.example', 1);
const bob = signerOf('bob.example', 2);

describe('the published example', () => {
  it('opens, as text and as bytes', () => {
    for (const note of [NOTE, Buffer.from(NOTE)]) {
      expect(openNote(note, [PETER])).toEqual({ body: BODY, verified: [{ key: PETER, time: null }] });
    }
  });

  it('is what its private key signs, byte for byte', () => {
    const seed = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
    const signer = noteSigner('PeterNeumann', 1, privateKeyOf(seed));
    expect(signNote(BODY, [signer])).toBe(NOTE);
  });

  it.each([
    ['a changed text', NOTE.replace('cryptography', 'cryptographY')],
    ['a flipped bit in the signature', NOTE.replace('ZJku', 'ZJkv')],
    ['a signature that is cut short', NOTE.replace('nAM=', '')],
    ['a byte behind the signature', NOTE.replace('JnAM=', 'JnAMA')],
    ['a newline before the text', `\n${NOTE}`],
    ['a newline more at the end of the text', NOTE.replace('is.\n\n', 'is.\n\n\n')],
  ])('is refused with %s', (_, note) => {
    expect(openNote(note, [PETER])).toMatchObject({ refused: true, code: 'NOTE_SIGNATURE_WRONG' });
  });

  it.each([
    ['nothing', ''],
    ['no signature', BODY],
    ['no signature line after the blank one', `${BODY}\n`],
    ['no newline at the end', NOTE.slice(0, -1)],
    ['a newline more at the end', `${NOTE}\n`],
    ['no blank line', BODY + SIGNATURE],
    ['carriage returns', NOTE.replaceAll('\n', '\r\n')],
    ['a tab', NOTE.replace('your', 'your\t')],
    ['a null character', NOTE.replace('your', 'your\0')],
    ['half of a surrogate pair', NOTE.replace('your', 'your\ud800')],
    ['a hyphen for the em dash', NOTE.replace('\u2014', '-')],
    ['an en dash for the em dash', NOTE.replace('\u2014', '\u2013')],
    ['two spaces before the name', NOTE.replace('\u2014 ', '\u2014  ')],
    ['two spaces after the name', NOTE.replace('PeterNeumann ', 'PeterNeumann  ')],
    ['a space at the end of a line', NOTE.replace('JnAM=', 'JnAM= ')],
    ['no name', NOTE.replace('PeterNeumann ', '')],
    ['a plus in the name', NOTE.replace('PeterNeumann', 'Peter+Neumann')],
    ['a no-break space in the name', NOTE.replace('PeterNeumann', 'Peter\u00a0Neumann')],
    ['missing padding', NOTE.replace('JnAM=', 'JnAM')],
    ['the URL alphabet', NOTE.replace('/ZJ', '_ZJ')],
    ['stray bits in the base64', NOTE.replace('JnAM=', 'JnAN=')],
    ['no base64', NOTE.replace(/x08go.*=/, '!!!!')],
    ['a signature of nothing but the id', NOTE.replace(/x08go.*=/, 'x08gow==')],
    ['a malformed line of an unknown key', `${NOTE}\u2014 someone\n`],
    ['a line of text between signatures', `${NOTE}text\n`],
  ])('is malformed with %s', (_, note) => {
    expect(openNote(note, [PETER])).toMatchObject({ refused: true, code: 'NOTE_MALFORMED' });
  });

  it('is malformed when its bytes are not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.of(0xff), Buffer.from(NOTE)]);
    expect(openNote(bytes, [PETER])).toMatchObject({ refused: true, code: 'NOTE_MALFORMED' });
  });
});

describe('keys', () => {
  const note = signNote('text\n', [alice, bob]);

  it('that are unknown are passed over, and one known key suffices', () => {
    expect(openNote(note, [alice.key])).toMatchObject({ body: 'text\n', verified: [{ key: alice.key }] });
    expect(openNote(note, [bob.key, PETER])).toMatchObject({ verified: [{ key: bob.key }] });
  });

  it('must be known for a note to open', () => {
    expect(openNote(note, [])).toMatchObject({ code: 'NOTE_NOT_SIGNED_BY_KNOWN_KEY' });
    expect(openNote(note, [PETER])).toMatchObject({ code: 'NOTE_NOT_SIGNED_BY_KNOWN_KEY' });
  });

  it('are passed over when they share a known name or a known id alone', () => {
    const sameName = signerOf('alice.example', 9);
    expect(openNote(signNote('text\n', [sameName]), [alice.key])).toMatchObject({
      code: 'NOTE_NOT_SIGNED_BY_KNOWN_KEY',
    });
    const renamed = signNote('text\n', [alice]).replace('alice.example', 'Alice.example');
    expect(openNote(renamed, [alice.key])).toMatchObject({ code: 'NOTE_NOT_SIGNED_BY_KNOWN_KEY' });
  });

  it('refuse the whole note when one of them signed something else, wherever its line stands', () => {
    const wrong = signNote('other\n', [bob]).split('\n\n')[1]!;
    for (const forged of [
      `${signNote('text\n', [alice])}${wrong}`,
      `text\n\n${wrong}${signNote('text\n', [alice]).slice(6)}`,
    ]) {
      expect(openNote(forged, [alice.key])).toMatchObject({ body: 'text\n' });
      expect(openNote(forged, [alice.key, bob.key])).toMatchObject({ code: 'NOTE_SIGNATURE_WRONG' });
    }
  });

  it('refuse the note also when a good line of the same key stands before the bad one', () => {
    const good = signNote('text\n', [alice]);
    const bad = signNote('other\n', [alice]).split('\n\n')[1]!;
    expect(openNote(good + bad, [alice.key])).toMatchObject({ code: 'NOTE_SIGNATURE_WRONG' });
  });

  it('count once, however often they signed and however often they are known', () => {
    const twice = signNote('text\n', [alice, alice, bob]);
    const opened = openNote(twice, [alice.key, alice.key, bob.key]);
    expect(opened).toMatchObject({ verified: [{ key: alice.key }, { key: bob.key }] });
    expect('verified' in opened && opened.verified).toHaveLength(2);
  });

  it('with one name and id by accident do not hide each other', () => {
    const impostor = { ...bob.key, name: alice.key.name, id: alice.key.id };
    expect(openNote(note, [impostor, alice.key])).toMatchObject({ verified: [{ key: alice.key }] });
    expect(openNote(note, [impostor])).toMatchObject({ code: 'NOTE_SIGNATURE_WRONG' });
  });

  it('may be sixteen in one note and more, but not without end', () => {
    const signers = Array.from({ length: 65 }, (_, seed) => signerOf(`key${seed}`, seed));
    const open = (count: number) =>
      openNote(
        signNote('text\n', signers.slice(0, count)),
        signers.map(({ key }) => key),
      );
    expect(open(16)).toMatchObject({ body: 'text\n' });
    expect(open(64)).toMatchObject({ body: 'text\n' });
    expect(open(65)).toMatchObject({ code: 'NOTE_MALFORMED' });
  });
});

describe('the body', () => {
  it('ends at the last blank line and may hold others', () => {
    const body = 'a\n\nb\n\n\u2014 alice.example c\n';
    expect(openNote(signNote(body, [alice]), [alice.key])).toMatchObject({ body });
    expect(openNote(signNote('a\n\n', [alice]), [alice.key])).toMatchObject({ body: 'a\n\n' });
  });

  it('cannot pass a blank line in its signatures off as its end', () => {
    const note = signNote('text\n', [alice]);
    const forged = `${note}\n${note.split('\n\n')[1]!}`;
    expect(openNote(forged, [alice.key])).toMatchObject({ code: 'NOTE_SIGNATURE_WRONG' });
  });

  it.each(['', 'text', 'a\tb\n', 'a\r\n', '\ud800\n'])(
    'is not signed when no note can have it: %j',
    (body) => {
      expect(() => signNote(body, [alice])).toThrow(RangeError);
    },
  );
});

describe('cosignatures', () => {
  const body = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
  const witness = witnessOf('witness.example/w1', 5);
  const noted = (...lines: SignatureLine[]) => formatNote(body, lines);

  it('carry their time before the signature, eight bytes, the high one first', () => {
    const line = cosign(body, witness, 1679315147);
    expect(Buffer.from(line.signature).subarray(0, 8).toString('hex')).toBe('00000000641850cb');
    expect(line.signature).toHaveLength(72);
    expect(openNote(noted(line), [witness.key])).toMatchObject({ body, verified: [{ time: 1679315147 }] });
  });

  /** What the witness's key makes of the lines that the format names: header, time, body. */
  const signedByHand = (time: bigint): SignatureLine => {
    const plain = noteSigner('witness.example/w1', 1, witness.privateKey);
    const split = splitNote(signNote(`cosignature/v1\ntime ${time.toString()}\n${body}`, [plain]));
    if (isRefusal(split)) throw new Error(split.because);
    const stamp = Buffer.alloc(8);
    stamp.writeBigUInt64BE(time);
    const { name, id } = witness.key;
    return { name, id, signature: Buffer.concat([stamp, split.lines[0]!.signature]) };
  };

  it('hold for the lines that the format names', () => {
    const line = signedByHand(1679315147n);
    expect(formatSignatureLine(line)).toBe(formatSignatureLine(cosign(body, witness, 1679315147)));
  });

  it('are not dated beyond what a number holds exactly', () => {
    const latest = 2n ** 53n - 1n;
    expect(openNote(noted(signedByHand(latest)), [witness.key])).toMatchObject({
      verified: [{ time: Number(latest) }],
    });
    expect(openNote(noted(signedByHand(latest + 1n)), [witness.key])).toMatchObject({
      code: 'NOTE_SIGNATURE_WRONG',
    });
  });

  it.each([
    [
      'another time',
      (signature: Buffer) => Buffer.concat([Buffer.from('00000000641850cc', 'hex'), signature.subarray(8)]),
    ],
    ['no time', (signature: Buffer) => signature.subarray(8)],
    [
      'a time beyond all clocks',
      (signature: Buffer) => Buffer.concat([Buffer.alloc(8, 0x7f), signature.subarray(8)]),
    ],
    ['nothing but part of a time', (signature: Buffer) => signature.subarray(0, 5)],
    ['a byte more', (signature: Buffer) => Buffer.concat([signature, Buffer.of(0)])],
  ])('are refused with %s', (_, change) => {
    const line = cosign(body, witness, 1679315147);
    const forged = { ...line, signature: change(Buffer.from(line.signature)) };
    expect(openNote(noted(forged), [witness.key])).toMatchObject({ code: 'NOTE_SIGNATURE_WRONG' });
  });

  it('are no signatures of the note, and signatures of the note are no cosignatures', () => {
    const sameKeyAsLog = verifierKey(witness.key.name, 1, witness.privateKey);
    const { signature } = cosign(body, witness, 1);
    expect(
      openNote(noted({ name: sameKeyAsLog.name, id: sameKeyAsLog.id, signature }), [sameKeyAsLog]),
    ).toMatchObject({
      code: 'NOTE_SIGNATURE_WRONG',
    });
    expect(sameKeyAsLog.id).not.toBe(witness.key.id);
    expect(() => signNote(body, [witness])).toThrow(TypeError);
    expect(() => cosign(body, alice, 1)).toThrow(TypeError);
  });

  it('are dated in whole seconds from 0', () => {
    for (const time of [-1, 1.5, NaN, 2 ** 53]) expect(() => cosign(body, witness, time)).toThrow(RangeError);
    expect(openNote(noted(cosign(body, witness, 0)), [witness.key])).toMatchObject({
      verified: [{ time: 0 }],
    });
  });

  it('are read from what a witness answers: signature lines alone', () => {
    const lines = [cosign(body, witness, 1), cosign(body, witnessOf('w2', 6), 2)];
    const parsed = parseSignatureLines(lines.map(formatSignatureLine).join(''));
    expect(isRefusal(parsed) ? [] : parsed.map(formatSignatureLine)).toEqual(lines.map(formatSignatureLine));
    for (const answer of [
      '',
      'OK\n',
      `${formatSignatureLine(lines[0]!)}\n`,
      formatSignatureLine(lines[0]!).trim(),
    ]) {
      expect(parseSignatureLines(answer)).toMatchObject({ code: 'NOTE_MALFORMED' });
    }
  });
});
