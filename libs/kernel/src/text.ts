/**
 * One language's version of a text. `lang` is a BCP 47 tag; exactly one version of a text is the original.
 * (A type and not an interface, because only a type is plain JSON to the compiler: entries commit to texts.)
 */
export type LocalizedText = {
  readonly lang: string;
  readonly text: string;
  readonly isOriginal: boolean;
  /** Who wrote this version: a person, a machine, or a machine whose work a person has reviewed. */
  readonly origin: TextOrigin;
};

export type TextOrigin = 'HUMAN' | 'MACHINE' | 'REVIEWED';

/** A text in one or more languages, the original first. */
export type MultilingualText = readonly LocalizedText[];

const RIGHT_TO_LEFT = new Set([
  'ar',
  'arc',
  'ckb',
  'dv',
  'fa',
  'ha-arab',
  'he',
  'khw',
  'ks',
  'ps',
  'sd',
  'ug',
  'ur',
  'yi',
]);
const RTL_SCRIPTS = new Set(['arab', 'hebr', 'thaa', 'syrc', 'nkoo', 'adlm', 'rohg']);
const LANGUAGE_TAG = /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i;

/** True for a well-formed language tag (BCP 47 syntax; the subtags are not looked up). */
export function isLanguageTag(tag: string): boolean {
  return tag.length <= 35 && LANGUAGE_TAG.test(tag);
}

/** The direction in which a language is written. A script subtag decides, else the language. */
export function direction(lang: string): 'ltr' | 'rtl' {
  const [language = '', ...rest] = lang.toLowerCase().split('-');
  const script = rest.find((subtag) => subtag.length === 4);
  if (script !== undefined) return RTL_SCRIPTS.has(script) ? 'rtl' : 'ltr';
  return RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr';
}

/** The text in NFC, so that equal texts have equal bytes; null when it holds half of a surrogate pair. */
export function normalizeText(text: string): string | null {
  return /\p{Surrogate}/u.test(text) ? null : text.normalize('NFC');
}

/**
 * Finds the version that one of the wanted languages asks for, by RFC 4647 section 3.4 lookup: each tag in order,
 * shortened from the right until a version has it. Null when none is there.
 */
export function matchText(text: MultilingualText, wanted: readonly string[]): LocalizedText | null {
  if (wanted.length === 0) return null;
  const byTag = new Map(text.map((version) => [version.lang.toLowerCase(), version]));
  for (const range of wanted) {
    let subtags = range.toLowerCase().split('-');
    while (subtags.length > 0) {
      const found = byTag.get(subtags.join('-'));
      if (found) return found;
      subtags = subtags.slice(0, subtags.at(-2)?.length === 1 ? -2 : -1);
    }
  }
  return null;
}

/** The version that `matchText` finds, else the original, which the caller shows by its `lang`. */
export function lookupText(text: MultilingualText, wanted: readonly string[]): LocalizedText | null {
  return matchText(text, wanted) ?? text.find((version) => version.isOriginal) ?? text[0] ?? null;
}
