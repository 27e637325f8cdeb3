import { refuse, type Refusal, type SectorId } from '#kernel';
import { equalBytes, fromBase64, sha256, utf8 } from '#transparency';
import type { DrawSecret, SourceTerms } from './draw.types.js';

/** Bytes of a committer's secret. */
export const SECRET_BYTES = 32;
export const REVEAL_CLAUSE = 'Draw by commit and reveal: two committers of two sectors or more';

/** The draw whose source are secrets, as its rules read it. */
export type RevealingDraw = Pick<SourceTerms, 'sectors' | 'sealedBy' | 'sourceAt'> & {
  readonly settledAt: Date | null;
};
/** A sector's secret, as rules read it. */
export type SectorSecret = Pick<DrawSecret, 'sectorId' | 'personId' | 'digest' | 'secret'>;

/** What stands before the 32 bytes of a secret when its digest is made: the draw and the sector, as the record names them. */
export function secretPrefix(drawId: string, sectorId: string): string {
  return `${drawId}${sectorId}`;
}

/** What a sector's committer commits to, for one draw: SHA-256(draw id, sector, 32 random bytes). */
export function commitmentTo(drawId: string, sectorId: string, secret: Uint8Array): Uint8Array {
  if (secret.length !== SECRET_BYTES) throw new RangeError('A committer’s secret has 32 bytes.');
  return sha256(utf8(secretPrefix(drawId, sectorId)), secret);
}

/**
 * Refuses a commitment of somebody who does not speak for a sector that the draw names, a second one of the sector,
 * and one after the time for it.
 *
 * @param sectorId the sector of the caller's seat in the body; null for one who has none
 */
export function mayCommitSecret(
  draw: RevealingDraw,
  secrets: readonly Pick<SectorSecret, 'sectorId' | 'digest'>[],
  { sectorId, digest, now }: { sectorId: SectorId | null; digest: string; now: Date },
): Refusal | null {
  const { sectors, sealedBy } = draw;
  if (sectors === null || sealedBy === null) return no('NO_SECRETS_ASKED', 'This draw has another source.');
  if (sectorId === null || !sectors.includes(sectorId)) {
    return no(
      'NOT_A_COMMITTER',
      'Only a member of the body of one of the sectors that the draw names commits.',
    );
  }
  if (now >= sealedBy) {
    return no('COMMITMENTS_CLOSED', `Secrets were committed to until ${sealedBy.toISOString()}.`);
  }
  if (secrets.some((other) => other.sectorId === sectorId)) {
    return no('SECTOR_TWICE', 'One committer a sector: somebody of your sector has committed to a secret.');
  }
  return secrets.some((other) => other.digest === digest)
    ? no('SECRET_COPIED', 'This is the digest of another sector; commit to a secret of your own.')
    : null;
}

/**
 * Refuses a secret before all are committed to or the time for that is over, after the time for revealing, of anybody
 * but its committer, and one that is not the secret that was committed to.
 */
export function mayReveal(
  drawId: string,
  draw: RevealingDraw,
  secrets: readonly SectorSecret[],
  { own, secret, by, now }: { own: SectorSecret; secret: Uint8Array | null; by: string | null; now: Date },
): Refusal | null {
  const { sectors, sealedBy, sourceAt } = draw;
  if (own.personId !== by) return no('NOT_A_COMMITTER', 'Who committed to a secret reveals it.');
  if (own.secret !== null) return no('SECRET_REVEALED', 'This secret was revealed before.');
  if (now >= sourceAt) return no('REVEALS_CLOSED', `Secrets were revealed until ${sourceAt.toISOString()}.`);
  const isSealed = secrets.length === sectors?.length || (sealedBy !== null && now >= sealedBy);
  if (!isSealed) {
    return no(
      'COMMITMENTS_OPEN',
      'Others may still commit, and must not know your secret. Reveal it when all have, or their time is over.',
    );
  }
  return opens(drawId, own, secret)
    ? null
    : no('SOURCE_NOT_VALID', 'This is not the secret that you committed to; reveal that one.');
}

/** Whether these bytes are the secret that the digest commits to. */
export function opens(
  drawId: string,
  { sectorId, digest }: Pick<SectorSecret, 'sectorId' | 'digest'>,
  secret: Uint8Array | null,
): boolean {
  const committed = fromBase64(digest);
  return (
    secret?.length === SECRET_BYTES &&
    committed !== null &&
    equalBytes(committed, commitmentTo(drawId, sectorId, secret))
  );
}

/**
 * The output of the source when every sector has revealed: SHA-256 of the secrets in the order of the sectors' ids.
 * Null while one is missing: the draw then takes the source that stands in, and the sector is named.
 */
export function revealedOutput(
  sectors: readonly SectorId[],
  secrets: readonly Pick<SectorSecret, 'sectorId' | 'secret'>[],
): Uint8Array | null {
  if (missingReveals(sectors, secrets).length > 0) return null;
  const revealed = [...sectors].sort().flatMap((sector) => secretOf(sector, secrets) ?? []);
  return sha256(...revealed);
}

/** The sectors that have not revealed, sorted. */
export function missingReveals(
  sectors: readonly SectorId[],
  secrets: readonly Pick<SectorSecret, 'sectorId' | 'secret'>[],
): SectorId[] {
  return sectors.filter((sector) => secretOf(sector, secrets) === null).sort();
}

function secretOf(
  sector: SectorId,
  secrets: readonly Pick<SectorSecret, 'sectorId' | 'secret'>[],
): Uint8Array | null {
  const found = secrets.find(({ sectorId }) => sectorId === sector)?.secret;
  return found ? fromBase64(found) : null;
}

function no(code: string, because: string): Refusal {
  return refuse(code, because, { clause: REVEAL_CLAUSE });
}
