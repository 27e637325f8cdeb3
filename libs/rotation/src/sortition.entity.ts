import type { BodyId, CoalitionId } from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SortitionId } from './draw.types.js';
import type { HeldSortition, SortitionWork } from './held-sortition.types.js';
import type { SortitionAnswer } from './sortition-answer.js';
import type { Fairness, Lottery, MemberType, Quota } from './sortition.types.js';

@Entity('sortition')
export class SortitionRow implements HeldSortition {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid')
  id!: SortitionId;

  @Column('integer')
  version!: number;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;

  @Column('text')
  section!: string;

  @Column('integer')
  seats!: number;

  @Column('text')
  fairness!: Fairness;

  @Column('jsonb')
  quotas!: readonly Quota[];

  @Column('jsonb')
  types!: readonly MemberType[];

  @Column('timestamptz', { name: 'prepared_at' })
  preparedAt!: Date;

  @Column('jsonb', { nullable: true })
  lottery!: Lottery | null;

  @Column('jsonb', { nullable: true })
  panel!: readonly string[] | null;

  @Column('timestamptz', { name: 'drawn_at', nullable: true })
  drawnAt!: Date | null;

  @Column('timestamptz', { name: 'withdrawn_at', nullable: true })
  withdrawnAt!: Date | null;
}

/** What the solver is at; whoever holds the lease works, and when it runs out another one does. */
@Entity('sortition_work')
export class SortitionWorkRow implements SortitionWork {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid')
  id!: SortitionId;

  @Column('integer')
  asked!: number;

  @Column('integer')
  panels!: number;

  @Column('integer')
  settled!: number;

  @Column('integer')
  failures!: number;

  @Column('text', { nullable: true })
  fault!: string | null;

  @Column('jsonb', { nullable: true })
  answer!: SortitionAnswer | null;
}

/** The entities of sortitions. */
export const sortitionEntities = [SortitionRow, SortitionWorkRow];
