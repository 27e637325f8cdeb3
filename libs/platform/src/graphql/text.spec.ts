import { createHash } from 'node:crypto';
import type { MultilingualText } from '#kernel';
import { isPlainText } from './plain-text.js';
import { LocalizedTextInput, readText, serveExactText, serveText, textDigest } from './text.graphql.js';

const text: MultilingualText = [
  { lang: 'it', text: 'Statuto', isOriginal: true, origin: 'HUMAN' },
  { lang: 'ar', text: 'نظام', isOriginal: false, origin: 'MACHINE' },
  { lang: 'de', text: 'Satzung', isOriginal: false, origin: 'REVIEWED' },
];

describe('a text', () => {
  it.each([
    [['de-CH', 'it'], 'de', false],
    [['ar'], 'ar', false],
    [['fr', 'it'], 'it', false],
    [['fr'], 'it', true],
    [[], 'it', false],
  ])('asked for in %j is served in %s', (languages, lang, isFallback) => {
    expect(serveText(text, languages)).toMatchObject({ lang, servedLanguage: lang, isFallback });
  });

  it('says in which direction it is written and what its digest is', () => {
    expect(serveText(text, ['ar'])).toMatchObject({ dir: 'rtl', isOriginal: false, origin: 'MACHINE' });
    const { digest } = serveText(text);
    expect(digest).toBe(createHash('sha256').update('Statuto').digest('base64'));
  });

  it('that is about to be signed falls back to nothing', () => {
    expect(serveExactText(text, ['fr'])).toBeNull();
    expect(serveExactText(text, [])).toBeNull();
    expect(serveExactText(text, ['fr', 'de-AT'])?.text).toBe('Satzung');
  });

  it('has one digest in every Unicode form', () => {
    expect(textDigest('A\u030a')).toBe(textDigest('\u00c5'));
    expect(() => textDigest('\ud800')).toThrow(RangeError);
  });

  it('without versions cannot be served', () => {
    expect(() => serveText([], ['it'])).toThrow(RangeError);
  });
});

describe('a text that was written', () => {
  const input = (values: object[]) =>
    values.map((value) =>
      Object.assign(new LocalizedTextInput(), { isOriginal: false, origin: 'HUMAN' }, value),
    );

  it('in a single language is its own original', () => {
    expect(readText(input([{ lang: 'it', text: 'A\u030a' }]))).toEqual([
      { lang: 'it', text: '\u00c5', isOriginal: true, origin: 'HUMAN' },
    ]);
  });

  it('has its original first', () => {
    const read = readText(
      input([
        { lang: 'de', text: 'b' },
        { lang: 'it', text: 'a', isOriginal: true },
      ]),
    );
    expect(read.map(({ lang, isOriginal }) => [lang, isOriginal])).toEqual([
      ['it', true],
      ['de', false],
    ]);
  });

  it('holds no half characters', () => {
    expect(() => readText(input([{ lang: 'it', text: '\ud83d' }]))).toThrow('half of a character');
  });
});

describe('plain text', () => {
  it.each(['a', 'line\nline\tcell', '😀😀😀', 'עברית', '🏳️‍🌈'])('may be %j', (value) => {
    expect(isPlainText(value, 20)).toBe(true);
  });

  it.each([
    '',
    ' \n',
    'a\0',
    'a\u0007',
    'a\u001b[2J',
    'a\r\nb',
    '\u0085',
    '\ud800',
    'a\udc00b',
    'aaaa',
    '😀😀😀😀',
    7,
    null,
  ])('of three characters may not be %j', (value) => expect(isPlainText(value, 3)).toBe(false));
});
