import type { BodyId, CoalitionId, Id, MandateId, OrganizationId, PersonId } from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FundingId } from './disclosure.types.js';
import type { RemedyStep } from './remedy.rules.js';
import type {
  AlternateActivation,
  AlternateOccasion,
  Interest,
  InterestKind,
  LimitWaiver,
  OrganizationRelation,
  Recusal,
  RecusedBy,
  RegisteredFact,
  Remedy,
  Ruling,
  SubjectParty,
  SubjectPartyId,
} from './standing.types.js';

/** A row whose every change is told by an entry of its own stream, and that holds from an instant on. */
abstract class Kept {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @Column('integer')
  version!: number;
}

abstract class KeptFrom extends Kept {
  @Column('timestamptz', { name: 'begins_at' })
  beginsAt!: Date;
}

abstract class KeptAndDated extends KeptFrom {
  @Column('timestamptz', { name: 'ends_at', nullable: true })
  endsAt!: Date | null;
}

@Entity('ruling')
export class RulingRow extends KeptFrom implements Ruling {
  @PrimaryColumn('uuid')
  id!: Id<'Ruling'>;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;

  @Column('text')
  question!: string;

  @Column('text')
  reading!: string;
}

@Entity('limit_waiver')
export class LimitWaiverRow extends KeptAndDated implements LimitWaiver {
  @PrimaryColumn('uuid')
  id!: Id<'LimitWaiver'>;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;

  @Column('uuid', { name: 'person_id' })
  personId!: PersonId;

  @Column('text')
  clause!: string;
}

@Entity('known_fact')
export class KnownFactRow extends KeptAndDated implements RegisteredFact {
  @PrimaryColumn('uuid')
  id!: Id<'KnownFact'>;

  @Column('uuid', { name: 'person_id' })
  personId!: PersonId;

  @Column('text')
  kind!: string;
}

@Entity('organization_relation')
export class OrganizationRelationRow extends KeptAndDated implements OrganizationRelation {
  @PrimaryColumn('uuid')
  id!: Id<'OrganizationRelation'>;

  @Column('uuid', { name: 'organization_id' })
  organizationId!: OrganizationId;

  @Column('uuid', { name: 'related_id' })
  relatedId!: OrganizationId;
}

@Entity('remedy')
export class RemedyRow extends Kept implements Remedy {
  @PrimaryColumn('uuid')
  id!: Id<'Remedy'>;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;

  @Column('text')
  clause!: string;

  @Column('text', { name: 'group_id' })
  groupId!: string;

  @Column('integer')
  holds!: number;

  @Column('integer')
  bound!: number;

  @Column('text')
  step!: RemedyStep;

  @Column('timestamptz')
  deadline!: Date;

  @Column('text', { nullable: true })
  outcome!: Remedy['outcome'];
}

@Entity('interest')
export class InterestRow extends KeptAndDated implements Interest {
  @Column('text', { name: 'shown_to', nullable: true })
  shownTo!: Interest['shownTo'];

  @Column('uuid', { name: 'shown_bodies', array: true })
  shownBodies!: BodyId[];

  @PrimaryColumn('uuid')
  id!: Id<'Interest'>;

  @Column('uuid', { name: 'person_id' })
  personId!: PersonId;

  @Column('text')
  kind!: InterestKind;

  @Column('uuid', { name: 'organization_id', nullable: true })
  organizationId!: OrganizationId | null;
}

@Entity('recusal')
export class RecusalRow extends KeptFrom implements Recusal {
  @PrimaryColumn('uuid')
  id!: Id<'Recusal'>;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;

  @Column('uuid', { name: 'person_id' })
  personId!: PersonId;

  @Column('uuid', { name: 'subject_id' })
  subjectId!: string;

  @Column('text')
  how!: RecusedBy;

  @Column('text', { nullable: true })
  clause!: string | null;

  @Column('text', { nullable: true })
  interest!: Recusal['interest'];
}

@Entity('subject_party')
export class SubjectPartyRow extends Kept implements SubjectParty {
  @PrimaryColumn('uuid')
  id!: SubjectPartyId;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;

  @Column('uuid', { name: 'subject_id' })
  subjectId!: string;

  @Column('uuid', { name: 'organization_id', nullable: true })
  organizationId!: OrganizationId | null;

  @Column('uuid', { name: 'person_id', nullable: true })
  personId!: PersonId | null;

  @Column('uuid', { name: 'funding_id', nullable: true })
  fundingId!: FundingId | null;

  @Column('timestamptz', { name: 'withdrawn_at', nullable: true })
  withdrawnAt!: Date | null;
}

@Entity('alternate_activation')
export class AlternateActivationRow extends KeptFrom implements AlternateActivation {
  @PrimaryColumn('uuid')
  id!: Id<'AlternateActivation'>;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;

  @Column('uuid', { name: 'mandate_id' })
  mandateId!: MandateId;

  @Column('uuid', { name: 'stands_in_for' })
  standsInFor!: MandateId;

  @Column('text')
  occasion!: AlternateOccasion;

  @Column('timestamptz', { name: 'ends_at' })
  endsAt!: Date;
}

/** The entities of what decides on who may sit and vote. */
export const standingEntities = [
  RulingRow,
  LimitWaiverRow,
  KnownFactRow,
  OrganizationRelationRow,
  RemedyRow,
  InterestRow,
  RecusalRow,
  SubjectPartyRow,
  AlternateActivationRow,
];
