import { compare, ONE, parseExact, ZERO, type Rational } from '#kernel';

/** How one parameter of a provision is written and what it means. */
export interface Parameter<Value> {
  /** What it says, in one plain sentence. */
  readonly meaning: string;
  /** How it is written, for whoever wrote it otherwise. */
  readonly expected: string;
  /** Its value; undefined when the text is none. */
  readonly parse: (text: string) => Value | undefined;
  /** What holds where the charter is silent; undefined where it must speak. */
  readonly silence?: { readonly value: Value };
  /** True for what nothing here acts on: readers are told it, and see to it themselves. */
  readonly isToldOnly?: true;
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

/** The values that a provision with these parameters has. */
export type ValuesOf<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends Parameter<infer Value> ? Value : never;
};

/** Null where the charter is silent. */
export function optional<Value>(parameter: Parameter<Value>): Parameter<Value | null> {
  return { ...parameter, silence: { value: null } };
}

/** A given value where the charter is silent. */
export function otherwise<Value>(value: NoInfer<Value>, parameter: Parameter<Value>): Parameter<Value> {
  return { ...parameter, silence: { value } };
}

/** What nothing here acts on. */
export function toldOnly<Value>(parameter: Parameter<Value>): Parameter<Value> {
  return { ...parameter, isToldOnly: true };
}

/** A whole number from `least` to `most`. */
export function whole(meaning: string, least = 0, most = 10_000): Parameter<number> {
  const parse = (text: string) => {
    const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    return value >= least && value <= most ? value : undefined;
  };
  return { meaning, expected: `a whole number from ${least} to ${most}`, parse };
}

/** A fraction from 0 to 1, such as 2/3. */
export function share(meaning: string): Parameter<Rational> {
  return { meaning, expected: 'a fraction from 0 to 1, such as 2/3', parse: parseShare };
}

/** A number of seats, or a share of them. */
export interface Amount {
  readonly count: number | null;
  readonly share: Rational | null;
}

/** A whole number or a fraction: `2`, or `1/3` of what it is a share of. */
export function amount(meaning: string): Parameter<Amount> {
  const parse = (text: string): Amount | undefined => {
    if (/^\d{1,5}$/.test(text)) return { count: Number(text), share: null };
    const fraction = parseShare(text);
    return fraction && { count: null, share: fraction };
  };
  return { meaning, expected: 'a whole number such as 2, or a fraction such as 1/3', parse };
}

/** One of a few named values. */
export function choice<const Value extends string>(
  meaning: string,
  values: readonly Value[],
): Parameter<Value> {
  return {
    meaning,
    expected: `one of ${values.join(', ')}`,
    parse: (text) => values.find((value) => value === text),
  };
}

/** Several of a few named values, in order, separated by semicolons. */
export function choices<const Value extends string>(
  meaning: string,
  values: readonly Value[],
): Parameter<readonly Value[]> {
  const one = choice(meaning, values);
  const parse = (text: string) => {
    const parsed = split(text).map((part) => one.parse(part));
    const known = parsed.filter((value) => value !== undefined);
    return known.length === parsed.length ? known : undefined;
  };
  return { meaning, expected: `${one.expected}; several are separated by semicolons`, parse };
}

/** `yes` or `no`. */
export function flag(meaning: string): Parameter<boolean> {
  const parse = (text: string) => (text === 'yes' ? true : text === 'no' ? false : undefined);
  return { meaning, expected: 'yes or no', parse };
}

/** A name that the charter uses. */
export function name(meaning: string): Parameter<string> {
  return { meaning, expected: 'a name', parse: (text) => (text.trim() === '' ? undefined : text) };
}

/** Names that the charter uses, separated by semicolons. */
export function names(meaning: string): Parameter<readonly string[]> {
  const parse = (text: string) => {
    const parts = split(text);
    return parts.every((part) => part !== '') ? parts : undefined;
  };
  return { meaning, expected: 'names, separated by semicolons', parse };
}

/** A day that returns every year. */
export interface YearDay {
  readonly month: number;
  readonly day: number;
}

/** A day of every year, written `12-31`. The 29th of February is none. */
export function yearDay(meaning: string): Parameter<YearDay> {
  const parse = (text: string): YearDay | undefined => {
    if (!/^\d\d-\d\d$/.test(text)) return undefined;
    const [month, day] = [Number(text.slice(0, 2)), Number(text.slice(3))];
    const date = new Date(Date.UTC(2001, month - 1, day));
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { month, day } : undefined;
  };
  return { meaning, expected: 'a day of every year, such as 12-31', parse };
}

/** A month of a year. `month` counts from 1. */
export interface YearMonth {
  readonly year: number;
  readonly month: number;
}

/** A month of one year, written `2019-10`. */
export function yearMonth(meaning: string): Parameter<YearMonth> {
  const parse = (text: string) => {
    const [year, month] = [Number(text.slice(0, 4)), Number(text.slice(5))];
    return /^\d{4}-\d\d$/.test(text) && month >= 1 && month <= 12 ? { year, month } : undefined;
  };
  return { meaning, expected: 'a month, such as 2019-10', parse };
}

function split(text: string): string[] {
  return text.split(';').map((part) => part.trim());
}

function parseShare(text: string): Rational | undefined {
  const fraction = text.length <= 20 ? parseExact(text) : null;
  return fraction && compare(fraction, ZERO) >= 0 && compare(fraction, ONE) <= 0 ? fraction : undefined;
}
