import type { BodyId, CoalitionId, OrganizationId } from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Funding, FundingId, FundingKind } from './disclosure.types.js';

@Entity('funding')
export class FundingRow implements Funding {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid')
  id!: FundingId;

  @Column('integer')
  version!: number;

  @Column('uuid', { name: 'organization_id' })
  organizationId!: OrganizationId;

  @Column('uuid', { name: 'funder_id', nullable: true })
  funderId!: OrganizationId | null;

  @Column('text')
  kind!: FundingKind;

  @Column('text')
  currency!: string;

  @Column('text')
  least!: string;

  @Column('text', { nullable: true })
  most!: string | null;

  @Column('text', { name: 'shown_to', nullable: true })
  shownTo!: Funding['shownTo'];

  @Column('uuid', { name: 'shown_bodies', array: true })
  shownBodies!: BodyId[];

  @Column('timestamptz', { name: 'begins_at' })
  beginsAt!: Date;

  @Column('timestamptz', { name: 'ends_at', nullable: true })
  endsAt!: Date | null;
}
