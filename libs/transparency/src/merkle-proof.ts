import { equalBytes } from './bytes.js';
import { coverRange, EMPTY_ROOT, foldRight, isHash, isIndex, nodeHash, type TreeNode } from './merkle.js';

/** Reads the hashes of nodes, in the order asked for. All nodes lie within the tree that is proved about. */
export type NodeReader = (nodes: readonly TreeNode[]) => Promise<readonly Uint8Array[]>;

/** Leaves from `start` up to and without `end`, whose root is one line of a proof. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The inclusion proof of one leaf in the tree of the first `size` leaves, the leaf's sibling first
 * (RFC 6962 section 2.1.1). Reads once. Throws a RangeError unless 0 <= index < size.
 */
export async function inclusionProof(
  index: number,
  size: number,
  readNodes: NodeReader,
): Promise<Uint8Array[]> {
  if (!isIndex(index) || !isIndex(size) || index >= size) {
    throw new RangeError('A leaf is proved in a tree that holds it.');
  }
  return rootsOf(inclusionRanges(index, { start: 0, end: size }), readNodes);
}

/**
 * The proof that the tree of `to` leaves begins with the tree of `from` leaves (RFC 6962 section 2.1.2).
 * Reads once. Throws a RangeError unless 0 < from <= to.
 */
export async function consistencyProof(
  from: number,
  to: number,
  readNodes: NodeReader,
): Promise<Uint8Array[]> {
  if (!isIndex(from) || !isIndex(to) || from === 0 || from > to) {
    throw new RangeError('Consistency is proved from a tree with leaves to one at least as large.');
  }
  return rootsOf(consistencyRanges(from, { start: 0, end: to }, true), readNodes);
}

function inclusionRanges(index: number, { start, end }: Range): Range[] {
  if (end - start === 1) return [];
  const middle = start + split(end - start);
  const [left, right] = [
    { start, end: middle },
    { start: middle, end },
  ];
  return index < middle ? [...inclusionRanges(index, left), right] : [...inclusionRanges(index, right), left];
}

/** `whole` is true while the earlier tree's root itself is at this place: the verifier has it already. */
function consistencyRanges(from: number, { start, end }: Range, whole: boolean): Range[] {
  if (from === end) return whole ? [] : [{ start, end }];
  const middle = start + split(end - start);
  const [left, right] = [
    { start, end: middle },
    { start: middle, end },
  ];
  return from <= middle
    ? [...consistencyRanges(from, left, whole), right]
    : [...consistencyRanges(from, right, false), left];
}

/** The largest power of two below `leaves`, which are at least two. */
function split(leaves: number): number {
  let half = 1;
  while (half * 2 < leaves) half *= 2;
  return half;
}

async function rootsOf(ranges: readonly Range[], readNodes: NodeReader): Promise<Uint8Array[]> {
  const covers = ranges.map(({ start, end }) => coverRange(start, end));
  const nodes = covers.flat();
  const hashes = nodes.length === 0 ? [] : await readNodes(nodes);
  if (hashes.length !== nodes.length || !hashes.every(isHash)) {
    throw new RangeError('The reader did not answer every node with a hash.');
  }
  let at = 0;
  return covers.map((cover) => foldRight(hashes.slice(at, (at += cover.length))) ?? EMPTY_ROOT);
}

/** The claim that the leaf at `index` has `leafHash` in the tree of `size` leaves with `root`. */
export interface InclusionClaim {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * True when the proof holds (RFC 9162 section 2.1.3.2). Made for hostile claims: false, never an exception,
 * for a hash that is not 32 bytes or a number above 2^53-1.
 */
export function verifyInclusion({ leafHash, index, size, root, proof }: InclusionClaim): boolean {
  if (!isIndex(index) || !isIndex(size) || index >= size) return false;
  if (![leafHash, root, ...proof].every(isHash)) return false;
  let [node, last] = [index, size - 1];
  let computed = leafHash;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      computed = nodeHash(sibling, computed);
      while (!isOdd(node) && node !== 0) [node, last] = [parent(node), parent(last)];
    } else {
      computed = nodeHash(computed, sibling);
    }
    [node, last] = [parent(node), parent(last)];
  }
  return last === 0 && equalBytes(computed, root);
}

/** The claim that the tree of `to` leaves with `toRoot` begins with the tree of `from` leaves with `fromRoot`. */
export interface ConsistencyClaim {
  readonly from: number;
  readonly to: number;
  readonly fromRoot: Uint8Array;
  readonly toRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * True when the proof holds (RFC 9162 section 2.1.4.2). Made for hostile claims: false, never an exception.
 * Always false from size 0: every tree begins with the empty one, so that such a proof would prove nothing.
 */
export function verifyConsistency({ from, to, fromRoot, toRoot, proof }: ConsistencyClaim): boolean {
  if (!isIndex(from) || !isIndex(to) || from === 0 || from > to) return false;
  if (![fromRoot, toRoot, ...proof].every(isHash)) return false;
  if (from === to) return proof.length === 0 && equalBytes(fromRoot, toRoot);

  // The earlier root is itself a node of the later tree when its size is a power of two.
  const [first, ...rest] = isPowerOfTwo(from) ? [fromRoot, ...proof] : proof;
  if (first === undefined || proof.length === 0) return false;
  let [node, last] = [from - 1, to - 1];
  while (isOdd(node)) [node, last] = [parent(node), parent(last)];
  let [computedFrom, computedTo] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      computedFrom = nodeHash(sibling, computedFrom);
      computedTo = nodeHash(sibling, computedTo);
      while (!isOdd(node) && node !== 0) [node, last] = [parent(node), parent(last)];
    } else {
      computedTo = nodeHash(computedTo, sibling);
    }
    [node, last] = [parent(node), parent(last)];
  }
  return last === 0 && equalBytes(computedFrom, fromRoot) && equalBytes(computedTo, toRoot);
}

// Bit operators work on 32 bits; sizes reach 2^53-1, so these divide.
function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function parent(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  let rest = value;
  while (rest > 1 && !isOdd(rest)) rest = parent(rest);
  return rest === 1;
}
