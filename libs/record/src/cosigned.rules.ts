import type { QuorumState } from '#transparency';

/** A published checkpoint and how far it is cosigned. */
export interface CosignedHead {
  readonly size: number;
  readonly cosigned: QuorumState;
  /** Milliseconds since the next checkpoint after it was published; null for the newest. */
  readonly outdatedFor: number | null;
}

/** Milliseconds for which the witnesses of a new checkpoint are waited for before it is shown without them. */
export const WITNESS_GRACE = 10_000;

/**
 * The checkpoint that strangers are shown: the newest one that has its quorum, as long as a newer one has been
 * waiting for its own only briefly; else the newest. So whoever demands the quorum finds it while the witnesses
 * answer, and a record whose witnesses are silent goes on all the same.
 *
 * @param heads newest first, at least one
 */
export function headToShow<Head extends CosignedHead>(heads: readonly [Head, ...Head[]]): Head {
  const complete = heads.find(({ cosigned }) => cosigned.met);
  const isShown = complete && (complete.outdatedFor === null || complete.outdatedFor <= WITNESS_GRACE);
  return isShown ? complete : heads[0];
}

/**
 * The checkpoint by which one entry is proved: the newest one that covers it and has its quorum, else the newest.
 *
 * @param heads newest first, at least one
 */
export function headToProveBy<Head extends CosignedHead>(
  heads: readonly [Head, ...Head[]],
  leafIndex: number,
): Head {
  return heads.find(({ size, cosigned }) => cosigned.met && leafIndex < size) ?? heads[0];
}
