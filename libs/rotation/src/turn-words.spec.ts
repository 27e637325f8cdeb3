import { direction } from '#kernel';
import { SPOKEN, wordsFor } from './turn-words.js';
import { ARABIC } from './turn-words/ar.js';
import { ENGLISH } from './turn-words/en.js';
import { SPANISH } from './turn-words/es.js';
import { FRENCH } from './turn-words/fr.js';
import type { SayingKey, TurnSayings, TurnWords } from './turn-words/words.js';

const days = { role: 'CHAIR', from: '2026-05-01', until: '2026-06-02' } as const;
const counts = { had: 41, fewest: 42, most: 43 };

/** One example of everything that is said, in which each argument can be found again. */
const EXAMPLES: { readonly [Key in SayingKey]: TurnSayings[Key] } = {
  open: days,
  you: days,
  holder: { ...days, name: 'Zoë' },
  swapped: {},
  overridden: {},
  stoodIn: {},
  missed: {},
  passedOver: { sectors: ['Labour', 'Culture'] },
  nextSector: { sector: 'Labour', lag: '7/13' },
  sector: { sector: 'Labour', lag: '7/13' },
  yourTurnsBefore: counts,
  turnsBefore: { ...counts, name: 'Zoë' },
  away: { names: ['Zoë', 'Óscar', 'Bo'] },
  youBefore: {},
  before: { name: 'Zoë' },
  swapEffect: { name: 'Zoë', sector: 'Labour', turns: 44, now: '2026-05-01', earlier: '2026-06-02' },
};
const KEYS = Object.keys(EXAMPLES) as SayingKey[];

/** What a sentence tells besides the role, which each language has its own words for. */
const toldBy = (key: SayingKey): string[] =>
  Object.entries(EXAMPLES[key])
    .filter(([name]) => name !== 'role')
    .flatMap(([, value]: [string, unknown]) => value)
    .map(String);

function said<Key extends SayingKey>(
  words: TurnWords,
  key: Key,
  change: Partial<TurnSayings[Key]> = {},
): string {
  return words.say[key]({ ...EXAMPLES[key], ...change });
}

const CASES = SPOKEN.flatMap(({ words }) => KEYS.map((key) => [words.lang, key, words] as const));

it.each(CASES)('in %s, %s is said with all that it tells', (_, key, words) => {
  const sentence = said(words, key);
  for (const value of toldBy(key)) expect(sentence).toContain(value);
  expect(sentence).toMatch(/[.]$/);
  expect(sentence).toBe(sentence.normalize('NFC'));
  expect(sentence).not.toMatch(/undefined|null|\{|\}|\n|object Object/);
});

it.each(SPOKEN.slice(1).map(({ words }) => [words.lang, words] as const))(
  'in %s nothing is left in English, and no two sentences are the same',
  (_, words) => {
    expect(Object.keys(words.say).sort()).toEqual([...KEYS].sort());
    const sentences = KEYS.map((key) => said(words, key));
    expect(new Set(sentences).size).toBe(KEYS.length);
    for (const key of KEYS) expect(said(words, key)).not.toBe(said(ENGLISH, key));
    for (const word of ['former', 'turns', 'nobodyYet'] as const) expect(words[word]).not.toBe(ENGLISH[word]);
    for (const [role, called] of Object.entries(ENGLISH.roles)) {
      expect(words.roles[role as keyof TurnWords['roles']]).not.toBe(called);
    }
  },
);

it.each(SPOKEN.map(({ words }) => [words.lang, words] as const))(
  'in %s every role has words of its own',
  (_, words) => {
    const roles = ['CHAIR', 'FACILITATOR', 'NOTE_TAKER', 'SPOKESPERSON'] as const;
    for (const key of ['open', 'you', 'holder'] as const) {
      expect(new Set(roles.map((role) => said(words, key, { role }))).size).toBe(roles.length);
    }
  },
);

it.each<[readonly string[], TurnWords]>([
  [[], ENGLISH],
  [['fr'], FRENCH],
  [['es-419', 'fr'], SPANISH],
  [['sw', 'ar-EG'], ARABIC],
  [['sw'], ENGLISH],
])('%j is answered in the first language that is spoken here', (languages, words) => {
  expect(wordsFor(languages)).toBe(words);
});

it('one and several are told apart', () => {
  const one = { sectors: ['Labour'] };
  expect(said(FRENCH, 'passedOver', one)).toBe(
    'Le tour revenait au secteur Labour, où personne n’était libre ; il garde son retard.',
  );
  expect(said(SPANISH, 'passedOver', one)).toContain('al sector Labour, que no tenía');
  expect(said(SPANISH, 'passedOver', { sectors: ['Labour', 'Industria'] })).toContain('Labour e Industria');
  expect(said(FRENCH, 'away', { names: ['Ana'] })).toBe('Indisponible à ce moment-là : Ana.');
  expect(said(SPANISH, 'away', { names: ['Ana', 'Bo'] })).toBe('No disponibles en ese momento: Ana y Bo.');
  expect(said(FRENCH, 'swapEffect', { turns: 1, sector: null })).toContain('Zoë garde 1 tour, ');
  expect(said(SPANISH, 'swapEffect', { turns: 1, sector: null })).toContain('Zoë conserva 1 turno, ');
  for (const { words } of SPOKEN) {
    expect(said(words, 'turnsBefore', { fewest: 42, most: 42 })).not.toContain('43');
  }
});

it('numbers are written as each language writes them', () => {
  expect(said(FRENCH, 'sector', { lag: '0.6' })).toContain('0,6 tour de retard');
  expect(said(FRENCH, 'sector', { lag: '2.5' })).toContain('2,5 tours de retard');
  expect(said(SPANISH, 'sector', { lag: '0.6' })).toContain('0,6 turnos de retraso');
  expect(said(SPANISH, 'sector', { lag: '1' })).toContain('1 turno de retraso');
});

describe('in Arabic', () => {
  it.each(KEYS)('what is told in %s stands in its own direction', (key) => {
    const sentence = said(ARABIC, key);
    const isolated = [...sentence.matchAll(/\u2068([^\u2068\u2069]*)\u2069/gu)].map(([, told]) => told);
    expect(isolated.toSorted()).toEqual(toldBy(key).toSorted());
    // Nothing that runs from left to right, and no digit, is outside.
    expect(sentence.replace(/\u2068[^\u2069]*\u2069/gu, '')).not.toMatch(/[A-Za-z0-9\u2066-\u2069]/u);
  });

  it('a name cannot turn what stands after it', () => {
    const name = 'A\u2069\u202eB';
    expect(said(ARABIC, 'before', { name })).toBe(said(ARABIC, 'before', { name: 'AB' }));
  });

  it('is written from right to left', () => {
    expect(direction(ARABIC.lang)).toBe('rtl');
  });
});
