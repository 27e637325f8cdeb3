import type {
  BodyId,
  BoxId,
  CoalitionId,
  DecisionId,
  Id,
  MultilingualText,
  OrganizationId,
  PersonId,
  ProposalId,
  Sealed,
  SectorId,
} from '#kernel';
import type { Tally } from '#voting';

export type DissentId = Id<'Dissent'>;

/** How a decision came out; it cannot state what the count does not give. */
export type DecisionOutcome = Tally['outcome'];

/** The figures that a decision prints, as exact texts. */
export interface DecisionNumbers {
  readonly entitled: string;
  /** How many stayed out, before the vote or while it was open. */
  readonly recused: string;
  readonly cast: string;
  readonly valid: string;
  readonly quorumNeeded: string;
  /** How many of the body had to say yes; null where the charter asks for no share of it. */
  readonly majorityNeeded: string | null;
  readonly votes: readonly { readonly option: string; readonly votes: string }[];
  readonly elected: readonly string[];
  readonly funded: readonly { readonly option: string; readonly cost: string }[];
}

/** What a body has decided, by which vote, why, and until when. */
export interface Decision {
  readonly coalitionId: CoalitionId;
  readonly id: DecisionId;
  readonly version: number;
  readonly bodyId: BodyId;
  readonly proposalId: ProposalId;
  readonly boxId: BoxId;
  readonly outcome: DecisionOutcome;
  readonly numbers: DecisionNumbers;
  /** Null where it was erased. */
  readonly rationale: Sealed<MultilingualText> | null;
  /** Digest of the published tally on which it rests. */
  readonly tallyDigest: string;
  readonly decidedAt: Date;
  readonly takesEffectAt: Date;
  /** When the body looks at it again; null where it need not. */
  readonly reviewAt: Date | null;
  /** How many witnesses make it final, by the charter in force when it was recorded; 0 where it is final at once. */
  readonly witnesses: number;
  readonly supersedes: DecisionId | null;
  readonly supersededBy: DecisionId | null;
}

/** A minority's statement, beside the decision and at the same level. */
export interface Dissent {
  readonly coalitionId: CoalitionId;
  readonly id: DissentId;
  readonly version: number;
  readonly decisionId: DecisionId;
  readonly personId: PersonId;
  readonly organizationId: OrganizationId | null;
  readonly sectorId: SectorId | null;
  /** Null where it was erased. */
  readonly statement: Sealed<MultilingualText> | null;
  readonly statedAt: Date;
}
