import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { utf8 } from './bytes.js';
import { commitTo } from './commitment.js';
import { decodeEntry, encodeEntry } from './entry.js';
import { leafHash } from './merkle.js';
import {
  checkSealed,
  checkSealedHistory,
  padSealed,
  sealedEntry,
  SEALED_SIZES,
  type DisclosedEntry,
  type SealedContent,
} from './sealed-entry.js';

const CASE = randomUUID();

const content = (more: Partial<SealedContent> = {}): SealedContent => ({
  kind: 'case.opened',
  stream: CASE,
  ver: 1,
  prev: null,
  actor: { role: 'party', seat: null, org: null, commit: null },
  rule: null,
  body: {},
  ...more,
});

function sealed(what: SealedContent): DisclosedEntry {
  const salt = randomBytes(32);
  const place = { log: 'spec.example/log/spec', id: randomUUID(), at: '2026-11-23T09:00:00.000Z' };
  const entry = sealedEntry(place, { stream: randomUUID(), commitment: commitTo(what, salt) });
  return { entry, leafHash: leafHash(encodeEntry(entry)), disclosure: { content: what, salt } };
}

const history = (versions: number): DisclosedEntry[] => {
  const entries: DisclosedEntry[] = [];
  for (let ver = 1; ver <= versions; ver += 1) {
    const last = entries.at(-1);
    const prev = last ? Buffer.from(last.leafHash).toString('base64') : null;
    entries.push(sealed(content({ ver, prev, body: { step: ver } })));
  }
  return entries;
};

const words = fc.string({ maxLength: 8_000, unit: 'grapheme' });

describe('a sealed entry', () => {
  it('is an entry like any other to a verifier, and has as many bytes whatever it tells', () => {
    const sizes = new Set<number>();
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 1e6 }), (text, ver) => {
        const bytes = encodeEntry(sealed(content({ ver, body: { text } })).entry);
        expect(decodeEntry(bytes)).toMatchObject({ kind: 'sealed', ver: 1, prev: null, body: {} });
        expect(Buffer.from(bytes).includes(CASE)).toBe(false);
        sizes.add(bytes.length);
      }),
    );
    expect(sizes.size).toBe(1);
  });

  it('stores its content in one of six sizes, with nothing but blanks behind it', () => {
    fc.assert(
      fc.property(words, (text) => {
        const what = content({ body: { text } });
        const padded = padSealed(what);
        expect(SEALED_SIZES).toContain(utf8(padded).length);
        expect(JSON.parse(padded)).toEqual(JSON.parse(JSON.stringify(what)));
      }),
    );
  });

  it.each([
    [1024, 0],
    [1024, 1],
    [2048, 0],
    [32_768, 0],
  ])('takes %i bytes and not %i more into one size', (size, more) => {
    const empty = utf8(padSealed(content({ body: { text: '' } })).trimEnd()).length;
    const padded = () => utf8(padSealed(content({ body: { text: 'a'.repeat(size - empty + more) } }))).length;
    expect(padded()).toBe(more === 0 ? size : size * 2);
  });

  it('refuses content that is too large', () => {
    expect(() => padSealed(content({ body: { text: 'a'.repeat(40_000) } }))).toThrow('at most 32 KiB');
  });

  it('proves its content to whom it is disclosed, and no other', () => {
    const { entry, disclosure } = sealed(content({ body: { text: 'what happened' } }));
    expect(checkSealed(entry, disclosure)).toBeNull();
    const other = { ...disclosure, content: content({ body: { text: 'what did not' } }) };
    expect(checkSealed(entry, other)).toMatchObject({ code: 'SEALED_DOES_NOT_OPEN' });
    const salted = { ...disclosure, salt: randomBytes(32) };
    expect(checkSealed(entry, salted)).toMatchObject({ code: 'SEALED_DOES_NOT_OPEN' });
    expect(checkSealed({ ...entry, kind: 'case.opened' }, disclosure)).toMatchObject({
      code: 'NOT_A_SEALED_ENTRY',
    });
  });
});

describe('the history of a confidential matter', () => {
  it('is proved complete from its first entry on', () => {
    expect(checkSealedHistory(history(4))).toBeNull();
    expect(checkSealedHistory([])).toBeNull();
  });

  it.each([0, 1, 2])('shows that entry %i was left out', (missing) => {
    const left = history(4).filter((_, place) => place !== missing);
    expect(checkSealedHistory(left)).toMatchObject({ code: 'SEALED_BROKEN' });
  });

  it('shows that an entry of another matter was put in, or the order changed', () => {
    const [one, two, three] = history(3) as [DisclosedEntry, DisclosedEntry, DisclosedEntry];
    expect(checkSealedHistory([one, three, two])).toMatchObject({ code: 'SEALED_BROKEN' });
    const prev = Buffer.from(one.leafHash).toString('base64');
    const foreign = sealed(content({ stream: randomUUID(), ver: 2, prev }));
    expect(checkSealedHistory([one, foreign])).toMatchObject({ code: 'SEALED_BROKEN' });
  });
});
