import type {
  BodyId,
  CoalitionId,
  Id,
  MandateId,
  MultilingualText,
  OrganizationId,
  PersonId,
  Sealed,
  SeatId,
  SectorId,
} from '#kernel';
import type { Provision } from './provision.rules.js';

export type AffiliationId = Id<'Affiliation'>;

/** Something that holds from an instant on; `endsAt` is the first instant at which it holds no more. */
export interface Dated {
  readonly beginsAt: Date;
  readonly endsAt: Date | null;
}

/** The alliance whose decisions these are: the unit of tenancy and of the record. */
export interface Coalition {
  readonly coalitionId: CoalitionId;
  readonly id: CoalitionId;
  readonly version: number;
  /** Its name in addresses: `[a-z0-9-]`, at most 63 characters, for ever. */
  readonly slug: string;
  readonly name: MultilingualText;
  readonly foundedAt: Date;
}

/** A constituency of the coalition: residents, labour, academic, technical ... */
export interface Sector {
  readonly coalitionId: CoalitionId;
  readonly id: SectorId;
  readonly version: number;
  readonly name: MultilingualText;
}

/** A partner. It belongs to one sector and keeps its seats when its people change. */
export interface Organization {
  readonly coalitionId: CoalitionId;
  readonly id: OrganizationId;
  readonly version: number;
  readonly sectorId: SectorId;
  readonly name: MultilingualText;
}

/** A human in one coalition. The mail address belongs to the account, never to the person. */
export interface Person {
  readonly coalitionId: CoalitionId;
  readonly id: PersonId;
  readonly version: number;
  /** Null where it was erased. */
  readonly name: Sealed<string> | null;
  /** The version that gave the name. */
  readonly nameVersion: number;
  /** True for one who keeps the coalition's register: its sectors, people, bodies, seats and mandates. */
  readonly steward: boolean;
  readonly registeredAt: Date;
}

/** A person's belonging to an organization, for a time. */
export interface Affiliation extends Dated {
  readonly coalitionId: CoalitionId;
  readonly id: AffiliationId;
  readonly version: number;
  readonly personId: PersonId;
  readonly organizationId: OrganizationId;
  /** True while it is not proven and somebody contests it: caps read it both ways until it is ruled on. */
  readonly contested: boolean;
}

/** A committee, council, working group or assembly. One charter version is in force on it at any instant. */
export interface Body {
  readonly coalitionId: CoalitionId;
  readonly id: BodyId;
  readonly version: number;
  readonly name: MultilingualText;
  /** The IANA time zone in which its days and months are reckoned. */
  readonly zone: string;
  readonly establishedAt: Date;
}

/** A place on a body. A delegating organization, where there is one, fills it with one of its people. */
export interface Seat extends Dated {
  readonly coalitionId: CoalitionId;
  readonly id: SeatId;
  readonly version: number;
  readonly bodyId: BodyId;
  readonly label: MultilingualText;
  /** One of the classes that the charter names. */
  readonly seatClass: string;
  readonly sectorId: SectorId | null;
  readonly organizationId: OrganizationId | null;
}

/** How a seat was filled: by an election, or by a step that the charter has for vacancies. */
export type FilledBy = 'ELECTION' | Provision<'VACANCY'>['by'];

/** Why a mandate ended. */
export type EndReason =
  | 'TERM'
  | 'EVENT'
  | 'SENIORITY'
  | 'SUCCEEDED'
  | 'EARLY'
  | 'REMEDY'
  | 'SEAT_ABOLISHED'
  | 'REMOVED'
  | 'WITHDRAWN'
  | 'STATUS';

/** One person's holding of one seat, for a time. */
export interface Mandate extends Dated {
  readonly coalitionId: CoalitionId;
  readonly id: MandateId;
  readonly version: number;
  readonly seatId: SeatId;
  readonly bodyId: BodyId;
  readonly personId: PersonId;
  /** The organization that the person speaks for in this seat; null for one who speaks for nobody else. */
  readonly onBehalfOf: OrganizationId | null;
  /** By which step of the charter the seat was filled; null for an appointment outside of any. */
  readonly filledBy: FilledBy | null;
  /** The mandate for whose remainder it is held; null for a term of its own. */
  readonly replaces: MandateId | null;
  /** When its term is over; null where no instant is known yet, and where it has no end. */
  readonly termEndsAt: Date | null;
  /** The event that is yet to come and ends the term, or ends it earlier; null where it waits for none. */
  readonly termEvent: string | null;
  /** True where the holder goes on after the term until there is a successor: then the end is not set by the term. */
  readonly holdover: boolean;
  /** True for one whose term is over and whose holder goes on until there is a successor. */
  readonly isHeldOver: boolean;
  /** Why it ended or will; null where it just runs. */
  readonly endReason: EndReason | null;
  /** The version that ended it before its term; null while it runs and where it just ran out. */
  readonly endedVersion: number | null;
  /** Why it ended before its term; null where it did not, and where the reason was erased. */
  readonly endedBecause: Sealed<string> | null;
}

/** Somebody who may decide in a body at an instant: the holder of a mandate that is in force then. */
export interface Elector {
  readonly mandateId: MandateId;
  readonly seatId: SeatId;
  readonly personId: PersonId;
  /** The seat's sector, else that of the organization spoken for. */
  readonly sectorId: SectorId | null;
  readonly organizationId: OrganizationId | null;
}
