import type { RemedyId } from '#assembly';
import type { BodyId, BoxId, CoalitionId, DecisionId, PersonId, SectorId } from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type {
  Draw,
  DrawId,
  DrawSecret,
  DrawSecretId,
  DrawSource,
  PoolPlace,
  SortitionId,
} from './draw.types.js';

@Entity('draw')
export class DrawRow implements Draw {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid')
  id!: DrawId;

  @Column('integer')
  version!: number;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;

  @Column('text')
  section!: string;

  @Column('uuid', { name: 'decision_id', nullable: true })
  decisionId!: DecisionId | null;

  @Column('text')
  source!: DrawSource;

  @Column('integer', { name: 'source_round', nullable: true })
  sourceRound!: number | null;

  @Column('text', { name: 'source_name', nullable: true })
  sourceName!: string | null;

  @Column('timestamptz', { name: 'source_at' })
  sourceAt!: Date;

  @Column('jsonb', { nullable: true })
  sectors!: readonly SectorId[] | null;

  @Column('timestamptz', { name: 'sealed_by', nullable: true })
  sealedBy!: Date | null;

  @Column('uuid', { name: 'remedy_id', nullable: true })
  remedyId!: RemedyId | null;

  @Column('uuid', { name: 'sortition_id', nullable: true })
  sortitionId!: SortitionId | null;

  @Column('uuid', { name: 'box_id', nullable: true })
  boxId!: BoxId | null;

  @Column('boolean', { name: 'of_people' })
  ofPeople!: boolean;

  @Column('jsonb')
  pool!: readonly string[];

  @Column('timestamptz', { name: 'committed_at' })
  committedAt!: Date;

  @Column('text', { nullable: true })
  output!: string | null;

  @Column('jsonb', { nullable: true })
  missing!: readonly SectorId[] | null;

  @Column('jsonb', { nullable: true })
  drawn!: readonly string[] | null;

  @Column('timestamptz', { name: 'settled_at', nullable: true })
  settledAt!: Date | null;
}

@Entity('draw_secret')
export class DrawSecretRow implements DrawSecret {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid')
  id!: DrawSecretId;

  @Column('integer')
  version!: number;

  @Column('uuid', { name: 'draw_id' })
  drawId!: DrawId;

  @Column('uuid', { name: 'sector_id' })
  sectorId!: SectorId;

  @Column('uuid', { name: 'person_id' })
  personId!: PersonId;

  @Column('text')
  digest!: string;

  @Column('timestamptz', { name: 'committed_at' })
  committedAt!: Date;

  @Column('text', { nullable: true })
  secret!: string | null;

  @Column('timestamptz', { name: 'revealed_at', nullable: true })
  revealedAt!: Date | null;
}

/** Who stands behind a leaf of a pool: written once, by the entry that publishes the leaf. */
@Entity('pool_place')
export class PoolPlaceRow implements PoolPlace {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('text')
  leaf!: string;

  @Column('uuid', { name: 'person_id' })
  personId!: PersonId;

  @Column('text')
  salt!: string;

  @Column('uuid', { name: 'entry_stream' })
  entryStream!: string;

  @Column('integer', { name: 'entry_version' })
  entryVersion!: number;
}
