import {
  appendLeaf,
  coverRange,
  decodeFrontier,
  EMPTY_ROOT,
  emptyFrontier,
  encodeFrontier,
  frontierRoot,
  leafHash,
  nodeHash,
  perfectSubtrees,
  splitHashes,
  type Frontier,
} from './merkle.js';
import { RecursiveTree } from './spec-support/recursive-tree.js';
import { TOY_LEAVES, TOY_ROOTS } from './spec-support/toy-tree.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function grow(leaves: readonly Uint8Array[]): Frontier {
  return leaves.map(leafHash).reduce(appendLeaf, emptyFrontier());
}

describe('hashes', () => {
  it('set leaves apart from nodes by their first byte', () => {
    expect(hex(leafHash(Buffer.of()))).toBe(TOY_ROOTS[1]);
    expect(hex(nodeHash(leafHash(Buffer.of()), leafHash(Buffer.of(0))))).toBe(TOY_ROOTS[2]);
    expect(hex(EMPTY_ROOT)).toBe(TOY_ROOTS[0]);
    const [left, right] = [leafHash(Buffer.of(1)), leafHash(Buffer.of(2))];
    expect(hex(leafHash(Buffer.concat([left, right])))).not.toBe(hex(nodeHash(left, right)));
  });
});

describe('frontier', () => {
  it.each(TOY_ROOTS.map((root, size) => ({ size, root })))(
    'of $size leaves of the toy tree has its root',
    ({ size, root }) => {
      expect(hex(frontierRoot(grow(TOY_LEAVES.slice(0, size))))).toBe(root);
    },
  );

  it('has the root that recursion has and one hash for each 1 of its size, up to 300 leaves', () => {
    const leaves = Array.from({ length: 300 }, (_, index) => Buffer.from(`leaf ${index}`));
    const tree = new RecursiveTree(leaves);
    let frontier = emptyFrontier();
    for (const leaf of leaves) {
      frontier = appendLeaf(frontier, leafHash(leaf));
      expect(hex(frontierRoot(frontier))).toBe(hex(tree.mth(0, frontier.size)));
      expect(frontier.hashes).toHaveLength(frontier.size.toString(2).replaceAll('0', '').length);
    }
  });

  it('is not changed by what is appended to it', () => {
    const before = grow(TOY_LEAVES.slice(0, 3));
    const root = hex(frontierRoot(before));
    appendLeaf(before, leafHash(Buffer.of(1)));
    expect(hex(frontierRoot(before))).toBe(root);
    expect(before.size).toBe(3);
  });

  it('goes on after it was stored as if it had never stopped', () => {
    for (const [size, leaf] of TOY_LEAVES.entries()) {
      const stored = decodeFrontier(size, encodeFrontier(grow(TOY_LEAVES.slice(0, size))));
      expect(stored).not.toBeNull();
      expect(hex(frontierRoot(appendLeaf(stored!, leafHash(leaf))))).toBe(TOY_ROOTS[size + 1]);
    }
  });

  it('is not read from bytes that do not fit its size', () => {
    const bytes = encodeFrontier(grow(TOY_LEAVES.slice(0, 5)));
    expect(decodeFrontier(4, bytes)).toBeNull();
    expect(decodeFrontier(7, bytes)).toBeNull();
    expect(decodeFrontier(-1, bytes)).toBeNull();
    expect(decodeFrontier(5, bytes.subarray(1))).toBeNull();
    expect(decodeFrontier(6, bytes)?.size).toBe(6);
  });

  it('grows beyond 2^32 leaves', () => {
    const size = 2 ** 40 + 3;
    const hashes = [1, 2, 3].map((byte) => leafHash(Buffer.of(byte)));
    const next = appendLeaf({ size, hashes }, leafHash(Buffer.of(4)));
    const [first, second, third] = hashes;
    expect(next.size).toBe(2 ** 40 + 4);
    expect(next.hashes.map(hex)).toEqual([
      hex(first!),
      hex(nodeHash(second!, nodeHash(third!, leafHash(Buffer.of(4))))),
    ]);
  });

  it('takes only hashes of 32 bytes and stops at 2^53-1 leaves', () => {
    expect(() => appendLeaf(emptyFrontier(), Buffer.alloc(31))).toThrow(RangeError);
    expect(() => appendLeaf({ size: 3, hashes: [] }, EMPTY_ROOT)).toThrow(RangeError);
    expect(() => appendLeaf({ size: 2 ** 53 - 1, hashes: [] }, EMPTY_ROOT)).toThrow(RangeError);
    expect(() => splitHashes(Buffer.alloc(33))).toThrow(RangeError);
  });
});

describe('perfect subtrees', () => {
  it('cover a size from the largest to the smallest', () => {
    expect(perfectSubtrees(0)).toEqual([]);
    expect(perfectSubtrees(13)).toEqual([
      { height: 3, index: 0 },
      { height: 2, index: 2 },
      { height: 0, index: 12 },
    ]);
    expect(perfectSubtrees(2 ** 53 - 1)).toHaveLength(53);
  });

  it('cover a range at the right edge', () => {
    expect(coverRange(8, 14)).toEqual([
      { height: 2, index: 2 },
      { height: 1, index: 6 },
    ]);
  });
});
