import type { BodyId, CoalitionId, Id, MandateId, PersonId, SectorId } from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DrawRow, DrawSecretRow, PoolPlaceRow } from './draw.entity.js';
import { sortitionEntities } from './sortition.entity.js';
import type { TurnCause } from './explanation.rules.js';
import type { RecurrenceUnit } from './local-time.js';
import type { RotatingRole } from './rotation.types.js';
import type {
  DatedWeights,
  PublicReason,
  Rotation,
  RotationId,
  Swap,
  SwapId,
  Turn,
  TurnId,
  TurnState,
  Unavailability,
} from './turn.types.js';

abstract class OfCoalition {
  @PrimaryColumn('uuid', { name: 'coalition_id' })
  coalitionId!: CoalitionId;
}

/** A row whose every change is told by an entry of its own stream. */
abstract class Kept extends OfCoalition {
  @Column('integer')
  version!: number;
}

@Entity('rotation')
export class RotationRow extends Kept implements Rotation {
  @PrimaryColumn('uuid')
  id!: RotationId;

  @Column('uuid', { name: 'body_id' })
  bodyId!: BodyId;

  @Column('text')
  role!: RotatingRole;

  @Column('text')
  zone!: string;

  @Column('text', { name: 'starts_at' })
  startsAt!: string;

  @Column('integer')
  every!: number;

  @Column('text')
  unit!: RecurrenceUnit;

  @Column('integer')
  turns!: number;

  @Column('jsonb')
  weightings!: readonly DatedWeights[];

  @Column('integer')
  spacing!: number;

  @Column('integer')
  notice!: number;

  @Column('text')
  section!: string;

  @Column('timestamptz', { name: 'planned_at' })
  plannedAt!: Date;
}

abstract class TurnColumns extends OfCoalition {
  @PrimaryColumn('uuid')
  id!: TurnId;

  @Column('uuid', { name: 'rotation_id' })
  rotationId!: RotationId;

  @Column('integer')
  slot!: number;

  @Column('timestamptz', { name: 'begins_at' })
  beginsAt!: Date;

  @Column('timestamptz', { name: 'ends_at' })
  endsAt!: Date;

  @Column('uuid', { name: 'sector_id', nullable: true })
  sectorId!: SectorId | null;

  @Column('uuid', { name: 'mandate_id', nullable: true })
  mandateId!: MandateId | null;

  @Column('uuid', { name: 'person_id', nullable: true })
  personId!: PersonId | null;

  @Column('text')
  state!: TurnState;

  @Column('text')
  cause!: TurnCause;

  @Column('jsonb')
  reason!: PublicReason;

  @Column('uuid', { array: true })
  away!: readonly PersonId[];

  @Column('integer', { nullable: true })
  corrects!: number | null;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;

  @Column('integer', { name: 'entry_version' })
  entryVersion!: number;
}

/** One line of a turn's life, written once. */
@Entity('turn_line')
export class TurnLineRow extends TurnColumns {
  @PrimaryColumn('integer')
  number!: number;

  @Column('uuid', { name: 'entry_stream' })
  entryStream!: string;
}

/** A turn as its last line has it: a view, which is only read. */
@Entity('turn')
export class TurnRow extends TurnColumns implements Turn {
  @Column('integer')
  version!: number;
}

@Entity('turn_swap')
export class SwapRow extends Kept implements Swap {
  @PrimaryColumn('uuid')
  id!: SwapId;

  @Column('uuid', { name: 'rotation_id' })
  rotationId!: RotationId;

  @Column('integer', { name: 'given_slot' })
  givenSlot!: number;

  @Column('integer', { name: 'taken_slot' })
  takenSlot!: number;

  @Column('uuid', { name: 'offered_by' })
  offeredBy!: PersonId;

  @Column('uuid', { name: 'offered_to' })
  offeredTo!: PersonId;

  @Column('timestamptz', { name: 'offered_at' })
  offeredAt!: Date;

  @Column('timestamptz', { name: 'accepted_at', nullable: true })
  acceptedAt!: Date | null;
}

@Entity('unavailability')
export class UnavailabilityRow extends Kept implements Unavailability {
  @PrimaryColumn('uuid')
  id!: Id<'Unavailability'>;

  @Column('uuid', { name: 'person_id' })
  personId!: PersonId;

  @Column('timestamptz', { name: 'begins_at' })
  beginsAt!: Date;

  @Column('timestamptz', { name: 'ends_at', nullable: true })
  endsAt!: Date | null;

  @Column('timestamptz', { name: 'withdrawn_at', nullable: true })
  withdrawnAt!: Date | null;
}

/** Written once, by the entry that commits to the note. */
@Entity('turn_handover')
export class HandoverRow extends OfCoalition {
  @PrimaryColumn('uuid', { name: 'turn_id' })
  turnId!: TurnId;

  @PrimaryColumn('integer')
  number!: number;

  @Column('uuid', { name: 'rotation_id' })
  rotationId!: RotationId;

  @Column('timestamptz', { name: 'written_at' })
  writtenAt!: Date;

  @Column('uuid', { name: 'entry_stream' })
  entryStream!: string;

  @Column('integer', { name: 'entry_version' })
  entryVersion!: number;
}

/** The entities of this library. */
export const rotationEntities = [
  RotationRow,
  TurnLineRow,
  TurnRow,
  SwapRow,
  UnavailabilityRow,
  HandoverRow,
  DrawRow,
  DrawSecretRow,
  PoolPlaceRow,
  ...sortitionEntities,
];
