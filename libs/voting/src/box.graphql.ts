import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import {
  CAP_GROUP,
  CONFLICT_KIND,
  COUNTING_RULE,
  MandateObject,
  QUESTION,
  type ConflictKind,
  type Mandate,
  type Question,
  type RecusedMember,
  type VoteShare,
} from '#assembly';
import type { CoalitionId, MultilingualText } from '#kernel';
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
import { ArrayMaxSize, IsOptional, Max, MaxLength, Min } from 'class-validator';
import { RuleParameterObject } from './rule-parameter.graphql.js';
import { TallyObject } from './tally.graphql.js';
import type { Box, BoxCap, BoxDraw, BoxOption, BoxStage, Roster } from './voting.types.js';

registerNoun('Box', 'box');

/** Options that one box may have. */
export const MOST_OPTIONS = 200;
const MOST_SEATS = 100;
const OPTION_NAME = 300;
const AMOUNT_CHARACTERS = 22;

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
export class BoxOptionObject implements Omit<BoxOption, 'personId' | 'groups'> {
  @Field(() => String, { description: 'By which ballots and counts name it; unique in its box.' })
  id!: string;

  @TextField('Its name.')
  name!: MultilingualText;

  @Field(() => String, {
    nullable: true,
    description: 'What the project costs, as an exact decimal; null for what is no project.',
  })
  cost!: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The public id of the person who stands; null where it is nobody, or nobody of the coalition.',
  })
  personId!: string | null;
}

@ObjectType('BoxCap', { description: 'A cap of the charter, frozen with the vote.' })
export class BoxCapObject implements BoxCap {
  @Field(() => CAP_GROUP, { description: 'By what the elected are counted.' })
  by!: BoxCap['by'];

  @Field(() => Int, { description: 'How many of one such group may be elected at most.' })
  most!: number;

  @Field(() => String, { description: 'The section of the charter that says so.' })
  clause!: string;
}

@ObjectType('BoxDraw', { description: 'The lot that breaks the ties of a vote, drawn before its count.' })
export class BoxDrawObject implements BoxDraw {
  @Field(() => String, {
    nullable: true,
    description:
      'The secret (base64), to which the vote committed at its opening; null where a draw gives the order.',
  })
  secret!: string | null;

  @Field(() => String, {
    description:
      'The seed (base64): of the draw, or the hash of the vote’s terms, of its ballots and of the secret.',
  })
  seed!: string;

  @Field(() => [String], { description: 'The ids of all options; of those that are tied the earlier wins.' })
  order!: readonly string[];
}

@ObjectType('BoxRoster', { description: 'The body as it stood when a vote was opened.' })
export class BoxRosterObject implements Roster {
  @Field(() => Int, { description: 'How many seats it had.' })
  seats!: number;

  @Field(() => Int, { description: 'How many of them were held.' })
  filled!: number;

  @Field(() => Int, { description: 'How many of them nobody held.' })
  vacant!: number;

  @Field(() => Int, { description: 'How many who held one were recused from the proposal.' })
  recused!: number;

  @Field(() => Int, { description: 'How many alternates stood in for others.' })
  alternates!: number;
}

const SHARE_KINDS = { QUORUM: 'QUORUM', MAJORITY: 'MAJORITY' } as const;
registerEnumType(SHARE_KINDS, {
  name: 'BoxShareKind',
  description: 'What a share of the body is needed for.',
  valuesMap: {
    QUORUM: { description: 'So many must take part, whatever they say.' },
    MAJORITY: { description: 'So many must say yes.' },
  },
});

const SHARE_BASES = { SEATS: 'SEATS', FILLED: 'FILLED', VOTES: 'VOTES' } as const;
registerEnumType(SHARE_BASES, {
  name: 'BoxShareBase',
  description: 'Of what a share of the body is reckoned.',
  valuesMap: {
    SEATS: { description: 'Of all seats, held or not.' },
    FILLED: { description: 'Of the seats that are held.' },
    VOTES: { description: 'Of those who say yes or no.' },
  },
});

@ObjectType('BoxShare', { description: 'A share of the body that the charter asks for, as it was frozen.' })
export class BoxShareObject implements VoteShare {
  @Field(() => String, { description: 'The section of the charter that asks for it.' })
  clause!: string;

  @Field(() => SHARE_KINDS, { description: 'What it is needed for.' })
  kind!: VoteShare['kind'];

  @Field(() => SHARE_BASES, { description: 'Of what it is reckoned.' })
  base!: VoteShare['base'];

  @Field(() => String, { description: 'The share, as a fraction.' })
  share!: string;

  @Field(() => Boolean, { description: 'True when more than the share is needed.' })
  strict!: boolean;

  @Field(() => Int, { description: 'The fewest, whatever the share.' })
  least!: number;

  @Field(() => Int, { description: 'So many fewer than the share are enough.' })
  allBut!: number;

  recused!: VoteShare['recused'];

  @Field(() => Boolean, { description: 'True when whoever is recused is not reckoned.' })
  leavesOutRecused?: boolean;
}

@ObjectType('BoxRecusal', { description: 'One who was recused when a vote was opened, as it was frozen.' })
export class BoxRecusalObject {
  coalitionId?: CoalitionId;
  recused?: RecusedMember;

  @Field(() => MandateObject, { description: 'The mandate that could not be voted with.' })
  mandate?: Mandate;

  @Field(() => String, {
    nullable: true,
    description: 'The section of the charter that keeps them out; null where none does.',
  })
  clause!: string | null;

  @Field(() => CONFLICT_KIND, {
    nullable: true,
    description: 'The interest that it names; null where it rests on no clause.',
  })
  interest!: ConflictKind | null;

  @Field(() => MandateObject, {
    nullable: true,
    description: 'The mandate of the alternate who acts in their place; null where nobody does.',
  })
  alternate?: Mandate | null;
}

@ObjectType('Box', {
  implements: () => [Node],
  description: 'A vote: who may vote, on what, by which rule, until when. Its terms never change.',
})
export class BoxObject
  extends Node
  implements
    Pick<
      Box,
      | 'question'
      | 'rule'
      | 'seats'
      | 'budget'
      | 'caps'
      | 'drawCommitment'
      | 'draw'
      | 'entitled'
      | 'takes'
      | 'boxHash'
    >
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
  options?: BoxOptionObject[];

  @Field(() => [BoxCapObject], {
    description: 'The caps that are held after the count; empty where nobody is elected.',
  })
  caps!: readonly BoxCap[];

  @Field(() => Int, { description: 'How many places are filled.' })
  seats!: number;

  @Field(() => String, {
    nullable: true,
    description: 'What projects are paid from, as an exact decimal; null where nothing is funded.',
  })
  budget!: string | null;

  @Field(() => Digest, {
    nullable: true,
    description: 'The SHA-256 of the secret of its lot; null where ties stay open, or a draw breaks them.',
  })
  drawCommitment!: string | null;

  @Field(() => BoxDrawObject, {
    nullable: true,
    description:
      'The lot that breaks its ties; null until it is closed, for everybody, and until its draw is settled.',
  })
  draw!: BoxDraw | null;

  @Field(() => Int, { description: 'How many may vote.' })
  entitled!: number;

  @Field(() => BoxShareObject, {
    nullable: true,
    description: 'The share of the body that the charter asks for; null where it asks for none.',
  })
  takes!: VoteShare | null;

  @Field(() => BoxRosterObject, { description: 'Of which body so many could vote.' })
  roster?: BoxRosterObject;

  @Field(() => [BoxRecusalObject], {
    description: 'Who was recused when it was opened, why, and who acts in their place.',
  })
  recused!: readonly RecusedMember[];

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

  @Field(() => String, {
    nullable: true,
    description: 'What the project costs, as a decimal such as 1500.50; only where projects are funded.',
  })
  @IsOptional()
  @MaxLength(AMOUNT_CHARACTERS)
  cost?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The person who stands; only in an election, where caps may count them by their groups.',
  })
  @IsOptional()
  personId?: string | null;
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

  @Field(() => COUNTING_RULE, {
    nullable: true,
    description: 'One of the counting rules that the charter permits; left out, the first of them.',
  })
  @IsOptional()
  rule?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What projects are paid from, as a decimal such as 20000; only where projects are funded.',
  })
  @IsOptional()
  @MaxLength(AMOUNT_CHARACTERS)
  budget?: string | null;

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
