import { refuse, type Refusal } from '#kernel';
import { equalBytes, sha256, utf8 } from '#transparency';

/** Bytes of a committer's secret. */
export const SECRET_BYTES = 32;
const CLAUSE = 'Draw by commit and reveal: two committers of two sectors or more';

/** One sector's promise of a secret. */
export interface SectorCommitment {
  readonly sector: string;
  /** SHA-256 of draw id, sector and the secret, one after the other. */
  readonly commitment: Uint8Array;
}

/** What a sector's committer commits to, for one draw: SHA-256(draw id, sector, 32 random bytes). */
export function commitmentTo(drawId: string, sector: string, secret: Uint8Array): Uint8Array {
  if (secret.length !== SECRET_BYTES) throw new RangeError('A committer’s secret has 32 bytes.');
  return sha256(utf8(drawId), utf8(sector), secret);
}

/** Refuses commitments that one sector alone could steer, or whose sectors are not all different. */
export function mayCommit(commitments: readonly SectorCommitment[]): Refusal | null {
  const sectors = new Set(commitments.map(({ sector }) => sector));
  if (sectors.size !== commitments.length) {
    return refuse('SECTOR_TWICE', 'One committer a sector: leave the second one out.', { clause: CLAUSE });
  }
  return sectors.size >= 2
    ? null
    : refuse('COMMITTERS_MISSING', 'Name committers of two sectors or more.', { clause: CLAUSE });
}

/** Refuses SOURCE_NOT_VALID unless the secret is what the sector committed to. */
export function mayReveal(
  drawId: string,
  commitments: readonly SectorCommitment[],
  { sector, secret }: { readonly sector: string; readonly secret: Uint8Array },
): Refusal | null {
  const committed = commitments.find((other) => other.sector === sector);
  const isOpened =
    committed !== undefined &&
    secret.length === SECRET_BYTES &&
    equalBytes(committed.commitment, commitmentTo(drawId, sector, secret));
  return isOpened
    ? null
    : refuse('SOURCE_NOT_VALID', 'This is not the secret that the sector committed to; reveal that one.', {
        clause: CLAUSE,
      });
}

/**
 * The output of the source when every sector has revealed: the secrets in the order of the sectors' names. Null while
 * one is missing: the draw then takes its fallback, and the sector is named.
 */
export function revealedOutput(
  commitments: readonly SectorCommitment[],
  secrets: ReadonlyMap<string, Uint8Array>,
): Uint8Array | null {
  const sectors = commitments.map(({ sector }) => sector).sort();
  const revealed = sectors.flatMap((sector) => secrets.get(sector) ?? []);
  return revealed.length === sectors.length ? sha256(...revealed) : null;
}

/** The sectors that have not revealed, sorted. */
export function missingReveals(
  commitments: readonly SectorCommitment[],
  secrets: ReadonlyMap<string, Uint8Array>,
): string[] {
  return commitments
    .map(({ sector }) => sector)
    .filter((sector) => !secrets.has(sector))
    .sort();
}
