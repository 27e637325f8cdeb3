import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { CoalitionId, DecisionId, MultilingualText } from '#kernel';
import {
  ActInput,
  connectionOf,
  DateTime,
  Node,
  PageArgs,
  registerNoun,
  resultOf,
  TextField,
  TextInput,
  type LocalizedTextInput,
} from '#platform';
import { Cosigned, Receipt, type ReceiptRow } from '#record';
import { FundedProject, OptionVotes, TallyOutcomes } from '#voting';
import { IsOptional, MaxLength } from 'class-validator';
import type { Decision, DecisionNumbers, DecisionOutcome, Dissent, DissentId } from './decision.types.js';

registerNoun('Decision', 'dec');
registerNoun('Dissent', 'dis');

const LONGEST_RATIONALE = 10_000;
const SLUG_CHARACTERS = 63;

@ObjectType('DecisionNumbers', { description: 'The figures of the vote on which a decision rests.' })
export class DecisionNumbersObject implements DecisionNumbers {
  @Field(() => String, { description: 'How many could vote.' })
  entitled!: string;

  @Field(() => String, { description: 'How many were recused, before the vote or while it was open.' })
  recused!: string;

  @Field(() => String, { description: 'How many ballots were counted, blank ones too.' })
  cast!: string;

  @Field(() => String, { description: 'How many ballots say something about the options.' })
  valid!: string;

  @Field(() => String, { description: 'How many had to take part.' })
  quorumNeeded!: string;

  @Field(() => String, {
    nullable: true,
    description: 'How many of the body had to say yes; null where the charter asks for no share of it.',
  })
  majorityNeeded!: string | null;

  @Field(() => [OptionVotes], { description: 'The votes of each option at the end of the count.' })
  votes!: { option: string; votes: string }[];

  @Field(() => [String], { description: 'The options that won a place, in the order of election.' })
  elected!: string[];

  @Field(() => [FundedProject], { description: 'The projects that are paid, with their costs.' })
  funded!: FundedProject[];
}

@ObjectType('Dissent', {
  implements: () => [Node],
  description:
    'A statement of somebody who could vote and disagrees; it stands beside the decision for ever.',
})
export class DissentObject extends Node implements Pick<Dissent, 'statedAt'> {
  coalitionId!: CoalitionId;
  declare id: DissentId;

  @TextField('The statement.')
  statement!: MultilingualText;

  @Field(() => DateTime, { description: 'When it was stated.' })
  statedAt!: Date;
}

@ObjectType('DecisionFinality', {
  description:
    'Whether witnesses vouch that everybody is shown the same decision, as the charter may ask for.',
})
export class DecisionFinality {
  @Field(() => Boolean, {
    description: 'True when as many witnesses have cosigned it as the charter asks for.',
  })
  final!: boolean;

  @Field(() => Cosigned, { description: 'How many have, of how many that are needed.' })
  cosigned!: Cosigned;
}

@ObjectType('Decision', {
  implements: () => [Node],
  description: 'What a body has decided: by which vote, with which figures, why, and who disagreed.',
})
export class DecisionObject extends Node {
  coalitionId!: CoalitionId;
  declare id: DecisionId;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => TallyOutcomes, { description: 'How the vote came out; it is the count’s, never typed in.' })
  outcome!: DecisionOutcome;

  @Field(() => DecisionNumbersObject, { description: 'The figures of the vote.' })
  numbers!: DecisionNumbers;

  @TextField('Why the body decided so.')
  rationale!: MultilingualText;

  @Field(() => DateTime, { description: 'When it was recorded.' })
  decidedAt!: Date;

  @Field(() => DateTime, { description: 'When it takes effect.' })
  takesEffectAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the body looks at it again; null where it need not.',
  })
  reviewAt!: Date | null;
}

export const DecisionConnection = connectionOf(DecisionObject, 'Decision');

@ArgsType()
export class DecisionsArgs extends PageArgs {
  @Field(() => String, { description: 'The short name of the coalition.' })
  @MaxLength(SLUG_CHARACTERS)
  coalition!: string;

  @Field(() => ID, { nullable: true, description: 'Only the decisions of this body.' })
  @IsOptional()
  body?: string | null;
}

@InputType({ description: 'A counted vote to seal in a decision.' })
export class RecordDecisionInput extends ActInput {
  @Field(() => ID, { description: 'The counted vote.' })
  boxId!: string;

  @TextInput('Why the body decided so.', { max: LONGEST_RATIONALE })
  rationale!: LocalizedTextInput[];

  @Field(() => DateTime, { nullable: true, description: 'When it takes effect; left out, at once.' })
  @IsOptional()
  takesEffectAt?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When the body looks at it again.' })
  @IsOptional()
  reviewAt?: Date | null;

  @Field(() => ID, { nullable: true, description: 'The earlier decision that it replaces.' })
  @IsOptional()
  supersedes?: string | null;
}

@ObjectType('DecisionRecorded', { description: 'The decision is in the record.' })
export class DecisionRecorded {
  @Field(() => DecisionObject, { description: 'The decision.' })
  decision!: Decision;

  @Field(() => Receipt, { description: 'The proof that it is in the record.' })
  receipt!: ReceiptRow;
}

export const RecordDecisionResult = resultOf('RecordDecisionResult', DecisionRecorded);

@InputType({ description: 'A dissent to put beside a decision.' })
export class DissentInput extends ActInput {
  @Field(() => ID, { description: 'The decision.' })
  decisionId!: string;

  @TextInput('Where and why you disagree.', { max: LONGEST_RATIONALE })
  statement!: LocalizedTextInput[];
}

@ObjectType('DissentStated', { description: 'The dissent stands beside the decision.' })
export class DissentStated {
  @Field(() => DecisionObject, { description: 'The decision.' })
  decision!: Decision;

  @Field(() => Receipt, { description: 'The proof that the dissent is in the record.' })
  receipt!: ReceiptRow;
}

export const DissentResult = resultOf('DissentResult', DissentStated);
