import { inclusionProof, verifyInclusion, type InclusionClaim } from './merkle-proof.js';
import {
  inclusion,
  pairs,
  readNodes,
  root,
  same,
  SIZES,
  withFlippedBit,
} from './spec-support/proof-claims.js';

describe('all inclusion proofs of sizes 1 to 300', () => {
  it('are those of the recursive definition, hold, and fail with any hash changed', async () => {
    const faults: string[] = [];
    for (const [index, size] of pairs(0)) {
      const claim = inclusion(index, size);
      if (!same(await inclusionProof(index, size, readNodes), claim.proof))
        faults.push(`${index}/${size} differs`);
      if (!verifyInclusion(claim)) faults.push(`${index}/${size} does not hold`);
      for (const proof of withFlippedBit(claim.proof)) {
        if (verifyInclusion({ ...claim, proof })) faults.push(`${index}/${size} holds with a changed hash`);
      }
    }
    expect(faults).toEqual([]);
  }, 120_000);

  it('fail for another index, leaf, root, a hash more or less, in a tree of up to 64 leaves', () => {
    const faults: string[] = [];
    for (const [index, size] of pairs(0)) {
      if (size > 64) break;
      const claim = inclusion(index, size);
      const other = root(SIZES);
      const forged: Partial<InclusionClaim>[] = [
        { leafHash: other },
        { root: other },
        { proof: [...claim.proof, other] },
        { proof: [other, ...claim.proof] },
        ...(claim.proof.length > 0
          ? [{ proof: claim.proof.slice(1) }, { proof: claim.proof.slice(0, -1) }]
          : []),
        ...Array.from({ length: size + 1 }, (_, wrong) => wrong)
          .filter((wrong) => wrong !== index)
          .map((wrong) => ({ index: wrong })),
      ];
      for (const part of forged) {
        if (verifyInclusion({ ...claim, ...part })) faults.push(`${index}/${size} ${JSON.stringify(part)}`);
      }
    }
    expect(faults).toEqual([]);
  });
});
