import type {
  BodyId,
  CoalitionId,
  DecisionId,
  MandateId,
  MultilingualText,
  OrganizationId,
  PersonId,
  SeatId,
  SectorId,
} from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type {
  Affiliation,
  AffiliationId,
  Body,
  Coalition,
  Mandate,
  Organization,
  Person,
  Seat,
  Sector,
} from './assembly.types.js';
import type { CharterVersion, Clause } from './charter.types.js';
import { attendanceEntities } from './attendance.entity.js';
import { handoverEntities } from './handover.entity.js';
import { FundingRow } from './funding.entity.js';
import { standingEntities } from './standing.entity.js';
import { termEntities } from './term.entity.js';

/** A row whose every change is told by an entry of its own stream. */
abstract class Kept {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @Column('integer')
  version!: number;
}

abstract class KeptAndDated extends Kept {
  @Column('timestamptz', { name: 'begins_at' })
  beginsAt!: Date;

  @Column('timestamptz', { name: 'ends_at', nullable: true })
  endsAt!: Date | null;
}

@Entity('coalition')
export class CoalitionRow extends Kept implements Coalition {
  @PrimaryColumn('uuid')
  id!: CoalitionId;

  @Column('text')
  slug!: string;

  @Column('jsonb')
  name!: MultilingualText;

  @Column('timestamptz', { name: 'founded_at' })
  foundedAt!: Date;
}

@Entity('sector')
export class SectorRow extends Kept implements Sector {
  @PrimaryColumn('uuid')
  id!: SectorId;

  @Column('jsonb')
  name!: MultilingualText;
}

@Entity('organization')
export class OrganizationRow extends Kept implements Organization {
  @PrimaryColumn('uuid')
  id!: OrganizationId;

  @Column('uuid', { name: 'sector_id' })
  sectorId!: SectorId;

  @Column('jsonb')
  name!: MultilingualText;
}

@Entity('person')
export class PersonRow extends Kept implements Omit<Person, 'name'> {
  @PrimaryColumn('uuid')
  id!: PersonId;

  @Column('integer', { name: 'name_version' })
  nameVersion!: number;

  @Column('boolean')
  steward!: boolean;

  @Column('timestamptz', { name: 'registered_at' })
  registeredAt!: Date;
}

@Entity('affiliation')
export class AffiliationRow extends KeptAndDated implements Affiliation {
  @PrimaryColumn('uuid')
  id!: AffiliationId;

  @Column('uuid', { name: 'person_id' })
  personId!: PersonId;

  @Column('uuid', { name: 'organization_id' })
  organizationId!: OrganizationId;

  @Column('boolean')
  contested!: boolean;
}

@Entity('body')
export class BodyRow extends Kept implements Body {
  @PrimaryColumn('uuid')
  id!: BodyId;

  @Column('jsonb')
  name!: MultilingualText;

  @Column('text')
  zone!: string;

  @Column('timestamptz', { name: 'established_at' })
  establishedAt!: Date;
}

/** Written once, by the entry that it names. */
@Entity('charter_version')
export class CharterVersionRow implements CharterVersion {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid', { name: 'body_id' })
  bodyId!: BodyId;

  @PrimaryColumn('integer')
  number!: number;

  @Column('jsonb')
  clauses!: readonly Clause[];

  @Column('text')
  digest!: string;

  @Column('timestamptz', { name: 'begins_at' })
  beginsAt!: Date;

  @Column('uuid', { name: 'adopted_by', nullable: true })
  adoptedBy!: DecisionId | null;

  @Column('jsonb', { nullable: true })
  transitional!: MultilingualText | null;

  @Column('uuid', { name: 'entry_stream' })
  entryStream!: string;

  @Column('integer', { name: 'entry_version' })
  entryVersion!: number;
}

@Entity('seat')
export class SeatRow extends KeptAndDated implements Seat {
  @PrimaryColumn('uuid')
  id!: SeatId;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;

  @Column('jsonb')
  label!: MultilingualText;

  @Column('text', { name: 'seat_class' })
  seatClass!: string;

  @Column('uuid', { name: 'sector_id', nullable: true })
  sectorId!: SectorId | null;

  @Column('uuid', { name: 'organization_id', nullable: true })
  organizationId!: OrganizationId | null;
}

@Entity('mandate')
export class MandateRow extends KeptAndDated implements Omit<Mandate, 'endedBecause' | 'isHeldOver'> {
  @PrimaryColumn('uuid')
  id!: MandateId;

  @Column('uuid', { name: 'seat_id' })
  seatId!: SeatId;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;

  @Column('uuid', { name: 'person_id' })
  personId!: PersonId;

  @Column('uuid', { name: 'on_behalf_of', nullable: true })
  onBehalfOf!: OrganizationId | null;

  @Column('text', { name: 'filled_by', nullable: true })
  filledBy!: Mandate['filledBy'];

  @Column('uuid', { nullable: true })
  replaces!: MandateId | null;

  @Column('timestamptz', { name: 'term_ends_at', nullable: true })
  termEndsAt!: Date | null;

  @Column('text', { name: 'term_event', nullable: true })
  termEvent!: string | null;

  @Column('boolean')
  holdover!: boolean;

  @Column('text', { name: 'end_reason', nullable: true })
  endReason!: Mandate['endReason'];

  @Column('integer', { name: 'ended_version', nullable: true })
  endedVersion!: number | null;
}

/** The entities of this library. */
export const assemblyEntities = [
  CoalitionRow,
  SectorRow,
  OrganizationRow,
  PersonRow,
  AffiliationRow,
  BodyRow,
  CharterVersionRow,
  SeatRow,
  MandateRow,
  ...standingEntities,
  FundingRow,
  ...termEntities,
  ...attendanceEntities,
  ...handoverEntities,
];
