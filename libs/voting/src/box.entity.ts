import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CharterAmendment, Question, RecusedMember, VoteShare } from '#assembly';
import type { ParameterValues } from '#counting';
import type {
  BodyId,
  BoxId,
  CoalitionId,
  MandateId,
  OrganizationId,
  PersonId,
  ProposalId,
  SeatId,
  SectorId,
} from '#kernel';
import type { DrawId } from '#rotation';
import { challengeEntities } from './challenge.entity.js';
import type {
  Box,
  BoxCap,
  BoxDraw,
  BoxElector,
  BoxOption,
  QuorumTerms,
  Roster,
  SetAside,
  Tally,
} from './voting.types.js';

@Entity('box')
export class BoxRow implements Box {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid')
  id!: BoxId;

  @Column('integer')
  version!: number;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;

  @Column('uuid', { name: 'proposal_id' })
  proposalId!: ProposalId;

  @Column('text')
  question!: Question;

  @Column('text')
  rule!: string;

  @Column('jsonb')
  parameters!: ParameterValues;

  @Column('jsonb')
  quorum!: QuorumTerms;

  @Column('jsonb', { nullable: true })
  takes!: VoteShare | null;

  @Column('jsonb')
  options!: readonly BoxOption[];

  @Column('integer')
  seats!: number;

  @Column('text', { nullable: true })
  budget!: string | null;

  @Column('jsonb')
  caps!: readonly BoxCap[];

  @Column('text', { name: 'draw_commitment', nullable: true })
  drawCommitment!: string | null;

  @Column('uuid', { name: 'tie_draw_id', nullable: true })
  tieDrawId!: DrawId | null;

  @Column('text', { name: 'charter_digest' })
  charterDigest!: string;

  @Column('text', { name: 'electorate_digest' })
  electorateDigest!: string;

  @Column('integer')
  entitled!: number;

  @Column('jsonb')
  roster!: Roster;

  @Column('jsonb')
  recused!: readonly RecusedMember[];

  @Column('jsonb', { nullable: true })
  amendment!: CharterAmendment | null;

  @Column('text', { name: 'box_hash' })
  boxHash!: string;

  @Column('timestamptz', { name: 'opens_at' })
  opensAt!: Date;

  @Column('timestamptz', { name: 'closes_at' })
  closesAt!: Date;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt!: Date | null;

  @Column('text', { name: 'ballots_digest', nullable: true })
  ballotsDigest!: string | null;

  @Column('integer', { nullable: true })
  cast!: number | null;

  @Column('jsonb', { name: 'set_aside', nullable: true })
  setAside!: readonly SetAside[] | null;

  @Column('jsonb', { nullable: true })
  draw!: BoxDraw | null;

  @Column('timestamptz', { name: 'counted_at', nullable: true })
  countedAt!: Date | null;

  @Column('jsonb', { nullable: true })
  tally!: Tally | null;

  @Column('text', { name: 'tally_digest', nullable: true })
  tallyDigest!: string | null;
}

@Entity('box_elector')
export class BoxElectorRow implements BoxElector {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid', { name: 'box_id' })
  boxId!: BoxId;

  @PrimaryColumn('uuid')
  elector!: MandateId;

  @Column('uuid', { name: 'person_id' })
  personId!: PersonId;

  @Column('uuid', { name: 'seat_id' })
  seatId!: SeatId;

  @Column('uuid', { name: 'sector_id', nullable: true })
  sectorId!: SectorId | null;

  @Column('uuid', { name: 'organization_id', nullable: true })
  organizationId!: OrganizationId | null;

  @Column('integer')
  weight!: number;

  @Column('uuid', { name: 'entry_stream' })
  entryStream!: string;

  @Column('integer', { name: 'entry_version' })
  entryVersion!: number;
}

/** The secret of a box's lot. Only the act that closes the box reads it. */
@Entity('box_draw_secret')
export class BoxDrawSecretRow {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid', { name: 'box_id' })
  boxId!: BoxId;

  @Column('bytea')
  secret!: Buffer;

  @Column('uuid', { name: 'entry_stream' })
  entryStream!: string;

  @Column('integer', { name: 'entry_version' })
  entryVersion!: number;
}

/** The rows of this library that TypeORM writes; ballots are written by statements of their own. */
export const votingEntities = [BoxRow, BoxElectorRow, BoxDrawSecretRow, ...challengeEntities];
