import type { BodyId, CoalitionId } from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Draw, DrawId, DrawSource } from './draw.types.js';

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

  @Column('text')
  source!: DrawSource;

  @Column('integer', { name: 'source_round', nullable: true })
  sourceRound!: number | null;

  @Column('text', { name: 'source_name', nullable: true })
  sourceName!: string | null;

  @Column('timestamptz', { name: 'source_at' })
  sourceAt!: Date;

  @Column('jsonb')
  pool!: readonly string[];

  @Column('timestamptz', { name: 'committed_at' })
  committedAt!: Date;

  @Column('text', { nullable: true })
  output!: string | null;

  @Column('jsonb', { nullable: true })
  drawn!: readonly string[] | null;

  @Column('timestamptz', { name: 'settled_at', nullable: true })
  settledAt!: Date | null;
}
