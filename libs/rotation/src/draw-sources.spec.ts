import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { isRefusal } from '#kernel';
import { describeGolden, readGoldenText } from '../../../test/support/golden.js';
import { drandRandomness, drandRoundAt, drandRoundTime, QUICKNET, readDrandSignature } from './draw-drand.js';
import { readSourceNumbers, rfc3797Key, rfc3797Order, rfc3797Picks } from './draw-rfc3797.js';

interface GoldenCase {
  readonly name: string;
  readonly key: string;
  readonly pool: number;
  readonly expected: readonly { index: number; md5: string; div: number; selected: number }[];
}
describeGolden('RFC 3797', 'mandates', () => {
  const { cases } = JSON.parse(readGoldenText('mandates/rfc3797-vectors.json')) as {
    readonly cases: readonly GoldenCase[];
  };

  it('has fifty published rows', () => {
    expect(cases.reduce((sum, { expected }) => sum + expected.length, 0)).toBe(50);
  });

  it.each(cases)('picks as published: $name', ({ key, pool, expected }) => {
    const picks = rfc3797Picks(key, pool, expected.length);
    expect(picks).toEqual(expected.map(({ md5, div, selected }) => ({ hash: md5, left: div, selected })));
  });

  it.each(cases)('builds the key from numbers in any order: $name', ({ key }) => {
    const sources = key
      .slice(0, -2)
      .split('./')
      .map((source) => source.split('.').map(BigInt));
    expect(rfc3797Key(sources.map((numbers) => numbers.toReversed()))).toBe(key);
  });
});

describe('RFC 3797 with numbers of our own', () => {
  it('sorts by size, not by digits', () => {
    expect(rfc3797Key([[10n, 9n, 100n], [7n]])).toBe('9.10.100./7./');
  });

  it('brings everybody of a list into the order once', () => {
    const list = ['a', 'b', 'c', 'd', 'e'];
    expect(rfc3797Order([[3n], [5n, 4n]], list).toSorted()).toEqual(list);
  });

  it.each(['', '1;;2', '1.5', '-1', '1;a', '0x10'])('does not read "%s"', (text) => {
    expect(readSourceNumbers(text)).toMatchObject({ code: 'SOURCE_NOT_VALID' });
  });

  it('reads numbers as people write them', () => {
    expect(readSourceNumbers('9319; 2 5, 12,8 10')).toEqual([[9319n], [2n, 5n, 12n, 8n, 10n]]);
  });

  it('has no pool above what two bytes count', () => {
    expect(() => rfc3797Picks('1./', 65_537)).toThrow(RangeError);
  });
});

/** The thousandth round, as the network published it. */
const ROUND = 1000;
const SIGNATURE =
  'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';
const RANDOMNESS = 'fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd';

describe('drand’s quicknet', () => {
  const signature = readDrandSignature(SIGNATURE)!;

  it('is verified offline', () => {
    const randomness = drandRandomness(ROUND, signature);
    expect(isRefusal(randomness) ? randomness : Buffer.from(randomness).toString('hex')).toBe(RANDOMNESS);
  });

  it.each([
    ['another round', ROUND + 1, signature],
    ['no round', 0, signature],
    ['a broken round', 1000.5, signature],
    ['a changed signature', ROUND, signature.map((byte, at) => (at === 47 ? byte ^ 1 : byte))],
    ['the point at infinity', ROUND, Uint8Array.from({ length: 48 }, (_, at) => (at === 0 ? 0xc0 : 0))],
    ['a cut signature', ROUND, signature.slice(0, 47)],
    ['nothing', ROUND, new Uint8Array()],
  ])('refuses %s', (_what, round, bytes) => {
    expect(drandRandomness(round, bytes)).toMatchObject({ refused: true, code: 'SOURCE_NOT_VALID' });
  });

  it('reads a signature only as 96 hexadecimal digits', () => {
    expect(readDrandSignature(SIGNATURE.slice(1))).toBeNull();
    expect(readDrandSignature(`${SIGNATURE.slice(1)}g`)).toBeNull();
    expect(Buffer.from(readDrandSignature(SIGNATURE.toUpperCase())!).toString('hex')).toBe(SIGNATURE);
  });

  it('is the chain whose hash follows from its key and its clock', () => {
    const parameters = Buffer.alloc(12);
    parameters.writeUInt32BE(QUICKNET.period, 0);
    parameters.writeBigUInt64BE(BigInt(QUICKNET.genesis), 4);
    const group = Buffer.from('f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e', 'hex');
    const hash = createHash('sha256')
      .update(parameters)
      .update(Buffer.from(QUICKNET.publicKey, 'hex'))
      .update(group)
      .update('quicknet');
    expect(hash.digest('hex')).toBe(QUICKNET.chain);
  });

  it('signs a round at its time and not before', () => {
    expect(drandRoundAt(new Date('2026-04-20T00:00:00Z'))).toBe(27_946_612);
    expect(drandRoundAt(new Date(0))).toBe(0);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (round) => {
        const time = drandRoundTime(round);
        expect(drandRoundAt(time)).toBe(round);
        expect(drandRoundAt(new Date(time.getTime() - 1))).toBe(round - 1);
      }),
    );
  });
});
