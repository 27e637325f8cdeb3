import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { ActInput, resultOf } from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import { ArrayMaxSize, ArrayMinSize } from 'class-validator';
import { DecisionObject } from './decision.graphql.js';
import type { Decision } from './decision.types.js';

const MOST_HOLDERS = 200;

@InputType({ description: 'Holders of seats whom a decision removes.' })
export class RemoveHoldersInput extends ActInput {
  @Field(() => ID, { description: 'The decision.' })
  decisionId!: string;

  @Field(() => [ID], { description: 'Their mandates, of one body: one, or all, as its charter says.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_HOLDERS)
  mandateIds!: string[];
}

@ObjectType('HoldersRemoved', { description: 'Those whom a decision removed hold their seats no more.' })
export class HoldersRemoved {
  @Field(() => DecisionObject, { description: 'The decision.' })
  decision!: Decision;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const RemoveHoldersResult = resultOf('RemoveHoldersResult', HoldersRemoved);
