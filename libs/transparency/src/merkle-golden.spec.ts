import { verifyConsistency, verifyInclusion } from './merkle-proof.js';
import { describeGolden, listGolden, readGolden } from '../../../test/support/golden.js';

const TOY_ROOT_OF_12_BYTES = 'additional/sizes-are-equal-one-and-proof-is-empty.json';

describeGolden('RFC 6962 vectors', 'merkle', () => {
  const hash = (text: string) => Buffer.from(text, 'base64');
  const hashes = (texts: string[] | null) => (texts ?? []).map(hash);
  const read = (path: string) => JSON.parse(Buffer.from(readGolden(path)).toString('utf8'));
  const inclusions = listGolden('merkle/inclusion', '.json');
  const consistencies = listGolden('merkle/consistency', '.json');

  it('are 98 of inclusion and 98 of consistency', () => {
    expect([inclusions.length, consistencies.length]).toEqual([98, 98]);
    expect(consistencies).toContain(TOY_ROOT_OF_12_BYTES);
  });

  it.each(inclusions)('inclusion/%s', (path) => {
    const { leafIdx, treeSize, root, leafHash, proof, wantErr } = read(`merkle/inclusion/${path}`);
    const claim = {
      index: leafIdx,
      size: treeSize,
      root: hash(root),
      leafHash: hash(leafHash),
      proof: hashes(proof),
    };
    expect(verifyInclusion(claim)).toBe(!wantErr);
  });

  it.each(consistencies.filter((path) => path !== TOY_ROOT_OF_12_BYTES))('consistency/%s', (path) => {
    expect(verifyVector(path)).toBe(!read(`merkle/consistency/${path}`).wantErr);
  });

  it(`consistency/${TOY_ROOT_OF_12_BYTES}: accepted there, refused here, because its roots have 12 bytes`, () => {
    expect(read(`merkle/consistency/${TOY_ROOT_OF_12_BYTES}`).wantErr).toBe(false);
    expect(verifyVector(TOY_ROOT_OF_12_BYTES)).toBe(false);
  });

  function verifyVector(path: string): boolean {
    const { size1, size2, root1, root2, proof } = read(`merkle/consistency/${path}`);
    return verifyConsistency({
      from: size1,
      to: size2,
      fromRoot: hash(root1),
      toRoot: hash(root2),
      proof: hashes(proof),
    });
  }
});
