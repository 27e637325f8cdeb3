import type { ConflictKind, RecusalId } from '#assembly';
import type {
  BodyId,
  BoxId,
  CoalitionId,
  Id,
  MandateId,
  OrganizationId,
  PersonId,
  ProposalId,
} from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ChallengeId, ChallengeOpinion, Consequence, InterestChallenge } from './challenge.types.js';
import type { Tally } from './voting.types.js';

@Entity('interest_challenge')
export class InterestChallengeRow implements InterestChallenge {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid')
  id!: ChallengeId;

  @Column('integer')
  version!: number;

  @Column('uuid', { name: 'box_id' })
  boxId!: BoxId;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;

  @Column('uuid', { name: 'proposal_id' })
  proposalId!: ProposalId;

  @Column('uuid')
  elector!: MandateId;

  @Column('uuid', { name: 'person_id' })
  personId!: PersonId;

  @Column('text')
  interest!: ConflictKind;

  @Column('uuid', { name: 'organization_id', nullable: true })
  organizationId!: OrganizationId | null;

  @Column('text')
  clause!: string;

  @Column('uuid', { name: 'raised_by' })
  raisedBy!: PersonId;

  @Column('timestamptz', { name: 'raised_at' })
  raisedAt!: Date;

  @Column('text', { nullable: true })
  ruling!: InterestChallenge['ruling'];

  @Column('timestamptz', { name: 'ruled_at', nullable: true })
  ruledAt!: Date | null;

  @Column('uuid', { nullable: true })
  recusal!: RecusalId | null;

  @Column('text', { nullable: true })
  follows!: Consequence | null;

  @Column('jsonb', { nullable: true })
  recount!: Tally | null;

  @Column('text', { name: 'recount_digest', nullable: true })
  recountDigest!: string | null;
}

@Entity('challenge_opinion')
export class ChallengeOpinionRow implements ChallengeOpinion {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid')
  id!: Id<'ChallengeOpinion'>;

  @Column('integer')
  version!: number;

  @Column('uuid', { name: 'challenge_id' })
  challengeId!: ChallengeId;

  @Column('uuid', { name: 'person_id' })
  personId!: PersonId;

  @Column('boolean', { name: 'is_upheld' })
  isUpheld!: boolean;
}

/** The rows on challenges. */
export const challengeEntities = [InterestChallengeRow, ChallengeOpinionRow];
