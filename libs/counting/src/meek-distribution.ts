import type { Papers } from './papers.js';
import { NONE, rankingTree, type RankingTree } from './ranking-tree.js';

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
  readonly #tree: RankingTree;
  readonly #high: Float64Array;
  readonly #low: Float64Array;

  constructor(papers: Papers, options: number) {
    this.#tree = rankingTree(papers);
    this.keepFactors = new Float64Array(options).fill(ONE);
    this.#high = new Float64Array(options);
    this.#low = new Float64Array(options);
  }

  /** Step B.2.a. Returns the votes of every option, in units. Papers that begin alike are dealt out together. */
  distribute(): bigint[] {
    this.#high.fill(0);
    this.#low.fill(0);
    this.#dealChildren(0, ONE);
    return Array.from(this.#high, (sum, at) => BigInt(sum) * BigInt(LOW) + BigInt(this.#low[at] ?? 0));
  }

  /** Deals out what is left of each paper that goes through a node. */
  #dealChildren(parent: number, left: number): void {
    const { option, papers, child, sibling } = this.#tree;
    for (let node = child[parent] ?? NONE; node !== NONE; node = sibling[node] ?? NONE) {
      const to = option[node] ?? 0;
      const factor = this.keepFactors[to] ?? 0;
      const kept = factor === ONE ? left : factor === 0 ? 0 : multiplyUp(left, factor);
      if (kept > 0) {
        const weight = papers[node] ?? 0;
        const part = kept % LOW;
        this.#low[to] = (this.#low[to] ?? 0) + part * weight;
        this.#high[to] = (this.#high[to] ?? 0) + ((kept - part) / LOW) * weight;
      }
      if (kept < left) this.#dealChildren(node, left - kept);
    }
  }
}
