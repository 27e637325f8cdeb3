import type {
  BodyId,
  CoalitionId,
  MultilingualText,
  OrganizationId,
  PersonId,
  ProposalId,
  SectorId,
} from '#kernel';

/** What a body is asked: to agree to a text, to choose between options, or to elect people. */
export type ProposalKind = 'MOTION' | 'CHOICE' | 'ELECTION';

interface ProposalFacts {
  readonly coalitionId: CoalitionId;
  readonly id: ProposalId;
  readonly version: number;
  readonly bodyId: BodyId;
  readonly proposerId: PersonId;
  readonly kind: ProposalKind;
  /** The text that holds: the last one written. */
  readonly textNumber: number;
  /** SHA-256 of that text as canonical JSON, in base64. */
  readonly textDigest: string;
  readonly draftedAt: Date;
}

/** Its proposer still writes it; nobody else sees it. */
type Draft = { readonly stage: 'DRAFT'; readonly submittedAt: null };

/** It lies before the body: it seeks co-sponsors, has enough of them, is voted on, or was sent back to be revised. */
type Submitted = {
  readonly stage: 'SUBMITTED' | 'ADMITTED' | 'AT_VOTE' | 'DECIDED' | 'SENT_BACK';
  readonly submittedAt: Date;
};

/** Its proposer has taken it back, before or after the body saw it. */
type Withdrawn = { readonly stage: 'WITHDRAWN'; readonly submittedAt: Date | null };

/** What a body is asked to decide, and how far it has come. */
export type Proposal = ProposalFacts & (Draft | Submitted | Withdrawn);

export type Stage = Proposal['stage'];

/** What may change about a proposal in one step. */
export type ProposalChange = Draft | Submitted | Withdrawn;

/** The words of a proposal. They are never changed: a revision is a new text. */
export type ProposalText = {
  readonly title: MultilingualText;
  readonly text: MultilingualText;
};

/** Characters that a title may have in each language. */
export const LONGEST_TITLE = 300;
/** Characters that a text may have in each language. */
export const LONGEST_TEXT = 20_000;

/** Somebody's standing behind one exact text of a proposal. */
export interface CoSponsorship {
  readonly coalitionId: CoalitionId;
  readonly proposalId: ProposalId;
  readonly textNumber: number;
  readonly personId: PersonId;
  /** On whose behalf, and from which sector, as the person's mandate said at the time. */
  readonly organizationId: OrganizationId | null;
  readonly sectorId: SectorId | null;
  readonly at: Date;
}

/** How a vote on a proposal ended for it: decided either way, or sent back to be revised. */
export type VoteConclusion = 'DECIDED' | 'SENT_BACK';
