import { consistencyProof, verifyConsistency, type ConsistencyClaim } from './merkle-proof.js';
import {
  consistency,
  pairs,
  readNodes,
  root,
  same,
  SIZES,
  withFlippedBit,
} from './spec-support/proof-claims.js';

describe('all consistency proofs of sizes 1 to 300', () => {
  it('are those of the recursive definition, hold, and fail with any hash changed', async () => {
    const faults: string[] = [];
    for (const [from, to] of pairs(1)) {
      const claim = consistency(from, to);
      if (!same(await consistencyProof(from, to, readNodes), claim.proof))
        faults.push(`${from}-${to} differs`);
      if (!verifyConsistency(claim)) faults.push(`${from}-${to} does not hold`);
      for (const proof of withFlippedBit(claim.proof)) {
        if (verifyConsistency({ ...claim, proof })) faults.push(`${from}-${to} holds with a changed hash`);
      }
    }
    expect(faults).toEqual([]);
  }, 120_000);

  it('fail for other roots, swapped sizes, a hash more or less', () => {
    const faults: string[] = [];
    for (const [from, to] of pairs(1)) {
      if (to > 64) break;
      const claim = consistency(from, to);
      const other = root(SIZES);
      const forged: Partial<ConsistencyClaim>[] = [
        { fromRoot: other },
        { toRoot: other },
        { proof: [...claim.proof, other] },
        { proof: [other, ...claim.proof] },
        { from: 0 },
        { from: to + 1 },
        ...(claim.proof.length > 0
          ? [{ proof: claim.proof.slice(1) }, { proof: claim.proof.slice(0, -1) }]
          : []),
        ...(from < to ? [{ proof: [] }, { from: to, to: from }, { from: to }] : []),
      ];
      for (const part of forged) {
        if (verifyConsistency({ ...claim, ...part })) faults.push(`${from}-${to} ${JSON.stringify(part)}`);
      }
    }
    expect(faults).toEqual([]);
  });
});
