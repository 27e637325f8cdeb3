import { refuse, type OrganizationId, type PersonId, type Rational, type Refusal } from '#kernel';
import type { Belonging } from './cap.rules.js';
import type { Payment } from './disclosure.types.js';
import type { Provision } from './provision.rules.js';
import { EITHER_WAY, type Read } from './reading.rules.js';
import type { ConflictKind, InterestKind, SubjectParty } from './standing.types.js';

/** A member with all that may conflict with a subject at an instant. */
export interface Member {
  readonly personId: PersonId;
  /** The organizations that they speak for in their seats. */
  readonly speaksFor: readonly OrganizationId[];
  readonly belongings: readonly Pick<Belonging, 'organizationId' | 'question'>[];
  /** Declared, and in force at that instant. */
  readonly stakes: readonly { readonly kind: InterestKind; readonly organizationId: OrganizationId | null }[];
  /** Who pays the organizations that they speak for, as far as that was disclosed and is so at that instant. */
  readonly payments: readonly Pick<Payment, 'fundingId' | 'funderId'>[];
}

/** Whom a subject concerns; where it is who pays an organization, and that is a partner, also by its own id. */
export type Party = Pick<SubjectParty, 'organizationId' | 'personId' | 'fundingId'>;

/** Whom and what a subject concerns. */
export interface Concern {
  readonly parties: readonly Party[];
  /** The group of related organizations to which one belongs, by the name of one of them. */
  readonly groupOf: (organization: OrganizationId) => OrganizationId;
}

/** Why a clause keeps a member out of a subject. */
export interface Ground {
  readonly clause: string;
  readonly interest: ConflictKind;
}

/**
 * Why the charter keeps a member out of the vote on a subject: the first interest of the first clause that they have in
 * one of its parties. Null where nothing does.
 */
export function groundOf(
  clauses: readonly Provision<'CONFLICT'>[],
  concern: Concern,
  member: Member,
  read: Read,
): Ground | null {
  for (const clause of clauses.filter(({ staysOutOf }) => staysOutOf.includes('VOTE'))) {
    const interest = clause.interests.find((kind) => hasIn(concern, kind, { member, clause, read }));
    if (interest) return { clause: clause.clause, interest };
  }
  return null;
}

function hasIn(
  { parties, groupOf }: Concern,
  kind: ConflictKind,
  { member, clause, read }: { member: Member; clause: Provision<'CONFLICT'>; read: Read },
): boolean {
  const named = clause.ofGroup ? groupOf : (organization: OrganizationId) => organization;
  const concerned = new Set(
    parties.flatMap(({ organizationId }) => (organizationId === null ? [] : [named(organizationId)])),
  );
  const isIn = (organization: OrganizationId | null) =>
    organization !== null && concerned.has(named(organization));
  const declared = member.stakes.some((stake) => stake.kind === kind && isIn(stake.organizationId));
  switch (kind) {
    case 'PARTY':
      return parties.some(({ personId }) => personId === member.personId);
    case 'SPEAKS_FOR':
      return member.speaksFor.some(isIn);
    case 'FUNDED_BY':
      return member.payments.some(
        ({ fundingId, funderId }) => isIn(funderId) || parties.some((party) => party.fundingId === fundingId),
      );
    case 'JOB':
      return (
        declared ||
        member.belongings
          .filter(({ organizationId }) => isIn(organizationId))
          .some(({ question }) => question === null || read(question, EITHER_WAY))
      );
    default:
      return declared;
  }
}

/** Whether a party may be named: an organization, a person or the funder of one, and each once. */
export function mayName(
  parties: readonly Party[],
  { organizationId, personId, fundingId }: Party,
): Refusal | null {
  if ([organizationId, personId, fundingId].filter((id) => id !== null).length !== 1) {
    return refuse(
      'PARTY_UNCLEAR',
      'A party is an organization, a person or who pays an organization: name one of the three.',
    );
  }
  const isNamed = parties.some((other) =>
    fundingId === null
      ? other.fundingId === null && other.organizationId === organizationId && other.personId === personId
      : other.fundingId === fundingId,
  );
  return isNamed ? refuse('PARTY_NAMED', 'The subject is known to concern this party already.') : null;
}

/** Whether a party that was named in error may be withdrawn: once. */
export function mayWithdraw({ withdrawnAt }: Pick<SubjectParty, 'withdrawnAt'>): Refusal | null {
  return withdrawnAt && refuse('PARTY_WITHDRAWN', 'This party is withdrawn already.');
}

/** What a clause on conflicts says of challenges of those whom it keeps out. */
export interface ChallengeTerms {
  readonly clause: string;
  /** For how many days after the close. */
  readonly days: number;
  /** More than this share of the members who are not involved uphold one. */
  readonly upheldBy: Rational;
  readonly ifItMatters: 'RERUN' | 'CORRECT';
}

/** What the charter says of challenges of an interest; null where it keeps nobody out of a vote for it. */
export function challengeTermsOf(
  clauses: readonly Provision<'CONFLICT'>[],
  interest: ConflictKind,
): ChallengeTerms | null {
  const found = clauses.find(
    ({ interests, staysOutOf }) => interests.includes(interest) && staysOutOf.includes('VOTE'),
  );
  if (!found) return null;
  const { clause, challengeDays: days, upheldBy, ifItMatters } = found;
  return { clause, days, upheldBy, ifItMatters };
}
