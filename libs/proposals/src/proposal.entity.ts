import type { Question } from '#assembly';
import type { BodyId, CoalitionId, OrganizationId, PersonId, ProposalId, SectorId } from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CoSponsorship, ProposalStage, ProposalText } from './proposal.types.js';

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
  kind!: Question;

  @Column('text')
  stage!: ProposalStage;

  @Column('integer', { name: 'text_number' })
  textNumber!: number;

  @Column('text', { name: 'text_digest' })
  textDigest!: string;

  @Column('boolean')
  amends!: boolean;

  @Column('timestamptz', { name: 'drafted_at' })
  draftedAt!: Date;

  @Column('timestamptz', { name: 'submitted_at', nullable: true })
  submittedAt!: Date | null;
}

/** A line of a proposal: written once, with the entry that brought it. */
abstract class ProposalLine {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid', { name: 'proposal_id' })
  proposalId!: ProposalId;

  @Column('uuid', { name: 'entry_stream' })
  entryStream!: string;

  @Column('integer', { name: 'entry_version' })
  entryVersion!: number;
}

@Entity('proposal_text')
export class ProposalTextRow extends ProposalLine implements Omit<ProposalText, 'title' | 'text'> {
  @PrimaryColumn('integer')
  number!: number;

  @Column('text')
  digest!: string;

  @Column('timestamptz', { name: 'written_at' })
  writtenAt!: Date;
}

@Entity('co_sponsorship')
export class CoSponsorshipRow extends ProposalLine implements CoSponsorship {
  @PrimaryColumn('uuid', { name: 'person_id' })
  personId!: PersonId;

  @PrimaryColumn('integer', { name: 'text_number' })
  textNumber!: number;

  @Column('uuid', { name: 'organization_id', nullable: true })
  organizationId!: OrganizationId | null;

  @Column('uuid', { name: 'sector_id', nullable: true })
  sectorId!: SectorId | null;

  @Column('timestamptz', { name: 'sponsored_at' })
  sponsoredAt!: Date;
}

/** The rows of this library. */
export const proposalsEntities = [ProposalRow, ProposalTextRow, CoSponsorshipRow];
