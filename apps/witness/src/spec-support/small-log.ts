import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  appendLeaf,
  consistencyProof,
  emptyFrontier,
  formatAddCheckpoint,
  formatCheckpoint,
  frontierRoot,
  leafHash,
  nodeHash,
  noteSigner,
  SIGNATURE_TYPE,
  signNote,
  type NoteSigner,
  type TreeNode,
} from '#transparency';

/** A log in memory that can be asked to lie: its history branches after as many entries as it was made with. */
export class SmallLog {
  readonly signer: NoteSigner;

  constructor(
    readonly origin: string,
    private readonly branchesAfter = Number.POSITIVE_INFINITY,
    key: KeyObject = generateKeyPairSync('ed25519').privateKey,
  ) {
    this.signer = noteSigner(origin, SIGNATURE_TYPE.ed25519, key);
  }

  /** The signed checkpoint of so many entries. */
  note(size: number, branch = 'main'): string {
    let frontier = emptyFrontier();
    for (let index = 0; index < size; index += 1) frontier = appendLeaf(frontier, this.leaf(index, branch));
    return signNote(formatCheckpoint({ origin: this.origin, size, root: frontierRoot(frontier) }), [
      this.signer,
    ]);
  }

  /** The body of a request to cosign the checkpoint of `size` entries after that of `oldSize`. */
  async request(oldSize: number, size: number, branch = 'main'): Promise<string> {
    const nodes = (asked: readonly TreeNode[]) =>
      Promise.resolve(asked.map(({ height, index }) => this.node(height, index, branch)));
    const proof = oldSize === 0 || oldSize > size ? [] : await consistencyProof(oldSize, size, nodes);
    return formatAddCheckpoint({ oldSize, proof, note: this.note(size, branch) });
  }

  private leaf(index: number, branch: string): Uint8Array {
    return leafHash(Buffer.from(`${index} ${index < this.branchesAfter ? 'main' : branch}`));
  }

  private node(height: number, index: number, branch: string): Uint8Array {
    if (height === 0) return this.leaf(index, branch);
    return nodeHash(this.node(height - 1, 2 * index, branch), this.node(height - 1, 2 * index + 1, branch));
  }
}
