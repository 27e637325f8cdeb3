import { leafHash } from './merkle.js';
import {
  consistencyProof,
  inclusionProof,
  verifyConsistency,
  verifyInclusion,
  type InclusionClaim,
  type NodeReader,
} from './merkle-proof.js';
import { consistency, inclusion, leaves, readNodes, root, tree } from './spec-support/proof-claims.js';
import { pair } from './spec-support/recursive-tree.js';

describe('proofs by hand', () => {
  const [a, b, c] = leaves.map(leafHash) as [Uint8Array, Uint8Array, Uint8Array];

  it('of three leaves: the last one needs only the root of the first two', async () => {
    expect(await inclusionProof(2, 3, readNodes)).toEqual([root(2)]);
    expect(await inclusionProof(0, 3, readNodes)).toEqual([b, c]);
    expect(await inclusionProof(1, 3, readNodes)).toEqual([a, c]);
    expect(await inclusionProof(0, 1, readNodes)).toEqual([]);
  });

  it('from three leaves to four: the third, the fourth, the root of the first two', async () => {
    expect(await consistencyProof(3, 4, readNodes)).toEqual([c, tree.mth(3, 4), root(2)]);
    expect(await consistencyProof(2, 4, readNodes)).toEqual([tree.mth(2, 4)]);
    expect(await consistencyProof(4, 4, readNodes)).toEqual([]);
  });

  it('ask the reader once, and not at all when nothing is needed', async () => {
    let asked = 0;
    const counting: NodeReader = (nodes) => {
      asked += 1;
      return readNodes(nodes);
    };
    await inclusionProof(150, 299, counting);
    expect(asked).toBe(1);
    await consistencyProof(7, 7, counting);
    expect(asked).toBe(1);
  });

  it('are not made for a leaf beyond the tree, from the empty tree, or backwards', async () => {
    await expect(inclusionProof(3, 3, readNodes)).rejects.toThrow(RangeError);
    await expect(inclusionProof(-1, 3, readNodes)).rejects.toThrow(RangeError);
    await expect(consistencyProof(0, 3, readNodes)).rejects.toThrow(RangeError);
    await expect(consistencyProof(4, 3, readNodes)).rejects.toThrow(RangeError);
    await expect(inclusionProof(0, 3, () => Promise.resolve([]))).rejects.toThrow(RangeError);
    await expect(inclusionProof(2, 3, () => Promise.resolve([Buffer.of(1)]))).rejects.toThrow(RangeError);
  });
});

describe('hostile claims', () => {
  const claim = inclusion(5, 11);

  it.each<[string, Partial<InclusionClaim>]>([
    ['an index that is NaN', { index: NaN }],
    ['a fraction', { index: 5.5 }],
    ['an index below 0', { index: -1 }],
    ['a size above 2^53-1', { size: 2 ** 53 }],
    ['an index of 2^64-1', { index: Number('18446744073709551615') }],
    ['an endless size', { size: Infinity }],
    ['a short leaf hash', { leafHash: Buffer.alloc(31) }],
    ['a root without bytes', { root: Buffer.alloc(0) }],
    ['a long hash in the proof', { proof: [...claim.proof.slice(1), Buffer.alloc(33)] }],
    ['the index 2^32 further', { index: 5 + 2 ** 32, size: 11 + 2 ** 32 }],
  ])('are refused: %s', (_, part) => {
    expect(verifyInclusion({ ...claim, ...part })).toBe(false);
  });

  it('are refused for consistency too', () => {
    const good = consistency(5, 11);
    for (const part of [
      { from: NaN },
      { to: 2 ** 53 },
      { from: 5.5 },
      { from: 0 },
      { fromRoot: Buffer.alloc(12) },
      { toRoot: Buffer.alloc(12) },
      { proof: [Buffer.alloc(9), ...good.proof.slice(1)] },
      { from: 5 + 2 ** 32, to: 11 + 2 ** 32 },
    ]) {
      expect(verifyConsistency({ ...good, ...part })).toBe(false);
    }
    expect(verifyConsistency({ from: 0, to: 0, fromRoot: root(0), toRoot: root(0), proof: [] })).toBe(false);
  });

  it('are refused when the proof is that of a larger tree', () => {
    const [first, second] = [tree.mth(0, 1), tree.mth(1, 2)];
    const only = { leafHash: second, index: 0, size: 1, root: root(2), proof: [first] };
    expect(verifyInclusion(only)).toBe(false);
    const smaller = { from: 3, to: 4, fromRoot: root(7), toRoot: root(8), proof: tree.proof(7, 8) };
    expect(verifyConsistency({ ...smaller, from: 7, to: 8 })).toBe(true);
    expect(verifyConsistency(smaller)).toBe(false);
  });

  it('hold beyond 2^32 leaves where they are true', async () => {
    const same = leafHash(Buffer.of(7));
    const perfect = [same];
    while (perfect.length < 54) perfect.push(pair(perfect.at(-1)!, perfect.at(-1)!));
    const uniform: NodeReader = (nodes) => Promise.resolve(nodes.map(({ height }) => perfect[height]!));
    const size = 2 ** 40;
    const proof = await inclusionProof(2 ** 33 + 1, size, uniform);
    expect(proof).toHaveLength(40);
    expect(verifyInclusion({ leafHash: same, index: 2 ** 33 + 1, size, root: perfect[40]!, proof })).toBe(
      true,
    );
    const between = await consistencyProof(2 ** 39, size, uniform);
    const claimed = { from: 2 ** 39, to: size, fromRoot: perfect[39]!, toRoot: perfect[40]!, proof: between };
    expect(verifyConsistency(claimed)).toBe(true);
    expect(verifyConsistency({ ...claimed, to: size + 1 })).toBe(false);
  });
});
