import type { AskedAmendment, CharterAmendment, Question } from '#assembly';
import type {
  BodyId,
  CoalitionId,
  MultilingualText,
  OrganizationId,
  PersonId,
  ProposalId,
  Sealed,
  SectorId,
} from '#kernel';

interface ProposalFacts {
  readonly coalitionId: CoalitionId;
  readonly id: ProposalId;
  readonly version: number;
  readonly bodyId: BodyId;
  readonly proposerId: PersonId;
  readonly kind: Question;
  /** Which of its texts stands; from 1. */
  readonly textNumber: number;
  /** SHA-256 of the text that stands, in base64: what a vote is about. */
  readonly textDigest: string;
  /** Of the text that stands; null where it was erased. */
  readonly title: Sealed<MultilingualText> | null;
  /** The version of the proposal that brought the text that stands. */
  readonly textVersion: number;
  /** Whether the text that stands would change the charter of its body. */
  readonly amends: boolean;
  readonly draftedAt: Date;
}

/** Its proposer still writes it; nobody else sees it. */
type Draft = { readonly stage: 'DRAFT'; readonly submittedAt: null };

/**
 * It lies before the body. SUBMITTED: it seeks co-sponsors. ADMITTED: enough stand behind it, so it may be put to the
 * vote. SENT_BACK: the vote decided nothing; it may be revised and submitted again.
 */
type Submitted = {
  readonly stage: 'SUBMITTED' | 'ADMITTED' | 'AT_VOTE' | 'DECIDED' | 'SENT_BACK';
  readonly submittedAt: Date;
};

/** Its proposer took it back, before or after the body saw it. */
type Withdrawn = { readonly stage: 'WITHDRAWN'; readonly submittedAt: Date | null };

/** Where a proposal stands, and since when the body has it. */
export type Standing = Draft | Submitted | Withdrawn;

/** What a body is asked to decide. */
export type Proposal = ProposalFacts & Standing;

export type ProposalStage = Standing['stage'];

/** The words of a proposal. A revision makes new ones and leaves these as they are. */
export interface Wording {
  readonly title: MultilingualText;
  readonly text: MultilingualText;
  /** The charter as it would become; null where the charter stays as it is. */
  readonly amendment: CharterAmendment | null;
}

/** Words as somebody brings them; an amendment is what changes, not yet the whole charter. */
export interface BroughtWording extends Omit<Wording, 'amendment'> {
  readonly amendment?: AskedAmendment | null;
}

/** Words with what keeps them from being guessed by their digest: 32 random bytes in base64, as secret as they are. */
export interface SaltedWording extends Wording {
  readonly salt: string;
}

/** One text of a proposal; its words are null where they were erased. */
export interface ProposalText {
  readonly coalitionId: CoalitionId;
  readonly proposalId: ProposalId;
  readonly number: number;
  readonly title: Sealed<MultilingualText> | null;
  readonly text: Sealed<MultilingualText> | null;
  /** The version of the proposal that brought it. */
  readonly entryVersion: number;
  readonly digest: string;
  readonly writtenAt: Date;
}

/** Somebody who stands behind one exact text of a proposal. */
export interface CoSponsorship {
  readonly coalitionId: CoalitionId;
  readonly proposalId: ProposalId;
  readonly personId: PersonId;
  readonly textNumber: number;
  /** On whose behalf and from which sector, as the person's mandate said at the time. */
  readonly organizationId: OrganizationId | null;
  readonly sectorId: SectorId | null;
  readonly sponsoredAt: Date;
}

/** What the seconding clause of the charter asks for. */
export interface Seconding {
  /** How many, besides the proposer. */
  readonly coSponsors: number;
  /** From how many different sectors. */
  readonly sectors: number;
  /** The section of the charter. */
  readonly clause: string;
}

/** How a vote ended for the proposal that was put to it. */
export type Conclusion = 'DECIDED' | 'SENT_BACK';
