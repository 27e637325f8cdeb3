import { isUuid, uuidFromBytes, uuidv7 } from './id.js';
import { isRefusal, refuse, refuseAll } from './refusal.js';
import { holds, isEmpty, overlap } from './span.js';
import {
  direction,
  isLanguageTag,
  lookupText,
  matchText,
  normalizeText,
  type LocalizedText,
} from './text.js';

const at = (day: number) => new Date(Date.UTC(2026, 0, day));
const version = (lang: string, isOriginal = false): LocalizedText => ({
  lang,
  text: lang,
  isOriginal,
  origin: 'HUMAN',
});

describe('refusal', () => {
  it('is told from a value by isRefusal and carries its facts', () => {
    const no = refuse('QUORUM_MISSING', 'Four of seven must vote.', { clause: 'quorum 1', present: 3 });
    expect(isRefusal(no)).toBe(true);
    expect(no.present).toBe(3);
    expect(isRefusal({ refused: false })).toBe(false);
    expect(isRefusal(null)).toBe(false);
  });
});

describe('several refusals', () => {
  const [late, few] = [refuse('BOX_CLOSED', 'It closed.'), refuse('QUORUM_MISSING', 'Too few.')];

  it('become one that carries all of them', () => {
    const no = refuseAll([late, few]);
    expect(isRefusal(no)).toBe(true);
    expect(no).toMatchObject({
      code: 'SEVERAL_REFUSALS',
      because: 'It closed. Too few.',
      refusals: [late, few],
    });
  });

  it('leave a single one as it is', () => {
    expect(refuseAll([late])).toBe(late);
  });
});

describe('uuidv7', () => {
  it('carries its instant in the first 48 bits and sorts by it', () => {
    const random = new Uint8Array(10).fill(0xff);
    const id = uuidv7(at(1), random);
    expect(isUuid(id)).toBe(true);
    expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(at(1).getTime());
    expect(id[14]).toBe('7');
    expect('89ab').toContain(id[19]);
    expect(uuidv7(at(2), new Uint8Array(10)) > id).toBe(true);
  });
});

describe('a derived identifier', () => {
  it('keeps its bytes but for version 8 and the variant, and leaves them untouched', () => {
    const bytes = new Uint8Array(16).fill(0xff);
    expect(uuidFromBytes(bytes)).toBe('ffffffff-ffff-8fff-bfff-ffffffffffff');
    expect(bytes.every((byte) => byte === 0xff)).toBe(true);
    expect(() => uuidFromBytes(new Uint8Array(15))).toThrow(RangeError);
  });
});

describe('span', () => {
  it('holds its first instant and not its last', () => {
    const span = { from: at(1), until: at(3) };
    expect([holds(span, at(1)), holds(span, at(2)), holds(span, at(3))]).toEqual([true, true, false]);
    expect(holds({ from: at(1), until: null }, at(30))).toBe(true);
  });

  it('does not overlap what it only touches', () => {
    expect(overlap({ from: at(1), until: at(2) }, { from: at(2), until: null })).toBe(false);
    expect(overlap({ from: at(1), until: at(3) }, { from: at(2), until: null })).toBe(true);
    expect(isEmpty({ from: at(2), until: at(2) })).toBe(true);
  });
});

describe('text', () => {
  it('serves the wanted language, a broader one, or the original', () => {
    const text = [version('it', true), version('de'), version('zh-Hant')];
    expect(lookupText(text, ['de-CH', 'it'])?.lang).toBe('de');
    expect(lookupText(text, ['zh-Hant-TW'])?.lang).toBe('zh-Hant');
    expect(lookupText(text, ['fr'])?.lang).toBe('it');
    expect(lookupText([], ['fr'])).toBeNull();
    expect(matchText(text, ['fr', 'zh-Hant-TW'])?.lang).toBe('zh-Hant');
    expect(matchText(text, ['fr'])).toBeNull();
  });

  it('knows which languages are written from right to left', () => {
    expect(['ar', 'he-IL', 'az-Arab', 'en', 'az'].map(direction)).toEqual([
      'rtl',
      'rtl',
      'rtl',
      'ltr',
      'ltr',
    ]);
  });

  it('brings equal texts to equal bytes and refuses half a character', () => {
    expect(normalizeText('A\u030a')).toBe('\u00c5');
    expect(normalizeText('\ud800')).toBeNull();
    expect(isLanguageTag('pt-BR')).toBe(true);
    expect(isLanguageTag('not a tag')).toBe(false);
  });
});
