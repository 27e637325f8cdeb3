import { compare, exactText, parseExact, refuse, isRefusal, type Refusal } from '#kernel';

interface Described {
  /** What the parameter decides, in one plain sentence. */
  readonly meaning: string;
}

/** One of a few named values. */
export interface ChoiceParameter<Value extends string = string> extends Described {
  readonly type: 'choice';
  readonly values: readonly Value[];
  readonly default?: NoInfer<Value>;
}

export interface FlagParameter extends Described {
  readonly type: 'flag';
  readonly default?: boolean;
}

/** A whole number between `min` and `max`, both included. */
export interface IntegerParameter extends Described {
  readonly type: 'integer';
  readonly min: number;
  readonly max: number;
  readonly default?: number;
}

/** An exact fraction between `min` and `max`, both included, written as `2/3` or `0.5`. */
export interface FractionParameter extends Described {
  readonly type: 'fraction';
  readonly min: string;
  readonly max: string;
  readonly default?: string;
}

export type ParameterSpec = ChoiceParameter | FlagParameter | IntegerParameter | FractionParameter;
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;

/** The type of the values that a specification admits. A fraction stays text: parameters are canonical JSON. */
export type ValuesOf<Specs extends ParameterSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends ChoiceParameter<infer Value>
    ? Value
    : Specs[Name] extends FlagParameter
      ? boolean
      : Specs[Name] extends IntegerParameter
        ? number
        : string;
};

export type ParameterValue = string | number | boolean;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** Keeps the literal names of a choice, which the type of the values is made of. */
export function choice<const Value extends string>(
  values: readonly Value[],
  meaning: string,
  fallback?: NoInfer<Value>,
): ChoiceParameter<Value> {
  return fallback === undefined
    ? { type: 'choice', values, meaning }
    : { type: 'choice', values, meaning, default: fallback };
}

function badValue(name: string, expected: string): Refusal<'BAD_PARAMETER'> {
  return refuse('BAD_PARAMETER', `The parameter ${name} must be ${expected}.`, { parameter: name });
}

function parseFraction(name: string, spec: FractionParameter, value: unknown): string | Refusal {
  const [min, max] = [parseExact(spec.min), parseExact(spec.max)];
  if (min === null || max === null) throw new RangeError(`The bounds of ${name} are no exact fractions.`);
  const fraction = typeof value === 'string' && value.length <= 40 ? parseExact(value) : null;
  if (fraction === null || compare(fraction, min) < 0 || compare(fraction, max) > 0) {
    return badValue(name, `a fraction from ${spec.min} to ${spec.max}, such as 2/3`);
  }
  return exactText(fraction);
}

function parseValue(name: string, spec: ParameterSpec, value: unknown): ParameterValue | Refusal {
  switch (spec.type) {
    case 'choice':
      return typeof value === 'string' && spec.values.includes(value)
        ? value
        : badValue(name, `one of ${spec.values.join(', ')}`);
    case 'flag':
      return typeof value === 'boolean' ? value : badValue(name, 'true or false');
    case 'integer':
      return typeof value === 'number' &&
        Number.isSafeInteger(value) &&
        value >= spec.min &&
        value <= spec.max
        ? value
        : badValue(name, `a whole number from ${spec.min} to ${spec.max}`);
    case 'fraction':
      return parseFraction(name, spec, value);
  }
}

/**
 * Checks parameters against their specification and fills in the defaults.
 *
 * Refuses `UNKNOWN_PARAMETER`, `MISSING_PARAMETER` (no default: the charter has to say it) and `BAD_PARAMETER`.
 */
export function parseParameters<Specs extends ParameterSpecs>(
  specs: Specs,
  given: Readonly<Record<string, unknown>>,
): ValuesOf<Specs> | Refusal {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(specs, name));
  if (unknown !== undefined) {
    return refuse('UNKNOWN_PARAMETER', `The rule has no parameter ${unknown}.`, { parameter: unknown });
  }
  const values: [string, ParameterValue][] = [];
  for (const [name, spec] of Object.entries(specs)) {
    const value = Object.hasOwn(given, name) ? given[name] : spec.default;
    if (value === undefined) {
      return refuse('MISSING_PARAMETER', `The parameter ${name} must be given: ${spec.meaning}`, {
        parameter: name,
      });
    }
    const parsed = parseValue(name, spec, value);
    if (isRefusal(parsed)) return parsed;
    values.push([name, parsed]);
  }
  // Every name of the specification has just been given a value of its own type.
  return Object.fromEntries(values) as ValuesOf<Specs>;
}

/** Turns `name=value` texts, as a command line or a file has them, into values that `parseParameters` checks. */
export function parametersFromText(
  specs: ParameterSpecs,
  texts: Readonly<Record<string, string>>,
): ParameterValues {
  const read = ([name, text]: [string, string]): [string, ParameterValue] => {
    const type = Object.hasOwn(specs, name) ? specs[name]?.type : undefined;
    if (type === 'integer' && /^-?\d{1,15}$/.test(text)) return [name, Number(text)];
    if (type === 'flag' && (text === 'true' || text === 'false')) return [name, text === 'true'];
    return [name, text];
  };
  return Object.fromEntries(Object.entries(texts).map(read));
}
