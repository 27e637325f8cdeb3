import type { BodyId, CoalitionId, Id, MandateId } from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RecordedEvent, SeniorityList, SeniorityListId, SeniorityReview } from './term.types.js';

/** A row whose every change is told by an entry of its own stream. */
abstract class Kept {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @Column('integer')
  version!: number;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;
}

@Entity('term_event')
export class TermEventRow extends Kept implements RecordedEvent {
  @PrimaryColumn('uuid')
  id!: Id<'TermEvent'>;

  @Column('text')
  kind!: string;

  @Column('timestamptz')
  at!: Date;
}

@Entity('seniority_review')
export class SeniorityReviewRow extends Kept implements SeniorityReview {
  @PrimaryColumn('uuid')
  id!: Id<'SeniorityReview'>;

  @Column('text')
  clause!: string;

  @Column('timestamptz', { name: 'reviewed_on' })
  reviewedOn!: Date;

  @Column('uuid', { array: true })
  leave!: readonly MandateId[];

  @Column('jsonb')
  questions!: readonly string[];
}

@Entity('seniority_list')
export class SeniorityListRow extends Kept implements SeniorityList {
  @PrimaryColumn('uuid')
  id!: SeniorityListId;

  @Column('uuid', { array: true })
  mandates!: readonly MandateId[];

  @Column('timestamptz', { name: 'listed_at' })
  listedAt!: Date;
}

/** The entities of how terms end. */
export const termEntities = [TermEventRow, SeniorityListRow, SeniorityReviewRow];
