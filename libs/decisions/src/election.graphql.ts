import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { ActInput, DateTime, resultOf } from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import { ArrayMaxSize, ArrayMinSize } from 'class-validator';
import { DecisionObject } from './decision.graphql.js';
import type { Decision } from './decision.types.js';

const MOST_SEATS = 200;

@InputType({ description: 'Those whom a decision elected, to be seated.' })
export class SeatElectedInput extends ActInput {
  @Field(() => ID, { description: 'The decision.' })
  decisionId!: string;

  @Field(() => [ID], { description: 'The seats of the body that they take, in order.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_SEATS)
  seatIds!: string[];

  @Field(() => DateTime, { nullable: true, description: 'From when on; now when it is left out.' })
  beginsAt?: Date | null;
}

@ObjectType('ElectedSeated', { description: 'Those whom a decision elected hold their seats.' })
export class ElectedSeated {
  @Field(() => DecisionObject, { description: 'The decision.' })
  decision!: Decision;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const SeatElectedResult = resultOf('SeatElectedResult', ElectedSeated);
