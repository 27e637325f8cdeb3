import { hmacSha256, sha256, toHex, utf8 } from './bytes.js';

/** How many values a number of 256 bits has. */
const RANGE = 1n << 256n;

/**
 * Whole numbers that anybody can draw again from the seed: HMAC-SHA-256(seed, be64(i)) for i = 0, 1, 2 ... A value
 * beyond the last whole multiple of the bound is passed over, so that no number is likelier than another.
 */
class SeededNumbers {
  readonly #seed: Uint8Array;
  #next = 0n;

  constructor(seed: Uint8Array) {
    this.#seed = seed;
  }

  below(bound: number): number {
    const n = BigInt(bound);
    const limit = RANGE - (RANGE % n);
    for (;;) {
      const value = this.#draw();
      if (value < limit) return Number(value % n);
    }
  }

  #draw(): bigint {
    const counter = new Uint8Array(8);
    new DataView(counter.buffer).setBigUint64(0, this.#next);
    this.#next += 1n;
    return BigInt(`0x${toHex(hmacSha256(this.#seed, counter))}`);
  }
}

/**
 * Brings items into the one order that a seed gives them: Fisher-Yates from the last place down. Every order is
 * equally likely to whoever does not know the seed. The order of the items that are handed in counts, so the caller
 * sorts them in a way that a stranger can repeat.
 */
export function drawOrder<Item>(seed: Uint8Array, items: readonly Item[]): Item[] {
  const numbers = new SeededNumbers(seed);
  const waiting = [...items];
  const drawn: Item[] = [];
  while (waiting.length > 0) {
    // The item that is drawn takes the last place, and the one that stood there takes its own.
    const at = waiting.length > 1 ? numbers.below(waiting.length) : 0;
    const last = waiting.splice(-1, 1);
    drawn.push(...(at < waiting.length ? waiting.splice(at, 1, ...last) : last));
  }
  return drawn.reverse();
}

/** One number from 0 up to and without `bound`, which is 1 to 2^53; each is equally likely to whoever does not know the seed. */
export function drawNumber(seed: Uint8Array, bound: number): number {
  return new SeededNumbers(seed).below(bound);
}

/**
 * A seed of several parts: SHA-256 of them, each after its length in four bytes with the highest first, so that no
 * two lists of parts run together into the same bytes.
 *
 * @param domain what the seed is for, such as `draw/v1`; the first part
 */
export function drawSeed(domain: string, parts: readonly Uint8Array[]): Uint8Array {
  return sha256(...[utf8(domain), ...parts].flatMap((part) => [lengthOf(part), part]));
}

function lengthOf(part: Uint8Array): Uint8Array {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, part.length);
  return length;
}
