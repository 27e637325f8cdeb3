import type {
  BodyId,
  CoalitionId,
  MultilingualText,
  OrganizationId,
  PersonId,
  ProposalId,
  SectorId,
} from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CoSponsorship, ProposalKind, ProposalText, Stage } from './proposals.types.js';

@Entity('proposal')
export class ProposalRow {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid')
  id!: ProposalId;

  @Column('integer')
  version!: number;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;

  @Column('uuid', { name: 'proposer_id' })
  proposerId!: PersonId;

  @Column('text')
  kind!: ProposalKind;

  @Column('text')
  stage!: Stage;

  @Column('integer', { name: 'text_number' })
  textNumber!: number;

  @Column('timestamptz', { name: 'drafted_at' })
  draftedAt!: Date;

  @Column('timestamptz', { name: 'submitted_at', nullable: true })
  submittedAt!: Date | null;
}

/** Written once, by the entry that it names. */
@Entity('proposal_text')
export class ProposalTextRow implements ProposalText {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid', { name: 'proposal_id' })
  proposalId!: ProposalId;

  @PrimaryColumn('integer')
  number!: number;

  @Column('jsonb')
  title!: MultilingualText;

  @Column('jsonb')
  text!: MultilingualText;

  @Column('text')
  digest!: string;

  @Column('timestamptz', { name: 'written_at' })
  writtenAt!: Date;

  @Column('uuid', { name: 'entry_stream' })
  entryStream!: string;

  @Column('integer', { name: 'entry_version' })
  entryVersion!: number;
}

/** Written once, by the entry that it names. */
@Entity('co_sponsorship')
export class CoSponsorshipRow implements CoSponsorship {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid', { name: 'proposal_id' })
  proposalId!: ProposalId;

  @PrimaryColumn('integer', { name: 'text_number' })
  textNumber!: number;

  @PrimaryColumn('uuid', { name: 'person_id' })
  personId!: PersonId;

  @Column('uuid', { name: 'organization_id', nullable: true })
  organizationId!: OrganizationId | null;

  @Column('uuid', { name: 'sector_id', nullable: true })
  sectorId!: SectorId | null;

  @Column('timestamptz')
  at!: Date;

  @Column('uuid', { name: 'entry_stream' })
  entryStream!: string;

  @Column('integer', { name: 'entry_version' })
  entryVersion!: number;
}

/** The entities of this library. */
export const proposalsEntities = [ProposalRow, ProposalTextRow, CoSponsorshipRow];
