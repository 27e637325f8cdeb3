import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { drawNumber, drawOrder, drawSeed } from './draw-order.js';

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
const seedOf = (n: number) => createHash('sha256').update(String(n)).digest();

/** The same order by the textbook, written down without looking at the other: swap the last place with the drawn one. */
function byTheTextbook(seed: Uint8Array, items: readonly string[]): string[] {
  const places = [...items];
  let i = 0n;
  for (let last = places.length - 1; last > 0; last -= 1) {
    const n = BigInt(last + 1);
    for (;;) {
      const message = Buffer.from(i.toString(16).padStart(16, '0'), 'hex');
      i += 1n;
      const x = BigInt(`0x${createHmac('sha256', seed).update(message).digest('hex')}`);
      if (x >= (2n ** 256n / n) * n) continue;
      const drawn = Number(x % n);
      [places[last], places[drawn]] = [places[drawn]!, places[last]!];
      break;
    }
  }
  return places;
}

describe('a drawn order', () => {
  it('is the one that the textbook gives', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.string(), { maxLength: 40 }), (seed, items) => {
        expect(drawOrder(seed, items)).toEqual(byTheTextbook(seed, items));
      }),
    );
  });

  it('holds every item once', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 60 }), (seed, n) => {
        const items = Array.from({ length: n }, (_, item) => item);
        expect(drawOrder(seed, items).toSorted((a, b) => a - b)).toEqual(items);
      }),
    );
  });

  it('puts each of four items in each place about equally often', () => {
    const places = new Map<string, number>();
    for (let n = 0; n < 4000; n += 1) {
      drawOrder(seedOf(n), ['a', 'b', 'c', 'd']).forEach((item, place) => {
        places.set(`${item}${place}`, (places.get(`${item}${place}`) ?? 0) + 1);
      });
    }
    expect(places.size).toBe(16);
    // The seeds are fixed, so that this is a fact and no chance; 1000 are expected, and 27 is one deviation.
    for (const times of places.values()) expect(Math.abs(times - 1000)).toBeLessThan(120);
  });

  it('of a known seed stays what it is', () => {
    const names = ['ana', 'bo', 'cleo', 'dan', 'eve'];
    expect(drawOrder(new Uint8Array(32).fill(1), names)).toEqual(['cleo', 'dan', 'eve', 'bo', 'ana']);
  });
});

describe('a drawn number', () => {
  it('is the first that the seed gives below the bound', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (seed, bound) => {
        const x = BigInt(`0x${createHmac('sha256', seed).update(new Uint8Array(8)).digest('hex')}`);
        fc.pre(x < (2n ** 256n / BigInt(bound)) * BigInt(bound));
        expect(drawNumber(seed, bound)).toBe(Number(x % BigInt(bound)));
      }),
    );
  });
});

describe('the seed of a draw', () => {
  it('is another one when a byte moves from one part to the next', () => {
    const one = drawSeed('draw/v1', [Uint8Array.of(1, 2), Uint8Array.of(3)]);
    const other = drawSeed('draw/v1', [Uint8Array.of(1), Uint8Array.of(2, 3)]);
    expect(one).not.toEqual(other);
    expect(drawSeed('draw/v2', [Uint8Array.of(1, 2), Uint8Array.of(3)])).not.toEqual(one);
  });

  it('is the SHA-256 of the parts, each after its length', () => {
    const bytes = Buffer.from('00000007' + Buffer.from('draw/v1').toString('hex') + '000000020102', 'hex');
    expect(Buffer.from(drawSeed('draw/v1', [Uint8Array.of(1, 2)]))).toEqual(
      createHash('sha256').update(bytes).digest(),
    );
  });
});
