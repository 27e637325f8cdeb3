import fc from 'fast-check';
import {
  add,
  ceil,
  compare,
  divide,
  exactText,
  floor,
  multiply,
  parseExact,
  rational,
  subtract,
  ZERO,
} from './rational.js';

const fraction = fc
  .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10n ** 6n }))
  .map(([num, den]) => rational(num, den));

describe('rational', () => {
  it('keeps fractions in lowest terms with a positive denominator', () => {
    expect(rational(6n, -4n)).toEqual({ num: -3n, den: 2n });
    expect(() => rational(1n, 0n)).toThrow(RangeError);
  });

  it.each([
    [rational(41n), '41'],
    [rational(1n, 8n), '0.125'],
    [rational(-1n, 20n), '-0.05'],
    [rational(2n, 3n), '2/3'],
    [ZERO, '0'],
  ])('writes %o exactly as %s', (value, text) => {
    expect(exactText(value)).toBe(text);
  });

  it('reads back what it wrote', () => {
    fc.assert(fc.property(fraction, (value) => expect(parseExact(exactText(value))).toEqual(value)));
  });

  it('refuses text that is no exact number', () => {
    for (const text of ['', '1e3', '1/0', '.5', '1,5', '--1']) expect(parseExact(text)).toBeNull();
  });

  it('adds, subtracts, multiplies and divides without loss', () => {
    fc.assert(
      fc.property(fraction, fraction, (a, b) => {
        expect(subtract(add(a, b), b)).toEqual(a);
        if (b.num !== 0n) expect(multiply(divide(a, b), b)).toEqual(a);
        expect(compare(a, b)).toBe(Math.sign(Number(subtract(a, b).num)));
      }),
    );
  });

  it('rounds down and up to the neighbouring whole numbers', () => {
    expect([floor(rational(-7n, 2n)), ceil(rational(-7n, 2n))]).toEqual([-4n, -3n]);
    expect([floor(rational(7n, 2n)), ceil(rational(7n, 2n))]).toEqual([3n, 4n]);
    expect([floor(rational(4n)), ceil(rational(4n))]).toEqual([4n, 4n]);
  });
});
