import { EMPTY, type Papers } from './papers.js';

/** No node: the end of a list of children or siblings. */
export const NONE = -1;

/**
 * Rankings as a tree: papers that begin alike share their nodes. Node 0 is the root; every other node stands for
 * one option behind the options on the way to it, and knows how many papers go through it.
 */
export interface RankingTree {
  readonly option: Int32Array;
  readonly papers: Float64Array;
  readonly child: Int32Array;
  readonly sibling: Int32Array;
}

/** Merges papers into a tree. Empty places are passed over. */
export function rankingTree({ size, starts, cells, weights }: Papers): RankingTree {
  const most = cells.length + 1;
  const option = new Int32Array(most);
  const papers = new Float64Array(most);
  const child = new Int32Array(most).fill(NONE);
  const sibling = new Int32Array(most).fill(NONE);
  let nodes = 1;
  for (let paper = 0; paper < size; paper += 1) {
    const weight = weights[paper] ?? 0;
    const end = starts[paper + 1] ?? 0;
    let parent = 0;
    for (let at = starts[paper] ?? 0; at < end; at += 1) {
      const wanted = cells[at] ?? EMPTY;
      if (wanted < 0) continue;
      let node = child[parent] ?? NONE;
      while (node !== NONE && option[node] !== wanted) node = sibling[node] ?? NONE;
      if (node === NONE) {
        node = nodes;
        nodes += 1;
        option[node] = wanted;
        sibling[node] = child[parent] ?? NONE;
        child[parent] = node;
      }
      papers[node] = (papers[node] ?? 0) + weight;
      parent = node;
    }
  }
  return { option, papers, child, sibling };
}
