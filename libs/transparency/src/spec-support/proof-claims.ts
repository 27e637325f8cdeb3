import { type ConsistencyClaim, type InclusionClaim, type NodeReader } from '../merkle-proof.js';
import { RecursiveTree } from './recursive-tree.js';

export const SIZES = 300;
export const leaves = Array.from({ length: SIZES }, (_, index) => Buffer.from(`leaf ${index}`));
export const tree = new RecursiveTree(leaves);
export const root = (size: number) => tree.mth(0, size);
export const readNodes: NodeReader = (nodes) =>
  Promise.resolve(nodes.map(({ height, index }) => tree.mth(index * 2 ** height, (index + 1) * 2 ** height)));

export const inclusion = (index: number, size: number): InclusionClaim => ({
  leafHash: tree.mth(index, index + 1),
  index,
  size,
  root: root(size),
  proof: tree.path(index, size),
});
export const consistency = (from: number, to: number): ConsistencyClaim => ({
  from,
  to,
  fromRoot: root(from),
  toRoot: root(to),
  proof: tree.proof(from, to),
});

/** Copies of a list of hashes, each with one bit of one hash flipped. */
export function* withFlippedBit(proof: readonly Uint8Array[]): Generator<Uint8Array[]> {
  for (const [place, hash] of proof.entries()) {
    const flipped = Buffer.from(hash);
    const octet = (place * 7) % 32;
    flipped.writeUInt8(flipped.readUInt8(octet) ^ (1 << (place % 8)), octet);
    yield proof.with(place, flipped);
  }
}

/** Every earlier size or index, from the first one that is allowed, with every size of 1 to 300. */
export function* pairs(from: number): Generator<[number, number]> {
  for (let size = 1; size <= SIZES; size += 1) {
    for (let other = from; other < size + from; other += 1) yield [other, size];
  }
}

export const same = (a: readonly Uint8Array[], b: readonly Uint8Array[]) =>
  a.length === b.length && Buffer.compare(Buffer.concat(a), Buffer.concat(b)) === 0;
