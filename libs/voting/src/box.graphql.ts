import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { QUESTION, type Question } from '#assembly';
import type { MultilingualText } from '#kernel';
import {
  ChangeInput,
  DateTime,
  Digest,
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
import { ArrayMaxSize, IsOptional, Max, Min } from 'class-validator';
import { TallyObject } from './tally.graphql.js';
import type { Box, BoxOption, BoxStage } from './voting.types.js';

registerNoun('Box', 'box');

/** Options that one box may have. */
export const MOST_OPTIONS = 200;
const MOST_SEATS = 100;
const OPTION_NAME = 300;

const BoxStages = { ANNOUNCED: 'ANNOUNCED', OPEN: 'OPEN', CLOSED: 'CLOSED', COUNTED: 'COUNTED' } as const;
registerEnumType(BoxStages, {
  name: 'BoxStage',
  description: 'Where a vote stands.',
  valuesMap: {
    ANNOUNCED: { description: 'Its terms are fixed; ballots are taken from the opening on.' },
    OPEN: { description: 'Ballots are taken and can be changed.' },
    CLOSED: { description: 'No ballot is taken any more; the count is due.' },
    COUNTED: { description: 'The result is known.' },
  },
});

@ObjectType('BoxOption', { description: 'One thing that can be chosen in a vote.' })
export class BoxOptionObject {
  @Field(() => String, { description: 'By which ballots and counts name it; unique in its box.' })
  id!: string;

  @TextField('Its name.')
  name!: MultilingualText;
}

@ObjectType('RuleParameter', { description: 'One parameter of a counting rule, frozen with the box.' })
export class RuleParameterObject {
  @Field(() => String, { description: 'The name of the parameter.' })
  name!: string;

  @Field(() => String, { description: 'Its value as text.' })
  value!: string;
}

@ObjectType('Box', {
  implements: () => [Node],
  description: 'A vote: who may vote, on what, by which rule, until when. Its terms never change.',
})
export class BoxObject
  extends Node
  implements Pick<Box, 'question' | 'rule' | 'seats' | 'entitled' | 'boxHash'>
{
  @Field(() => Int, { description: 'Its version in the record.' })
  version!: number;

  @Field(() => QUESTION, { description: 'What is asked.' })
  question!: Question;

  @Field(() => String, { description: 'The counting rule with its version, such as schulze@2011.' })
  rule!: string;

  @Field(() => [RuleParameterObject], { description: 'The parameters of the rule, defaults filled in.' })
  ruleParameters?: RuleParameterObject[];

  @Field(() => [BoxOptionObject], { description: 'What can be chosen; empty for a motion.' })
  options!: BoxOption[];

  @Field(() => Int, { description: 'How many places are filled.' })
  seats!: number;

  @Field(() => Int, { description: 'How many may vote.' })
  entitled!: number;

  @Field(() => Digest, { description: 'The hash of all its terms; a ballot repeats it.' })
  boxHash!: string;

  @Field(() => DateTime, { description: 'From when on ballots are taken.' })
  opensAt!: Date;

  @Field(() => DateTime, { description: 'The first instant at which none is taken any more.' })
  closesAt!: Date;

  @Field(() => BoxStages, { description: 'Where it stands now.' })
  stage?: BoxStage;

  @Field(() => TallyObject, {
    nullable: true,
    description: 'The result; null until it is counted, for everybody.',
  })
  tally!: TallyObject | null;
}

@InputType({ description: 'One thing that can be chosen.' })
export class BoxOptionInput {
  @Field(() => String, {
    description: 'Letters, digits, dot, dash and underscore, at most 64; unique in the box.',
  })
  @PlainText({ max: 64 })
  id!: string;

  @TextInput('Its name.', { max: OPTION_NAME })
  name!: LocalizedTextInput[];
}

@InputType({ description: 'A proposal to put to the vote.' })
export class OpenBoxInput extends ChangeInput {
  @Field(() => ID, { description: 'The admitted proposal; expectedVersion is its version.' })
  proposalId!: string;

  @Field(() => [BoxOptionInput], {
    defaultValue: [],
    description: 'What can be chosen; leave it out for a motion.',
  })
  @ArrayMaxSize(MOST_OPTIONS)
  @NestedInput(() => BoxOptionInput)
  options!: BoxOptionInput[];

  @Field(() => Int, {
    defaultValue: 1,
    description: 'How many places are filled; 1 unless it is an election.',
  })
  @Min(1)
  @Max(MOST_SEATS)
  seats!: number;

  @Field(() => DateTime, { nullable: true, description: 'When it opens; left out, it opens at once.' })
  @IsOptional()
  opensAt?: Date | null;

  @Field(() => DateTime, { description: 'The first instant at which no ballot is taken any more.' })
  closesAt!: Date;
}

@ObjectType('BoxOpened', { description: 'The proposal is put to the vote.' })
export class BoxOpened {
  @Field(() => BoxObject, { description: 'The vote with its frozen terms.' })
  box!: BoxObject;

  @Field(() => Receipt, { description: 'The proof that it is in the record.' })
  receipt!: ReceiptRow;
}

export const OpenBoxResult = resultOf('OpenBoxResult', BoxOpened);
