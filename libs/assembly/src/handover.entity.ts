import type { BodyId, CoalitionId, MandateId, SeatId } from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ChecklistItem, Handover, HandoverId, HandoverSide, HandoverTick } from './handover.types.js';

/** The checklist of a mandate that ends; every change is told by an entry of its own stream. */
@Entity('handover')
export class HandoverRow implements Omit<Handover, 'leaving' | 'endsAt' | 'followers' | 'readAt'> {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid')
  id!: HandoverId;

  @Column('integer')
  version!: number;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;

  @Column('uuid', { name: 'seat_id' })
  seatId!: SeatId;

  @Column('uuid', { name: 'mandate_id' })
  mandateId!: MandateId;

  @Column('timestamptz', { name: 'opened_at' })
  openedAt!: Date;

  @Column('jsonb')
  items!: readonly ChecklistItem[];

  @Column('jsonb')
  questions!: readonly string[];
}

/** Written once, by the entry that tells of it and commits to its note. */
@Entity('handover_tick')
export class HandoverTickRow implements Omit<HandoverTick, 'note'> {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @PrimaryColumn('uuid', { name: 'handover_id' })
  handoverId!: HandoverId;

  @PrimaryColumn('integer')
  item!: number;

  @PrimaryColumn('text')
  side!: HandoverSide;

  @Column('uuid', { name: 'mandate_id', nullable: true })
  mandateId!: MandateId | null;

  @Column('timestamptz', { name: 'done_at' })
  doneAt!: Date;

  @Column('boolean', { name: 'is_noted' })
  isNoted!: boolean;

  @Column('uuid', { name: 'entry_stream' })
  entryStream!: string;

  @Column('integer', { name: 'entry_version' })
  entryVersion!: number;
}

/** The entities of what is handed over with a seat. */
export const handoverEntities = [HandoverRow, HandoverTickRow];
