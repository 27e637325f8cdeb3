import { canonicalize, type JsonObject, type JsonValue } from './jcs.js';
import { decodeEntry, encodeEntry, type Entry } from './entry.js';
import { FIRST } from './spec-support/entries.js';

const bytesOf = (value: JsonValue) => Buffer.from(canonicalize(value));
const HASH = `${'A'.repeat(43)}=`;

describe('an entry', () => {
  it('is its canonical bytes, and is read back from them', () => {
    const bytes = encodeEntry(FIRST);
    expect(Buffer.from(bytes).toString()).toBe(canonicalize(FIRST));
    expect(decodeEntry(bytes)).toEqual(FIRST);
  });

  it.each<[string, Partial<Entry>]>([
    [
      'the server acted because an instant had come',
      { actor: { role: 'clock', seat: null, org: null, commit: null } },
    ],
    ['it continues a stream', { ver: 2, prev: HASH }],
    ['it rests on rules and on another entry', { rule: HASH, cause: FIRST.id }],
    ['it has nothing but a subject', { body: {}, commit: {}, docs: [] }],
    ['it is sealed', { kind: 'sealed', body: {} }],
    ['its kind has three words', { kind: 'log.key.rotated' }],
  ])('may be such that %s', (_, part) => {
    expect(decodeEntry(encodeEntry({ ...FIRST, ...part }))).toEqual({ ...FIRST, ...part });
  });

  it.each<[string, JsonObject, string]>([
    ['another version', { v: 2 }, '/v'],
    ['no log', { log: '' }, '/log'],
    ['an id that is no UUID', { id: 'one' }, '/id'],
    ['an upper-case UUID', { id: FIRST.id.toUpperCase() }, '/id'],
    ['a kind in capitals', { kind: 'Proposal.made' }, '/kind'],
    ['a kind that ends in a dot', { kind: 'proposal.' }, '/kind'],
    ['a stream that is no text', { stream: 1 }, '/stream'],
    ['a stream with a space', { stream: 'a b' }, '/stream'],
    ['version 0', { ver: 0 }, '/ver'],
    ['a version in text', { ver: '1' }, '/ver'],
    ['a first version with an entry before it', { prev: HASH }, '/prev'],
    ['a later version without one', { ver: 2 }, '/prev'],
    ['a short hash', { ver: 2, prev: 'AAAA' }, '/prev'],
    ['a hash in another spelling', { ver: 2, prev: `${'A'.repeat(42)}B=` }, '/prev'],
    ['a time without milliseconds', { at: '2026-11-23T09:00:00Z' }, '/at'],
    ['a time of another zone', { at: '2026-11-23T09:00:00.000+01:00' }, '/at'],
    ['a day that is none', { at: '2026-02-30T09:00:00.000Z' }, '/at'],
    ['an hour that is none', { at: '2026-02-20T25:00:00.000Z' }, '/at'],
    ['a time in milliseconds', { at: 1795424400000 }, '/at'],
    ['no actor', { actor: null }, '/actor'],
    ['an actor with a name', { actor: { ...FIRST.actor, name: 'Ada' } }, '/actor'],
    ['an actor without a seat', { actor: { role: 'delegate', org: null, commit: null } }, '/actor'],
    ['a rule that is no hash', { rule: 'majority' }, '/rule'],
    ['a cause that is no id', { cause: HASH }, '/cause'],
    ['a body that is a list', { body: [] }, '/body'],
    ['a body that is a text', { body: 'text' }, '/body'],
    ['a commitment in clear', { commit: { title: 'A better river' } }, '/commit'],
    ['documents by name', { docs: ['a.txt'] }, '/docs'],
    [
      'a document without a language',
      { docs: [{ sha256: HASH, size: 1, mediaType: 'text/plain' }] },
      '/docs',
    ],
    [
      'a document of a negative size',
      { docs: [{ sha256: HASH, size: -1, mediaType: 'a/b', lang: null }] },
      '/docs',
    ],
    ['a member too many', { ip: '127.0.0.1' }, '/ip'],
    ['a member named like a method', { toString: 1 }, '/toString'],
  ])('is malformed with %s', (_, part, path) => {
    expect(decodeEntry(bytesOf({ ...FIRST, ...part }))).toMatchObject({
      refused: true,
      code: 'ENTRY_MALFORMED',
      path,
    });
  });

  it.each(Object.keys(FIRST))('is malformed without %s', (member) => {
    const rest = Object.fromEntries(Object.entries(FIRST).filter(([key]) => key !== member));
    expect(decodeEntry(bytesOf(rest))).toMatchObject({ code: 'ENTRY_MALFORMED', path: `/${member}` });
  });

  it.each(['null', '[]', '1', '"entry"'])('is not %s', (text) => {
    const code = text === 'null' ? 'ENTRY_NOT_CANONICAL' : 'ENTRY_MALFORMED';
    expect(decodeEntry(Buffer.from(text))).toMatchObject({ refused: true, code });
  });

  it('is refused in any other spelling of itself', () => {
    const text = canonicalize(FIRST);
    for (const other of [
      ` ${text}`,
      text.replace('"v":1', '"v":1.0'),
      text.replace('"ver":1', '"ver":1,"ver":1'),
      '',
    ]) {
      expect(decodeEntry(Buffer.from(other))).toMatchObject({ code: 'ENTRY_NOT_CANONICAL' });
    }
  });

  it('holds no fractions, no texts that are not normal, and at most 32 KiB', () => {
    for (const [body, code] of [
      [{ share: 0.125 }, 'ENTRY_NUMBER_NOT_WHOLE'],
      [{ text: 'A\u030a' }, 'ENTRY_TEXT_NOT_NORMAL'],
      [{ text: 'x'.repeat(32 * 1024) }, 'ENTRY_TOO_LARGE'],
    ] as const) {
      expect(decodeEntry(bytesOf({ ...FIRST, body }))).toMatchObject({ refused: true, code });
      expect(() => encodeEntry({ ...FIRST, body })).toThrow(TypeError);
    }
  });

  it('is not written when it could not be read', () => {
    expect(() => encodeEntry({ ...FIRST, kind: 'not a kind' })).toThrow('kind');
    expect(() => encodeEntry({ ...FIRST, ver: 2 })).toThrow('prev');
  });
});
