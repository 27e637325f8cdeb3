import { createHash } from 'node:crypto';

const sha256 = (...parts: Uint8Array[]): Uint8Array =>
  createHash('sha256').update(Buffer.concat(parts)).digest();

/** SHA-256(0x01, left, right) */
export function pair(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(Buffer.of(1), left, right);
}

/**
 * The tree as RFC 6962 section 2.1 defines it, by recursion over lists of leaves and sharing no code with what
 * it is compared with. MTH, PATH and PROOF are the text's own names.
 */
export class RecursiveTree {
  private readonly roots = new Map<string, Uint8Array>();

  constructor(private readonly leaves: readonly Uint8Array[]) {}

  /** MTH(D[start:end]) */
  mth(start: number, end: number): Uint8Array {
    const key = `${start}:${end}`;
    const known = this.roots.get(key);
    if (known) return known;
    const root = this.computeMth(start, end);
    this.roots.set(key, root);
    return root;
  }

  private computeMth(start: number, end: number): Uint8Array {
    if (start === end) return sha256();
    if (end - start === 1) return sha256(Buffer.of(0), this.leaves[start] ?? Buffer.of());
    const k = largestPowerOfTwoBelow(end - start);
    return pair(this.mth(start, start + k), this.mth(start + k, end));
  }

  /** PATH(m, D[start:end]) */
  path(m: number, end: number, start = 0): Uint8Array[] {
    if (end - start === 1) return [];
    const k = largestPowerOfTwoBelow(end - start);
    return m < k
      ? [...this.path(m, start + k, start), this.mth(start + k, end)]
      : [...this.path(m - k, end, start + k), this.mth(start, start + k)];
  }

  /** PROOF(m, D[n]) */
  proof(m: number, n: number): Uint8Array[] {
    return this.subproof(m, 0, n, true);
  }

  private subproof(m: number, start: number, end: number, b: boolean): Uint8Array[] {
    if (m === end - start) return b ? [] : [this.mth(start, end)];
    const k = largestPowerOfTwoBelow(end - start);
    return m <= k
      ? [...this.subproof(m, start, start + k, b), this.mth(start + k, end)]
      : [...this.subproof(m - k, start + k, end, false), this.mth(start, start + k)];
  }
}

function largestPowerOfTwoBelow(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}
