import type { BodyId, Id, MandateId, OrganizationId, PersonId } from '#kernel';
import type { Dated } from './assembly.types.js';
import type { Audience, FundingId } from './disclosure.types.js';
import type { Kept } from './kept.types.js';
import type { Provision } from './provision.rules.js';
import type { RemedyStep } from './remedy.rules.js';

export type RulingId = Id<'Ruling'>;
export type RemedyId = Id<'Remedy'>;
export type InterestId = Id<'Interest'>;
export type RecusalId = Id<'Recusal'>;
export type SubjectPartyId = Id<'SubjectParty'>;

/** Which reading of a charter holds, from an instant on until a later ruling on the same question. */
export interface Ruling extends Kept<'Ruling'> {
  readonly bodyId: BodyId;
  readonly question: string;
  readonly reading: string;
  readonly beginsAt: Date;
}

/** A soft limit that is waived for one person. */
export interface LimitWaiver extends Kept<'LimitWaiver'>, Dated {
  readonly bodyId: BodyId;
  readonly personId: PersonId;
  /** The section of the limit. */
  readonly clause: string;
}

/** A fact about a person of which charters speak: a breach, an office, attendance. */
export interface RegisteredFact extends Kept<'KnownFact'>, Dated {
  readonly personId: PersonId;
  readonly kind: string;
}

/** Two organizations that caps take for one, for a time. */
export interface OrganizationRelation extends Kept<'OrganizationRelation'>, Dated {
  readonly organizationId: OrganizationId;
  readonly relatedId: OrganizationId;
}

/** An interest that a clause on conflicts can name: one that is declared, or one that follows from the subject. */
export type ConflictKind = Provision<'CONFLICT'>['interests'][number];

/** What can be declared; being a party, speaking for one and being paid by one follow from the subject. */
export type InterestKind = Exclude<ConflictKind, 'PARTY' | 'SPEAKS_FOR' | 'FUNDED_BY'>;

/** What a person has at stake: the kind is public, the details are for whom they are shown to. */
export interface Interest extends Kept<'Interest'>, Dated, Audience {
  readonly personId: PersonId;
  readonly kind: InterestKind;
  /** In or from which organization; null where it is none of the coalition. */
  readonly organizationId: OrganizationId | null;
}

/** Whom or what a subject of a body concerns: an organization, a person, or who pays an organization. */
export interface SubjectParty extends Kept<'SubjectParty'> {
  readonly bodyId: BodyId;
  readonly subjectId: string;
  readonly organizationId: OrganizationId | null;
  readonly personId: PersonId | null;
  /** Funding, by which its funder is a party: also one who is no partner of the coalition. */
  readonly fundingId: FundingId | null;
  /** Null while it is a party. */
  readonly withdrawnAt: Date | null;
}

/** How somebody came to stay out: by themselves, because others held that they must, or by the charter itself. */
export type RecusedBy = 'SELF' | 'CHALLENGE' | 'CLAUSE';

/** Somebody who stays out of one subject of a body. */
export interface Recusal extends Kept<'Recusal'> {
  readonly bodyId: BodyId;
  readonly personId: PersonId;
  readonly subjectId: string;
  readonly how: RecusedBy;
  /** The section of the charter, and the interest that it names; null where they recused themselves. */
  readonly clause: string | null;
  readonly interest: ConflictKind | null;
  readonly beginsAt: Date;
}

export type AlternateOccasion = Provision<'ALTERNATE'>['when'][number];

/** An alternate who acts in the place of a holder, for a time. */
export interface AlternateActivation extends Kept<'AlternateActivation'>, Dated {
  readonly bodyId: BodyId;
  readonly mandateId: MandateId;
  readonly standsInFor: MandateId;
  readonly occasion: AlternateOccasion;
  readonly endsAt: Date;
}

/** What is done about a group that holds more seats than the charter allows, or fewer than it asks for. */
export interface Remedy extends Kept<'Remedy'> {
  readonly bodyId: BodyId;
  readonly clause: string;
  readonly groupId: string;
  readonly holds: number;
  readonly bound: number;
  readonly step: RemedyStep;
  readonly deadline: Date;
  /** Null while it is open. */
  readonly outcome: 'CURED' | 'EXHAUSTED' | null;
}
