import type { MultilingualText } from '#kernel';

/** One text in several languages, by language tag; the first is the original, the others are reviewed translations. */
export type Words = Readonly<Record<string, string>>;

/** The words as the modules take them. */
export function textOf(words: Words): MultilingualText {
  return Object.entries(words).map(([lang, text], place) => ({
    lang,
    text: text.normalize('NFC'),
    isOriginal: place === 0,
    origin: place === 0 ? 'HUMAN' : 'REVIEWED',
  }));
}
