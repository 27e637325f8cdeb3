import { isLanguageTag, isUuid } from '#kernel';
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/;
const DURATION =
  /^P(?!$)(?:\d{1,6}W|(?:\d{1,6}Y)?(?:\d{1,6}M)?(?:\d{1,6}D)?(?:T(?!$)(?:\d{1,6}H)?(?:\d{1,6}M)?(?:\d{1,6}S)?)?)$/;
const DIGEST_BYTES = 32;
const URL_CHARACTERS = 2048;

/** A scalar that is text on the wire: `read` and `write` answer null for what is not one. */
function textScalar<Value>(
  name: string,
  description: string,
  specifiedByURL: string,
  convert: { read: (text: string) => Value | null; write: (value: unknown) => string | null },
): GraphQLScalarType<Value, string> {
  const read = (value: unknown): Value => {
    const parsed = typeof value === 'string' ? convert.read(value) : null;
    if (parsed === null) throw new GraphQLError(`Expected a ${name}: ${description}`);
    return parsed;
  };
  return new GraphQLScalarType<Value, string>({
    name,
    description,
    specifiedByURL,
    parseValue: read,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : null),
    serialize: (value) => {
      const text = convert.write(value);
      if (text === null) throw new TypeError(`A stored value is not a ${name}.`);
      return text;
    },
  });
}

/** Convert functions for a scalar whose value is its own text. */
function sameText(accept: (text: string) => string | null) {
  return { read: accept, write: (value: unknown) => (typeof value === 'string' ? accept(value) : null) };
}

function readInstant(text: string): Date | null {
  if (!DATE_TIME.test(text)) return null;
  const instant = new Date(text);
  // Date rolls 30 February over to March and cannot read a 61st second: what does not come back was no instant.
  return !Number.isNaN(instant.getTime()) && instant.toISOString().slice(0, 19) === text.slice(0, 19)
    ? instant
    : null;
}

function canonicalTag(text: string): string | null {
  if (!isLanguageTag(text)) return null;
  try {
    return Intl.getCanonicalLocales(text)[0] ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function canonicalBase64(text: string): string | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === DIGEST_BYTES && bytes.toString('base64') === text ? text : null;
}

export const DateTime = textScalar<Date>(
  'DateTime',
  'An instant in UTC as RFC 3339 text to the millisecond, such as 2026-03-01T12:00:00.000Z.',
  'https://www.rfc-editor.org/rfc/rfc3339',
  {
    read: readInstant,
    write: (value) => (value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : null),
  },
);

/** A day; its value is the text. Named so that it does not hide the language's own Date. */
export const CalendarDate = textScalar<string>(
  'Date',
  'A day of the Gregorian calendar as RFC 3339 full-date text, such as 2026-03-01.',
  'https://www.rfc-editor.org/rfc/rfc3339',
  sameText((text) => (readInstant(`${text}T00:00:00Z`) ? text : null)),
);

export const Duration = textScalar<string>(
  'Duration',
  'A length of time as ISO 8601 text in whole units, such as P14D or PT36H.',
  'https://www.rfc-editor.org/rfc/rfc3339#appendix-A',
  sameText((text) => (DURATION.test(text) ? text : null)),
);

export const UUID = textScalar<string>(
  'UUID',
  'A universally unique identifier as 36 characters of hexadecimal text.',
  'https://www.rfc-editor.org/rfc/rfc9562',
  sameText((text) => (isUuid(text.toLowerCase()) ? text.toLowerCase() : null)),
);

/** A web address; its value is the text. Named so that it does not hide the platform's own URL. */
export const WebAddress = textScalar<string>(
  'URL',
  'An absolute web address that begins with http or https.',
  'https://url.spec.whatwg.org/',
  sameText((text) =>
    text.length <= URL_CHARACTERS && /^https?:\/\//i.test(text) && URL.canParse(text) ? text : null,
  ),
);

export const LanguageTag = textScalar<string>(
  'LanguageTag',
  'A language as a BCP 47 tag, such as it or pt-BR.',
  'https://www.rfc-editor.org/rfc/rfc5646',
  sameText(canonicalTag),
);

/** A SHA-256; its value is padded base64, and stored bytes are written as such. */
export const Digest = textScalar<string>(
  'Digest',
  'A SHA-256 as padded base64 of its 32 bytes.',
  'https://www.rfc-editor.org/rfc/rfc4648#section-4',
  {
    read: canonicalBase64,
    write: (value) => {
      if (value instanceof Uint8Array) return canonicalBase64(Buffer.from(value).toString('base64'));
      return typeof value === 'string' ? canonicalBase64(value) : null;
    },
  },
);
