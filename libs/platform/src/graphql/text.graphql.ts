import { createHash } from 'node:crypto';
import {
  direction,
  erasedText,
  lookupText,
  matchText,
  normalizeText,
  type Erasure,
  type LocalizedText,
  type MultilingualText,
  type TextOrigin,
} from '#kernel';
import { applyDecorators } from '@nestjs/common';
import { Extensions, Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayMinSize, IsOptional, ValidateBy } from 'class-validator';
import { Fault } from '../fault.js';
import { ErasedObject } from './erased.graphql.js';
import { NestedInput } from './nested-input.js';
import { lengthOf, PlainText } from './plain-text.js';
import { Digest, LanguageTag } from './scalars.js';

/** Languages that one text may have. */
const MOST_VERSIONS = 24;
const LONGEST_TEXT = 20_000;

/** Marks the fields that choose a text's version; read by `schema-resolvers.ts`. */
export const SERVED_TEXT = 'quorate:served-text';

const TextOrigins = { HUMAN: 'HUMAN', MACHINE: 'MACHINE', REVIEWED: 'REVIEWED' } as const;
registerEnumType(TextOrigins, {
  name: 'TextOrigin',
  description: 'Who wrote a version of a text.',
  valuesMap: {
    HUMAN: { description: 'A person wrote it.' },
    MACHINE: { description: 'A machine translated it and nobody has reviewed it.' },
    REVIEWED: { description: 'A machine translated it and a person has reviewed it.' },
  },
});

/** One version of a text as it is served. */
export interface ServedText extends LocalizedText {
  readonly dir: 'ltr' | 'rtl';
  readonly servedLanguage: string;
  readonly isFallback: boolean;
  readonly digest: string;
  /** Why the words are not there any more; null where they are. */
  readonly erased: Erasure | null;
}

@ObjectType('LocalizedText', { description: 'A text in the one language in which it is served.' })
export class LocalizedTextObject implements ServedText {
  @Field(() => LanguageTag, { description: 'The language of this version.' })
  lang!: string;

  @Field(() => String, { description: 'The direction in which it is written, ltr or rtl.' })
  dir!: 'ltr' | 'rtl';

  @Field(() => String, { description: 'The words.' })
  text!: string;

  @Field(() => Boolean, { description: 'True for the version from which the others were translated.' })
  isOriginal!: boolean;

  @Field(() => TextOrigins, { description: 'Who wrote this version.' })
  origin!: TextOrigin;

  @Field(() => LanguageTag, {
    description: 'The language in which the text is served; compare it with those asked for.',
  })
  servedLanguage!: string;

  @Field(() => Boolean, {
    description: 'True when the text has none of the languages asked for and the original is served instead.',
  })
  isFallback!: boolean;

  @Field(() => Digest, { description: 'The SHA-256 of the words as UTF-8 in Unicode form NFC.' })
  digest!: string;

  @Field(() => ErasedObject, {
    nullable: true,
    description: 'Why and when the words were erased, which stand for them then; null where they were not.',
  })
  erased!: Erasure | null;
}

@InputType({ description: 'One version of a text.' })
export class LocalizedTextInput {
  @Field(() => LanguageTag, { description: 'The language of this version.' })
  lang!: string;

  @Field(() => String, { description: 'The words.' })
  @PlainText({ max: LONGEST_TEXT })
  text!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'True for the one original version; a text in a single language is its own original.',
  })
  isOriginal!: boolean;

  @Field(() => TextOrigins, { defaultValue: 'HUMAN', description: 'Who wrote this version.' })
  origin!: TextOrigin;
}

/** SHA-256 of the words as UTF-8 in NFC, in base64. Throws a RangeError for half of a surrogate pair. */
export function textDigest(text: string): string {
  const normal = normalizeText(text);
  if (normal === null) throw new RangeError('Half of a surrogate pair has no UTF-8.');
  return createHash('sha256').update(normal, 'utf8').digest('base64');
}

/** A version as it is served. What is asked for seldom, such as its digest, is made when it is. */
class ServedVersion implements ServedText {
  readonly lang: string;
  readonly text: string;
  readonly isOriginal: boolean;
  readonly origin: TextOrigin;

  constructor(
    { lang, text, isOriginal, origin }: LocalizedText,
    readonly isFallback: boolean,
    readonly erased: Erasure | null = null,
  ) {
    this.lang = lang;
    this.text = text;
    this.isOriginal = isOriginal;
    this.origin = origin;
  }

  get dir(): 'ltr' | 'rtl' {
    return direction(this.lang);
  }

  get servedLanguage(): string {
    return this.lang;
  }

  get digest(): string {
    return textDigest(this.text);
  }
}

/** The version of a text for these languages, or null: for a text about to be signed there is no other. */
export function serveExactText(text: MultilingualText, languages: readonly string[]): ServedText | null {
  const version = matchText(text, languages);
  return version && new ServedVersion(version, false);
}

/**
 * The version of a text for these languages. Where the text has none of them the original is served and says so
 * (`isFallback`). Throws a RangeError for a text without versions.
 */
export function serveText(text: MultilingualText, languages: readonly string[] = []): ServedText {
  const exact = serveExactText(text, languages);
  if (exact) return exact;
  const original = lookupText(text, []);
  if (!original) throw new RangeError('A text has at least one version.');
  return new ServedVersion(original, languages.length > 0);
}

/** What is served in the place of a text that was erased. */
export function serveErased(erasure: Erasure): ServedText {
  const words = { lang: 'en', text: erasedText(erasure), isOriginal: true, origin: 'MACHINE' } as const;
  return new ServedVersion(words, false, erasure);
}

/**
 * Declares a field of an object type whose row or resolver gives a `MultilingualText`, or the `Erasure` of one: it takes
 * `languages` and serves one version.
 */
export function TextField(description: string, { nullable = false } = {}): PropertyDecorator {
  return applyDecorators(
    Field(() => LocalizedTextObject, { description, nullable }),
    Extensions({ [SERVED_TEXT]: true }),
  );
}

function isTextList(value: unknown): value is LocalizedTextInput[] {
  return Array.isArray(value) && value.every((version) => version instanceof LocalizedTextInput);
}

function rule(
  name: string,
  message: string,
  holds: (text: LocalizedTextInput[]) => boolean,
): PropertyDecorator {
  return ValidateBy({
    name,
    validator: { validate: (value) => isTextList(value) && holds(value), defaultMessage: () => message },
  });
}

/**
 * Declares a field of an input that takes a text in one or more languages; `readText` makes it a `MultilingualText`.
 *
 * @param max characters that each version may have
 */
export function TextInput(
  description: string,
  { max, nullable = false }: { max: number; nullable?: boolean },
): PropertyDecorator {
  return applyDecorators(
    Field(() => [LocalizedTextInput], { description, nullable }),
    ...(nullable ? [IsOptional()] : []),
    ArrayMinSize(1, { message: '$property must have at least one language' }),
    ArrayMaxSize(MOST_VERSIONS, { message: `$property must have at most ${MOST_VERSIONS} languages` }),
    rule('textLength', `$property must have at most ${max} characters in each language`, (text) =>
      text.every((version) => lengthOf(version.text) <= max),
    ),
    rule(
      'languagesOnce',
      '$property must have each language once',
      (text) => new Set(text.map((version) => version.lang.toLowerCase())).size === text.length,
    ),
    rule(
      'oneOriginal',
      '$property must have exactly one original',
      (text) => text.length === 1 || text.filter((version) => version.isOriginal).length === 1,
    ),
    NestedInput(() => LocalizedTextInput),
  );
}

/** What a `TextInput` took, in NFC and with the original first. */
export function readText(input: readonly LocalizedTextInput[]): MultilingualText {
  const versions = input.map((version) => {
    const text = normalizeText(version.text);
    if (text === null) throw new Fault('BAD_USER_INPUT', 'A text holds half of a character.');
    const isOriginal = version.isOriginal || input.length === 1;
    return { lang: version.lang, text, isOriginal, origin: version.origin };
  });
  return versions.sort((a, b) => Number(b.isOriginal) - Number(a.isOriginal));
}
