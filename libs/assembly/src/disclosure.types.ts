import type { BodyId, Id, OrganizationId } from '#kernel';
import type { Dated } from './assembly.types.js';
import type { Kept } from './kept.types.js';
import type { Provision } from './provision.rules.js';
import type { FUNDING_KINDS } from './provision.topics.js';

/** Something that a charter says is shown, by its kind: an interest of a person, or funding of an organization. */
export type DisclosedKind = Provision<'DISCLOSURE'>['of'][number];

/** To whom a charter shows it: to its body, to the coalition, or to everybody. */
export type ShownBy = Provision<'DISCLOSURE'>['shownTo'];

/** The widest circle to whom something is shown. */
export type ShownTo = 'BODIES' | 'COALITION' | 'PUBLIC';

/** Who sees what was disclosed, besides those whom it is about. It is fixed when it is disclosed. */
export interface Audience {
  /** Null where nobody else does. */
  readonly shownTo: ShownTo | null;
  /** The bodies, where it is shown to bodies only. */
  readonly shownBodies: readonly BodyId[];
}

export type FundingKind = (typeof FUNDING_KINDS)[number];

export type FundingId = Id<'Funding'>;

/** How much: exactly where both are the same, else between them. Amounts are decimals as text. */
export interface FundingAmount {
  /** ISO 4217. */
  readonly currency: string;
  readonly least: string;
  /** Null for a band without an upper end. */
  readonly most: string | null;
}

/** What an organization has told of one source of its funding. */
export interface Funding extends Kept<'Funding'>, Dated, Audience, FundingAmount {
  readonly organizationId: OrganizationId;
  /** The organization of the coalition that pays; null where it is another one, whose name is sealed. */
  readonly funderId: OrganizationId | null;
  readonly kind: FundingKind;
}

/** By what an organization is paid at an instant. */
export interface Payment {
  readonly fundingId: Funding['id'];
  readonly organizationId: OrganizationId;
  readonly funderId: OrganizationId | null;
}
