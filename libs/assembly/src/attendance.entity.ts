import type { BodyId, BoxId, CoalitionId, Id, MandateId } from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MandateStatus, Occasion } from './attendance.types.js';

/** A row whose every change is told by an entry of its own stream. */
abstract class Kept {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;

  @Column('integer')
  version!: number;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;
}

@Entity('occasion')
export class OccasionRow extends Kept implements Occasion {
  @PrimaryColumn('uuid')
  id!: Id<'Occasion'>;

  @Column('text')
  kind!: Occasion['kind'];

  @Column('timestamptz', { name: 'held_at' })
  heldAt!: Date;

  @Column('uuid', { name: 'box_id', nullable: true })
  boxId!: BoxId | null;

  @Column('uuid', { array: true })
  attended!: readonly MandateId[];

  @Column('uuid', { array: true })
  missed!: readonly MandateId[];

  @Column('uuid', { array: true })
  excused!: readonly MandateId[];
}

@Entity('mandate_status')
export class MandateStatusRow extends Kept implements MandateStatus {
  @PrimaryColumn('uuid')
  id!: Id<'MandateStatus'>;

  @Column('uuid', { name: 'mandate_id' })
  mandateId!: MandateId;

  @Column('text')
  becomes!: MandateStatus['becomes'];

  @Column('text')
  clause!: string;

  @Column('timestamptz', { name: 'begins_at' })
  beginsAt!: Date;

  @Column('timestamptz', { name: 'ends_at', nullable: true })
  endsAt!: Date | null;
}

/** The entities of who attended, and of what follows. */
export const attendanceEntities = [OccasionRow, MandateStatusRow];
