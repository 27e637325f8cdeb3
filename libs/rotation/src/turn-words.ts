import { matchText, type TextOrigin } from '#kernel';
import { ARABIC } from './turn-words/ar.js';
import { ENGLISH } from './turn-words/en.js';
import { SPANISH } from './turn-words/es.js';
import { FRENCH } from './turn-words/fr.js';
import type { TurnWords } from './turn-words/words.js';

/** A language in which turns are explained; the words of all but the first are translations that wait for a review. */
export interface SpokenLanguage {
  readonly words: TurnWords;
  readonly origin: TextOrigin;
}

/** The languages in which turns are explained, English first. One more language is one more file and a line here. */
export const SPOKEN: readonly [SpokenLanguage, ...SpokenLanguage[]] = [
  { words: ENGLISH, origin: 'HUMAN' },
  { words: FRENCH, origin: 'MACHINE' },
  { words: SPANISH, origin: 'MACHINE' },
  { words: ARABIC, origin: 'MACHINE' },
];

/** The words of the first of the wanted languages that is spoken here; English where none is. */
export function wordsFor(languages: readonly string[]): TurnWords {
  const versions = SPOKEN.map(({ words: { lang }, origin }) => ({
    lang,
    origin,
    text: lang,
    isOriginal: false,
  }));
  const lang = matchText(versions, languages)?.lang;
  return (SPOKEN.find(({ words }) => words.lang === lang) ?? SPOKEN[0]).words;
}
