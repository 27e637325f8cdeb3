import type { ConflictKind, RecusalId } from '#assembly';
import type {
  BodyId,
  BoxId,
  CoalitionId,
  Id,
  MandateId,
  OrganizationId,
  PersonId,
  ProposalId,
} from '#kernel';
import type { Tally } from './voting.types.js';

export type ChallengeId = Id<'InterestChallenge'>;

/** What a ruling on a challenge brings about. */
export type Consequence =
  /** The ballot is not counted: the box was still open. */
  | 'SET_ASIDE'
  /** The result stays: without the ballot it comes out the same. */
  | 'STANDS'
  /** Without the ballot it comes out otherwise, and by the charter the vote is held again. */
  | 'RERUN'
  /** Without the ballot it comes out otherwise, and by the charter that is the result. */
  | 'CORRECT';

/** The claim that somebody voted on what the charter keeps them out of. */
export interface InterestChallenge {
  readonly coalitionId: CoalitionId;
  readonly id: ChallengeId;
  readonly version: number;
  readonly boxId: BoxId;
  readonly bodyId: BodyId;
  readonly proposalId: ProposalId;
  readonly elector: MandateId;
  readonly personId: PersonId;
  readonly interest: ConflictKind;
  /** In which organization; null where it is in none of the coalition. */
  readonly organizationId: OrganizationId | null;
  /** The section of the charter that keeps out whoever has such an interest. */
  readonly clause: string;
  readonly raisedBy: PersonId;
  readonly raisedAt: Date;
  /** Null until it is ruled on. */
  readonly ruling: 'UPHELD' | 'DISMISSED' | null;
  readonly ruledAt: Date | null;
  /** The recusal of the elector; null while it is open and where it was dismissed. */
  readonly recusal: RecusalId | null;
  readonly follows: Consequence | null;
  /** The count without the ballot; null where the box was still open, or nothing was upheld. */
  readonly recount: Tally | null;
  readonly recountDigest: string | null;
}

/** What one member who is not involved holds of a challenge. */
export interface ChallengeOpinion {
  readonly coalitionId: CoalitionId;
  readonly id: Id<'ChallengeOpinion'>;
  readonly version: number;
  readonly challengeId: ChallengeId;
  readonly personId: PersonId;
  readonly isUpheld: boolean;
}
