import type { RemedyId } from '#assembly';
import type { BodyId, BoxId, CoalitionId, DecisionId, Id, PersonId, SectorId } from '#kernel';

export type DrawId = Id<'Draw'>;
export type DrawSecretId = Id<'DrawSecret'>;
export type SortitionId = Id<'Sortition'>;

/**
 * Where the chance comes from: a round of drand’s quicknet, public numbers by which RFC 3797 picks, or secrets of
 * sectors that are committed to and revealed.
 */
export type DrawSource = 'DRAND' | 'RFC3797' | 'COMMIT_REVEAL';

/** The source that somebody names for a draw. */
export type NamedSource =
  | { readonly round: number }
  | { readonly name: string; readonly at: Date }
  | { readonly sectors: readonly SectorId[]; readonly sealedBy: Date; readonly at: Date };

/** The source as a draw keeps it. */
export interface SourceTerms {
  readonly source: DrawSource;
  /** The round of drand, or the one that stands in where a secret stays away; null for public numbers. */
  readonly sourceRound: number | null;
  /** What the public numbers are; null unless they are the source. */
  readonly sourceName: string | null;
  /** The instant before which nobody knows the source; of secrets the one until which they are revealed. */
  readonly sourceAt: Date;
  /** The sectors that each commit to a secret, sorted; null unless secrets are the source. */
  readonly sectors: readonly SectorId[] | null;
  /** Until when they commit; null unless secrets are the source. */
  readonly sealedBy: Date | null;
}

/** A draw as it stands: committed to before its source exists, then settled once. */
export interface Draw extends SourceTerms {
  readonly coalitionId: CoalitionId;
  readonly id: DrawId;
  readonly version: number;
  readonly bodyId: BodyId;
  /** Where a charter or a decision has the words on which the draw rests. */
  readonly section: string;
  /** The decision that lets the same be drawn once more; null for a first draw. */
  readonly decisionId: DecisionId | null;
  /** The remedy whose lot it is; null for another draw. */
  readonly remedyId: RemedyId | null;
  /** The sortition whose panel it draws; null for another draw. */
  readonly sortitionId: SortitionId | null;
  /** The vote whose ties its order breaks; null for another draw. */
  readonly boxId: BoxId | null;
  /** Whether the pool is of people, each behind a salted hash. */
  readonly ofPeople: boolean;
  /** Sorted. */
  readonly pool: readonly string[];
  readonly committedAt: Date;
  /** What the source gave; null until it is settled. */
  readonly output: string | null;
  /** The sectors whose secrets stayed away, so that another source stood in; null until it is settled. */
  readonly missing: readonly SectorId[] | null;
  /** The whole pool in the drawn order; null until it is settled. */
  readonly drawn: readonly string[] | null;
  readonly settledAt: Date | null;
}

/** One sector’s secret in a draw: its digest first, then itself. */
export interface DrawSecret {
  readonly coalitionId: CoalitionId;
  readonly id: DrawSecretId;
  readonly version: number;
  readonly drawId: DrawId;
  readonly sectorId: SectorId;
  /** Who committed to it, and alone may reveal it. */
  readonly personId: PersonId;
  /** Base64 of the SHA-256 of draw, sector and secret. */
  readonly digest: string;
  readonly committedAt: Date;
  /** Base64 of 32 bytes; null until it is revealed. */
  readonly secret: string | null;
  readonly revealedAt: Date | null;
}

/** Where somebody stands in the pool of a draw, and how they can prove it. */
export interface PoolPlace {
  readonly personId: PersonId;
  /** What stands for them in the pool: SHA-256 of salt and person, in hexadecimal digits. */
  readonly leaf: string;
  /** Base64 of 32 bytes. */
  readonly salt: string;
}

/**
 * What is drawn from: things by their ids, or people, who stand in the pool behind salted hashes. A sortition has given
 * its people their places before.
 */
export type Pool =
  | { readonly lines: readonly string[] }
  | { readonly people: readonly PersonId[] }
  | { readonly places: readonly PoolPlace[] };

/** The draw that is committed to. */
export interface CommitDraw {
  readonly bodyId: BodyId;
  readonly section: string;
  readonly pool: Pool;
  readonly source: NamedSource;
  /** The decision that lets the same be drawn once more; null for a first draw. */
  readonly decisionId: DecisionId | null;
  /** The remedy whose lot it is; none for another draw. */
  readonly remedyId?: RemedyId | null;
  /** The sortition whose panel it draws; none for another draw. */
  readonly sortitionId?: SortitionId | null;
  /** The vote whose ties its order breaks; none for another draw. */
  readonly boxId?: BoxId | null;
}
