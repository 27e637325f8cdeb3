import { concat, sha256 } from './bytes.js';

/** Bytes of a SHA-256 hash. */
export const HASH_BYTES = 32;

const LEAF_PREFIX = Uint8Array.of(0x00);
const NODE_PREFIX = Uint8Array.of(0x01);

/** The root of the tree without leaves: SHA-256 of nothing (RFC 6962 section 2.1). */
export const EMPTY_ROOT: Uint8Array = sha256();

/** The hash of a leaf: SHA-256(0x00, bytes) (RFC 6962 section 2.1). */
export function leafHash(bytes: Uint8Array): Uint8Array {
  return sha256(LEAF_PREFIX, bytes);
}

/** The hash of an inner node: SHA-256(0x01, left, right) (RFC 6962 section 2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(NODE_PREFIX, left, right);
}

/** True for a whole number from 0 to 2^53-1: what a size or an index may be. */
export function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** True for 32 bytes. */
export function isHash(value: Uint8Array): boolean {
  return value.length === HASH_BYTES;
}

/**
 * What a log must remember to go on growing: its size and the roots of the perfect subtrees that the size
 * is made of, largest (leftmost) first: one for each 1 in the size's binary form.
 */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
}

/** The frontier of the tree without leaves. */
export function emptyFrontier(): Frontier {
  return { size: 0, hashes: [] };
}

/** The frontier after one more leaf. Throws a RangeError at 2^53-1 leaves or when the hash is not 32 bytes. */
export function appendLeaf(frontier: Frontier, leaf: Uint8Array): Frontier {
  if (!isHash(leaf)) throw new RangeError('A leaf hash has 32 bytes.');
  if (!isIndex(frontier.size + 1)) throw new RangeError('A log has at most 2^53-1 leaves.');
  const hashes = [...frontier.hashes];
  let carried = leaf;
  for (let rest = frontier.size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
    const left = hashes.pop();
    if (left === undefined) throw new RangeError('The frontier has fewer hashes than its size asks for.');
    carried = nodeHash(left, carried);
  }
  hashes.push(carried);
  return { size: frontier.size + 1, hashes };
}

/** The root of the tree whose frontier this is. */
export function frontierRoot(frontier: Frontier): Uint8Array {
  return foldRight(frontier.hashes) ?? EMPTY_ROOT;
}

/** The root over perfect subtrees of falling size: the smaller ones are hashed together first. Null over none. */
export function foldRight(hashes: readonly Uint8Array[]): Uint8Array | null {
  let root: Uint8Array | null = null;
  for (const hash of hashes.toReversed()) root = root === null ? hash : nodeHash(hash, root);
  return root;
}

/** The frontier's hashes, one after the other, to be stored beside its size. */
export function encodeFrontier(frontier: Frontier): Uint8Array {
  return concat(frontier.hashes);
}

/** Reads a stored frontier. Null when the bytes are not as many hashes as the size has 1s in binary. */
export function decodeFrontier(size: number, bytes: Uint8Array): Frontier | null {
  if (!isIndex(size) || bytes.length !== HASH_BYTES * perfectSubtrees(size).length) return null;
  return { size, hashes: splitHashes(bytes) };
}

/** Cuts bytes into 32-byte hashes. Throws a RangeError when they do not come out even. */
export function splitHashes(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length % HASH_BYTES !== 0) throw new RangeError('Hashes have 32 bytes each.');
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, position) =>
    bytes.subarray(position * HASH_BYTES, (position + 1) * HASH_BYTES),
  );
}

/**
 * A node of the tree over perfect subtrees: the root over the leaves from `index * 2^height` up to and
 * without `(index + 1) * 2^height`.
 */
export interface TreeNode {
  readonly height: number;
  readonly index: number;
}

/** The perfect subtrees that cover the first `size` leaves, largest first. */
export function perfectSubtrees(size: number): TreeNode[] {
  return coverRange(0, size);
}

/**
 * The perfect subtrees that cover the leaves from `start` up to and without `end`, left to right; in the
 * tree of RFC 6962 `start` is a multiple of a power of two that is not below the range's length.
 */
export function coverRange(start: number, end: number): TreeNode[] {
  const nodes: TreeNode[] = [];
  let at = start;
  for (let height = 53; height >= 0; height -= 1) {
    const leaves = 2 ** height;
    if (end - at >= leaves) {
      nodes.push({ height, index: at / leaves });
      at += leaves;
    }
  }
  return nodes;
}
