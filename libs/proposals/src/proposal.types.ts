import type {
  BodyId,
  CoalitionId,
  MultilingualText,
  OrganizationId,
  PersonId,
  ProposalId,
  SectorId,
} from '#kernel';

/** Yes or no to a text; a choice between options; a choice of people for seats. */
export type ProposalKind = 'MOTION' | 'CHOICE' | 'ELECTION';

/**
 * Where a proposal stands. DRAFT: only its proposer works on it. SUBMITTED: it seeks co-sponsors. ADMITTED: enough
 * stand behind it, so it may be put to the vote. SENT_BACK: a vote without quorum or a tie; it may be revised.
 */
export type ProposalStage =
  'DRAFT' | 'SUBMITTED' | 'ADMITTED' | 'AT_VOTE' | 'DECIDED' | 'SENT_BACK' | 'WITHDRAWN';

export interface Proposal {
  readonly coalitionId: CoalitionId;
  readonly id: ProposalId;
  readonly version: number;
  readonly bodyId: BodyId;
  readonly proposerId: PersonId;
  readonly kind: ProposalKind;
  readonly stage: ProposalStage;
  /** Which of its texts stands; from 1. */
  readonly textNumber: number;
  /** SHA-256 of the text that stands, in base64: what a vote is about. */
  readonly textDigest: string;
  readonly title: MultilingualText;
  readonly draftedAt: Date;
  readonly submittedAt: Date | null;
}

/** One text of a proposal; a revision makes another one and leaves this as it is. */
export interface ProposalText {
  readonly coalitionId: CoalitionId;
  readonly proposalId: ProposalId;
  readonly number: number;
  readonly title: MultilingualText;
  readonly text: MultilingualText;
  readonly digest: string;
  readonly writtenAt: Date;
}

/** Somebody who stands behind one text of a proposal. */
export interface CoSponsorship {
  readonly coalitionId: CoalitionId;
  readonly proposalId: ProposalId;
  readonly personId: PersonId;
  readonly textNumber: number;
  readonly organizationId: OrganizationId | null;
  readonly sectorId: SectorId | null;
  readonly sponsoredAt: Date;
}

/** What the seconding clause of the charter asks for. */
export interface Seconding {
  readonly coSponsors: number;
  readonly sectors: number;
  /** The section of the charter. */
  readonly clause: string;
}
