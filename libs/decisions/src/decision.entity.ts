import type {
  BodyId,
  BoxId,
  CoalitionId,
  DecisionId,
  OrganizationId,
  PersonId,
  ProposalId,
  SectorId,
} from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Decision, DecisionNumbers, DecisionOutcome, Dissent, DissentId } from './decision.types.js';

@Entity('decision')
export class DecisionRow implements Omit<Decision, 'rationale'> {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid')
  id!: DecisionId;

  @Column('integer')
  version!: number;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;

  @Column('uuid', { name: 'proposal_id' })
  proposalId!: ProposalId;

  @Column('uuid', { name: 'box_id' })
  boxId!: BoxId;

  @Column('text')
  outcome!: DecisionOutcome;

  @Column('jsonb')
  numbers!: DecisionNumbers;

  @Column('text', { name: 'tally_digest' })
  tallyDigest!: string;

  @Column('timestamptz', { name: 'decided_at' })
  decidedAt!: Date;

  @Column('timestamptz', { name: 'takes_effect_at' })
  takesEffectAt!: Date;

  @Column('timestamptz', { name: 'review_at', nullable: true })
  reviewAt!: Date | null;

  @Column('integer')
  witnesses!: number;

  @Column('uuid', { nullable: true })
  supersedes!: DecisionId | null;

  @Column('uuid', { name: 'superseded_by', nullable: true })
  supersededBy!: DecisionId | null;
}

@Entity('dissent')
export class DissentRow implements Omit<Dissent, 'statement'> {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid')
  id!: DissentId;

  @Column('integer')
  version!: number;

  @Column('uuid', { name: 'decision_id' })
  decisionId!: DecisionId;

  @Column('uuid', { name: 'person_id' })
  personId!: PersonId;

  @Column('uuid', { name: 'organization_id', nullable: true })
  organizationId!: OrganizationId | null;

  @Column('uuid', { name: 'sector_id', nullable: true })
  sectorId!: SectorId | null;

  @Column('timestamptz', { name: 'stated_at' })
  statedAt!: Date;
}

/** The rows of this library. */
export const decisionsEntities = [DecisionRow, DissentRow];
