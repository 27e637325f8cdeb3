import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { BodyId, CoalitionId, MandateId, PersonId, SeatId } from '#kernel';
import { ChangeInput, connectionOf, DateTime, Node, PlainText, registerNoun, resultOf } from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import { IsOptional, Max, Min } from 'class-validator';
import type {
  ChecklistItem,
  Follower,
  Handover,
  HandoverId,
  HandoverStage,
  HandoverTick,
} from './handover.types.js';

registerNoun('Handover', 'hov');

const LONGEST_NOTE = 10_000;
const MOST_ITEMS = 1000;

export const HANDOVER_STAGE = {
  OPEN: 'OPEN',
  OVERDUE: 'OVERDUE',
  DONE: 'DONE',
  NOT_NEEDED: 'NOT_NEEDED',
} as const satisfies Record<HandoverStage, string>;
registerEnumType(HANDOVER_STAGE, {
  name: 'HandoverStage',
  description: 'Where a handover stands.',
  valuesMap: {
    OPEN: { description: 'Something is still to be received, and there is time.' },
    OVERDUE: { description: 'Something should have been received by now.' },
    DONE: { description: 'Everything has been received.' },
    NOT_NEEDED: { description: 'The seat went to the same person, so nothing changes hands.' },
  },
});

@ObjectType('Handover', {
  implements: () => [Node],
  description: 'What whoever leaves a seat hands over to whoever comes, as the charter lists it.',
})
export class HandoverObject extends Node implements Omit<Handover, 'items'> {
  coalitionId!: CoalitionId;
  declare id: HandoverId;
  bodyId!: BodyId;
  seatId!: SeatId;
  mandateId!: MandateId;
  leaving!: PersonId;
  endsAt!: Date | null;
  followers!: readonly Follower[];
  readAt!: Date;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => DateTime, { description: 'When it was opened: when the end of the mandate was recorded.' })
  openedAt!: Date;

  @Field(() => [String], {
    description: 'What the charter leaves open about it; until it is ruled on nothing is left out.',
  })
  questions!: readonly string[];
}

/** An item with the handover to which it belongs. */
export interface ItemView extends ChecklistItem {
  readonly number: number;
  readonly handover: Handover;
}

@ObjectType('HandoverItem', { description: 'One thing that is handed over with a seat.' })
export class HandoverItemObject implements Pick<ItemView, 'number' | 'item' | 'clause'> {
  @Field(() => Int, { description: 'Its place in the list, from 1.' })
  number!: number;

  @Field(() => String, { description: 'What it is, in the words of the charter.' })
  item!: string;

  @Field(() => String, { description: 'The section of the charter that asks for it.' })
  clause!: string;
}

/** A tick with the handover to which it belongs. */
export interface TickView extends HandoverTick {
  readonly handover: Handover;
}

@ObjectType('HandoverTick', { description: 'That one side has done its part for an item.' })
export class HandoverTickObject implements Pick<TickView, 'doneAt'> {
  @Field(() => DateTime, { description: 'When that was said.' })
  doneAt!: Date;
}

export const HandoverConnection = connectionOf(HandoverObject, 'Handover');

@InputType({ isAbstract: true })
abstract class HandoverItemInput extends ChangeInput {
  @Field(() => ID, { description: 'The handover; expectedVersion is its version.' })
  handoverId!: string;

  @Field(() => Int, { description: 'The number of the item.' })
  @Min(1)
  @Max(MOST_ITEMS)
  item!: number;

  @Field(() => String, {
    nullable: true,
    description: 'What the other side should know; the two sides and stewards can read it, and nobody else.',
  })
  @IsOptional()
  @PlainText({ max: LONGEST_NOTE })
  note?: string | null;
}

@InputType({ description: 'An item that the caller has handed over.' })
export class HandOverItemInput extends HandoverItemInput {}

@InputType({ description: 'An item that the caller has received.' })
export class ReceiveItemInput extends HandoverItemInput {}

@ObjectType('HandoverChanged', { description: 'One side has done its part for an item.' })
export class HandoverChanged {
  @Field(() => HandoverObject, { description: 'The handover.' })
  handover!: Handover;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const HandOverItemResult = resultOf('HandOverItemResult', HandoverChanged);
export const ReceiveItemResult = resultOf('ReceiveItemResult', HandoverChanged);
