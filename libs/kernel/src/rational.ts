/** An exact fraction in lowest terms with a positive denominator. */
export interface Rational {
  readonly num: bigint;
  readonly den: bigint;
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The fraction num/den in lowest terms. Throws a RangeError when the denominator is zero. */
export function rational(num: bigint, den = 1n): Rational {
  if (den === 0n) throw new RangeError('A fraction with denominator 0 has no value.');
  const sign = den < 0n ? -1n : 1n;
  const divisor = gcd(num, den);
  return { num: (sign * num) / divisor, den: (sign * den) / divisor };
}

export const ZERO: Rational = { num: 0n, den: 1n };
export const ONE: Rational = { num: 1n, den: 1n };

export function add(a: Rational, b: Rational): Rational {
  return rational(a.num * b.den + b.num * a.den, a.den * b.den);
}

export function subtract(a: Rational, b: Rational): Rational {
  return rational(a.num * b.den - b.num * a.den, a.den * b.den);
}

export function multiply(a: Rational, b: Rational): Rational {
  return rational(a.num * b.num, a.den * b.den);
}

/** Throws a RangeError when `b` is zero. */
export function divide(a: Rational, b: Rational): Rational {
  return rational(a.num * b.den, a.den * b.num);
}

/** Negative, zero or positive as `a` is below, equal to or above `b`. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.num * b.den - b.num * a.den;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The largest whole number that is not above the fraction. */
export function floor(a: Rational): bigint {
  const quotient = a.num / a.den;
  return a.num < 0n && quotient * a.den !== a.num ? quotient - 1n : quotient;
}

/** The smallest whole number that is not below the fraction. */
export function ceil(a: Rational): bigint {
  return -floor({ num: -a.num, den: a.den });
}

/**
 * The exact text of a fraction: a decimal where one ends (`41`, `0.125`), else `n/d` (`2/3`).
 * Never rounded, so that two counts can be compared byte by byte.
 */
export function exactText(a: Rational): string {
  let rest = a.den;
  let [twos, fives] = [0, 0];
  while (rest % 2n === 0n) [rest, twos] = [rest / 2n, twos + 1];
  while (rest % 5n === 0n) [rest, fives] = [rest / 5n, fives + 1];
  if (rest !== 1n) return `${a.num.toString()}/${a.den.toString()}`;
  const places = Math.max(twos, fives);
  const scaled = (a.num * 10n ** BigInt(places)) / a.den;
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places);
  return `${scaled < 0n ? '-' : ''}${whole}${places === 0 ? '' : `.${fraction}`}`;
}

/** Reads what `exactText` writes. Null when the text is neither a decimal nor `n/d`. */
export function parseExact(text: string): Rational | null {
  const ratio = /^(-?\d+)\/(\d+)$/.exec(text);
  if (ratio?.[1] !== undefined && ratio[2] !== undefined) {
    const den = BigInt(ratio[2]);
    return den === 0n ? null : rational(BigInt(ratio[1]), den);
  }
  const decimal = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (decimal?.[2] === undefined) return null;
  const fraction = decimal[3] ?? '';
  const value = BigInt(decimal[2] + fraction);
  return rational(decimal[1] === '-' ? -value : value, 10n ** BigInt(fraction.length));
}
