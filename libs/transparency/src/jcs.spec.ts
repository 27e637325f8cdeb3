import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { canonicalize, isCanonical, parseCanonical, type JsonValue } from './jcs.js';
import { describeGolden, readGolden } from '../../../test/support/golden.js';

const bytes = (text: string) => Buffer.from(text, 'utf8');

describe('canonicalize', () => {
  it.each<[JsonValue, string]>([
    [null, 'null'],
    [[true, false], '[true,false]'],
    [{ b: 1, a: [] }, '{"a":[],"b":1}'],
    [{}, '{}'],
    ['\u20ac$\u000f\nA\'B"\\\\"/', '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'],
    [[56.0, 1e30, 4.5, 2e-3, 1e-27], '[56,1e+30,4.5,0.002,1e-27]'],
    [[-0, 5e-324, 2 ** 53, 1e21, 1 / 3], '[0,5e-324,9007199254740992,1e+21,0.3333333333333333]'],
    ['\u2028\u007f', '"\u2028\u007f"'],
  ])('writes %j as %s', (value, text) => {
    expect(canonicalize(value)).toBe(text);
  });

  it('sorts keys by UTF-16 code unit, so that a character beyond U+FFFF comes before U+FB33', () => {
    const text = canonicalize({
      '\ufb33': 1,
      '\u{1f600}': 2,
      '\u20ac': 3,
      '1': 4,
      '\u00f6': 5,
      '\r': 6,
      10: 7,
    });
    expect(text).toBe('{"\\r":6,"1":4,"10":7,"\u00f6":5,"\u20ac":3,"\u{1f600}":2,"\ufb33":1}');
  });

  it('sorts at every depth and keeps the order of lists', () => {
    expect(canonicalize([{ b: { d: 1, c: [2, 1] }, a: 0 }])).toBe('[{"a":0,"b":{"c":[2,1],"d":1}}]');
  });

  it('leaves texts as they are: it does not normalize', () => {
    expect(canonicalize('A\u030a')).toBe('"A\u030a"');
  });

  it('writes a key named __proto__ like any other', () => {
    expect(canonicalize(JSON.parse('{"b":1,"__proto__":{"a":2}}') as JsonValue)).toBe(
      '{"__proto__":{"a":2},"b":1}',
    );
  });

  const loop: unknown[] = [];
  loop.push(loop);
  it.each<[string, unknown]>([
    ['NaN', NaN],
    ['an infinity', [-Infinity]],
    ['undefined', undefined],
    ['an undefined member', { a: undefined }],
    ['a hole in a list', new Array(1)],
    ['half of a surrogate pair', 'a\ud800'],
    ['half of a surrogate pair in a key', { '\udc00': 1 }],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['bytes', Buffer.of(1)],
    ['a boxed number', Object(1)],
    ['an object with a class', new (class Thing {})()],
    ['an object that inherits members', Object.create({ a: 1 })],
    ['a big integer', 1n],
    ['a function', { toJSON: () => 1 }],
    ['a symbol', Symbol('a')],
    ['a loop', loop],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalize(value as JsonValue)).toThrow(TypeError);
  });
});

describe('canonical bytes', () => {
  it.each([
    ['a space', '{"a": 1}'],
    ['a newline at the end', '{"a":1}\n'],
    ['unsorted keys', '{"b":1,"a":1}'],
    ['a repeated key', '{"a":1,"a":1}'],
    ['a number that JSON.parse rounds', '9007199254740993'],
    ['a fraction of nothing', '1.0'],
    ['an exponent', '1e2'],
    ['minus zero', '-0'],
    ['a number beyond all doubles', '1e400'],
    ['an escape that is not needed', '"\\u0041"'],
    ['an escaped slash', '"\\/"'],
    ['upper-case hex', '"\\u000F"'],
    ['an escaped half of a surrogate pair', '"\\ud800"'],
    ['a byte order mark', '\ufeff1'],
    ['nothing', ''],
    ['no JSON', '{'],
  ])('are not those with %s', (_, text) => {
    expect(isCanonical(bytes(text))).toBe(false);
    expect(parseCanonical(bytes(text))).toBeNull();
  });

  it.each([
    ['an overlong form', [0x22, 0xc0, 0xaf, 0x22]],
    ['half of a character', [0x22, 0xc3, 0x22]],
    ['an encoded surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
  ])('are not those with %s in UTF-8', (_, octets) => {
    expect(isCanonical(Uint8Array.from(octets))).toBe(false);
  });

  it('are refused, not a crash, when they nest without end', () => {
    const deep = (depth: number) => bytes('['.repeat(depth) + ']'.repeat(depth));
    expect(isCanonical(deep(500))).toBe(true);
    expect(isCanonical(deep(100_000))).toBe(false);
  });

  it('tell the JSON text null from no JSON', () => {
    expect(isCanonical(bytes('null'))).toBe(true);
  });

  it('are what canonicalize writes, for any JSON there is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!/\p{Surrogate}/u.test(JSON.stringify(value)) && !JSON.stringify(value).includes('\\ud'));
        const text = canonicalize(value as JsonValue);
        expect(isCanonical(bytes(text))).toBe(true);
        expect(canonicalize(parseCanonical(bytes(text)))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('are the same whatever order the keys came in', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalize(reversed)).toBe(canonicalize(value));
      }),
    );
  });
});

describeGolden('RFC 8785 vectors', 'jcs', () => {
  it.each(['arrays', 'french', 'structures', 'unicode', 'values', 'weird'])(
    '%s comes out byte for byte',
    (name) => {
      const output = readGolden(`jcs/${name}.output.json`);
      const input = JSON.parse(
        Buffer.from(readGolden(`jcs/${name}.input.json`)).toString('utf8'),
      ) as JsonValue;
      expect(canonicalize(input)).toBe(Buffer.from(output).toString('utf8'));
      expect(isCanonical(output)).toBe(true);
    },
  );

  it.each([
    [1000, 'be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687'],
    [100_000, '22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7'],
    [1_000_000, '49415fee2c56c77864931bd3624faad425c3c577d6d74e89a83bc725506dad16'],
  ])('the digest over %d numbers is the published one', (count, digest) => {
    const hash = createHash('sha256');
    const view = new DataView(new ArrayBuffer(8));
    for (const value of testNumbers(count)) {
      view.setFloat64(0, value);
      hash.update(`${view.getBigUint64(0).toString(16)},${canonicalize(value)}\n`);
    }
    expect(hash.digest('hex')).toBe(digest);
  });
});

/** The sequence of doubles that the vectors' digests run over. */
function* testNumbers(count: number): Generator<number> {
  let left = count;
  for (const value of allTestNumbers()) {
    if (left === 0) return;
    left -= 1;
    yield value;
  }
}

function* allTestNumbers(): Generator<number> {
  const view = new DataView(new ArrayBuffer(8));
  const fixed = Buffer.from(readGolden('jcs/numbers-fixed.txt'))
    .toString('utf8')
    .match(/\b[0-9a-f]{1,16}\b/g);
  for (const hex of fixed ?? []) {
    view.setBigUint64(0, BigInt(`0x${hex}`));
    yield view.getFloat64(0);
  }
  for (let i = 0n; i < 2000n; i += 1n) {
    view.setBigUint64(0, 0x0010000000000000n + i);
    yield view.getFloat64(0);
  }
  for (let block = Buffer.alloc(32); ;) {
    block = createHash('sha256').update(block).digest();
    for (let at = 0; at < 32; at += 8) {
      const value = block.readDoubleLE(at);
      if (value !== 0 && Number.isFinite(value)) yield value;
    }
  }
}
