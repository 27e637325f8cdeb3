import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { BodyId, CoalitionId, MultilingualText } from '#kernel';
import {
  ActInput,
  connectionOf,
  DateTime,
  NestedInput,
  Node,
  PlainText,
  registerNoun,
  resultOf,
  TextField,
  TextInput,
  type LocalizedTextInput,
} from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import { ArrayMaxSize } from 'class-validator';
import type { Body } from './assembly.types.js';
import { ClauseInput } from './charter-input.graphql.js';
import { LONGEST_NAME } from './coalition.graphql.js';

registerNoun('Body', 'bod');

@ObjectType('Body', {
  implements: () => [Node],
  description: 'A committee, council, working group or assembly that decides by its charter.',
})
export class BodyObject extends Node implements Body {
  coalitionId!: CoalitionId;
  declare id: BodyId;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @TextField('Its name.')
  name!: MultilingualText;

  @Field(() => String, { description: 'The IANA time zone in which its days and months are reckoned.' })
  zone!: string;

  @Field(() => DateTime, { description: 'When it was established.' })
  establishedAt!: Date;
}

export const BodyConnection = connectionOf(BodyObject, 'Body');

@InputType({ description: 'A body to establish, with the first version of its charter.' })
export class EstablishBodyInput extends ActInput {
  @Field(() => ID, { description: 'The coalition.' })
  coalitionId!: string;

  @TextInput('The name of the body.', { max: LONGEST_NAME })
  name!: LocalizedTextInput[];

  @Field(() => String, {
    description: 'The IANA time zone in which its days and months are reckoned, such as Europe/Rome.',
  })
  @PlainText({ max: 100 })
  zone!: string;

  @Field(() => [ClauseInput], { description: 'The charter: at least one clause on every topic.' })
  @ArrayMaxSize(60)
  @NestedInput(() => ClauseInput)
  clauses!: ClauseInput[];
}

@ObjectType('BodyEstablished', { description: 'A coalition has one more body.' })
export class BodyEstablished {
  @Field(() => BodyObject, { description: 'The body.' })
  body!: Body;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const EstablishBodyResult = resultOf('EstablishBodyResult', BodyEstablished);
