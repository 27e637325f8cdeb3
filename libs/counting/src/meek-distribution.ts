import { EMPTY, type Papers } from './papers.js';

/** Units of one vote: weights, keep factors and votes are whole numbers of thousand-millionths. */
export const ONE = 1_000_000_000;
/** Sums of votes are kept in two parts, so that each stays below 2^53. */
const LOW = 32_768;

/**
 * The product of two numbers of units, rounded up to a unit. Both are at most one vote, so the product may need
 * 60 bits: the quotient is estimated by division, at most one off, and set right by the exact remainder, which
 * fits 32 bits.
 */
export function multiplyUp(weight: number, factor: number): number {
  const estimate = Math.floor((weight * factor) / ONE);
  const remainder = (Math.imul(weight, factor) - Math.imul(estimate, ONE)) | 0;
  if (remainder > 0) return remainder > ONE ? estimate + 2 : estimate + 1;
  return remainder <= -ONE ? estimate - 1 : estimate;
}

/** Deals every paper out by keep factors: each option keeps its share of what reaches it and passes on the rest. */
export class MeekDistribution {
  /** The share that each option keeps, in units: 1 while hopeful, less once elected, 0 when defeated. */
  readonly keepFactors: Float64Array;
  readonly #papers: Papers;

  constructor(papers: Papers, options: number) {
    this.#papers = papers;
    this.keepFactors = new Float64Array(options).fill(ONE);
  }

  /** Step B.2.a. Returns the votes of every option, in units. */
  distribute(): bigint[] {
    const { size, starts, cells, weights } = this.#papers;
    const factors = this.keepFactors;
    const high = new Float64Array(factors.length);
    const low = new Float64Array(factors.length);
    for (let paper = 0; paper < size; paper += 1) {
      const end = starts[paper + 1] ?? 0;
      const papers = weights[paper] ?? 0;
      let left = ONE;
      for (let at = starts[paper] ?? 0; at < end && left > 0; at += 1) {
        const option = cells[at] ?? EMPTY;
        const factor = factors[option] ?? 0;
        if (factor === 0) continue;
        const kept = factor === ONE ? left : multiplyUp(left, factor);
        const part = kept % LOW;
        low[option] = (low[option] ?? 0) + part * papers;
        high[option] = (high[option] ?? 0) + ((kept - part) / LOW) * papers;
        left -= kept;
      }
    }
    return Array.from(high, (sum, at) => BigInt(sum) * BigInt(LOW) + BigInt(low[at] ?? 0));
  }
}
