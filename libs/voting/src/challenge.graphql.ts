import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { CONFLICT_KIND, type ConflictKind } from '#assembly';
import type { CoalitionId } from '#kernel';
import { ActInput, DateTime, Node, PlainText, registerNoun, resultOf } from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import { IsOptional } from 'class-validator';
import type { ChallengeId, Consequence, InterestChallenge } from './challenge.types.js';
import { TallyObject } from './tally.graphql.js';

registerNoun('InterestChallenge', 'chl');

const LONGEST_REASON = 4000;

const RULINGS = { UPHELD: 'UPHELD', DISMISSED: 'DISMISSED' } as const;
registerEnumType(RULINGS, {
  name: 'ChallengeRuling',
  description: 'What was ruled on a challenge.',
  valuesMap: {
    UPHELD: { description: 'The charter keeps this person out of the vote.' },
    DISMISSED: { description: 'It does not.' },
  },
});

const CONSEQUENCES = {
  SET_ASIDE: 'SET_ASIDE',
  STANDS: 'STANDS',
  RERUN: 'RERUN',
  CORRECT: 'CORRECT',
} as const satisfies Record<Consequence, string>;
registerEnumType(CONSEQUENCES, {
  name: 'ChallengeConsequence',
  description: 'What follows from a challenge that is upheld.',
  valuesMap: {
    SET_ASIDE: { description: 'The vote was open: the ballot is kept and not counted.' },
    STANDS: { description: 'Without the ballot the vote comes out the same, so its result stands.' },
    RERUN: { description: 'Without the ballot it comes out otherwise, and the charter wants another vote.' },
    CORRECT: { description: 'Without the ballot it comes out otherwise, and by the charter that holds.' },
  },
});

@ObjectType('InterestChallenge', {
  implements: () => [Node],
  description:
    'The claim that somebody voted on what the charter keeps them out of; its words are not public.',
})
export class InterestChallengeObject
  extends Node
  implements Pick<InterestChallenge, 'interest' | 'clause' | 'raisedAt' | 'ruling' | 'ruledAt' | 'follows'>
{
  coalitionId!: CoalitionId;
  declare id: ChallengeId;

  @Field(() => Int, { description: 'Its version in the record.' })
  version!: number;

  @Field(() => CONFLICT_KIND, { description: 'The interest that is claimed.' })
  interest!: ConflictKind;

  @Field(() => String, { description: 'The section of the charter that keeps out whoever has it.' })
  clause!: string;

  @Field(() => DateTime, { description: 'When it was raised.' })
  raisedAt!: Date;

  @Field(() => RULINGS, { nullable: true, description: 'What was ruled; null until it is.' })
  ruling!: InterestChallenge['ruling'];

  @Field(() => DateTime, { nullable: true, description: 'When it was ruled on; null until it is.' })
  ruledAt!: Date | null;

  @Field(() => CONSEQUENCES, { nullable: true, description: 'What follows; null where nothing was upheld.' })
  follows!: Consequence | null;

  @Field(() => Int, { description: 'How many of those who rule hold that it is right.' })
  upheldBy?: number;

  @Field(() => Int, { description: 'How many of them hold that it is not.' })
  dismissedBy?: number;

  @Field(() => TallyObject, {
    nullable: true,
    description: 'The count without the ballot; null where the vote was still open, or nothing was upheld.',
  })
  recount?: TallyObject | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True where the vote comes out otherwise without the ballot; null where it was not counted again.',
  })
  changesOutcome?: boolean | null;
}

@InputType({ description: 'An interest for which somebody should not have voted, or should not vote.' })
export class ChallengeInterestInput extends ActInput {
  @Field(() => ID, { description: 'The vote.' })
  boxId!: string;

  @Field(() => ID, { description: 'Whose interest it is.' })
  personId!: string;

  @Field(() => CONFLICT_KIND, { description: 'What kind of interest.' })
  interest!: ConflictKind;

  @Field(() => ID, { nullable: true, description: 'In which organization, where it is in one.' })
  @IsOptional()
  organizationId?: string | null;

  @Field(() => String, { description: 'What is known of it; this is not public.' })
  @PlainText({ max: LONGEST_REASON })
  because!: string;
}

@InputType({ description: 'What somebody who is not involved holds of a challenge.' })
export class RuleOnChallengeInput extends ActInput {
  @Field(() => ID, { description: 'The challenge.' })
  challengeId!: string;

  @Field(() => Boolean, { description: 'True where it is right.' })
  isUpheld!: boolean;

  @Field(() => String, { description: 'Why; this is public.' })
  @PlainText({ max: LONGEST_REASON })
  because!: string;
}

@ObjectType('InterestChallenged', { description: 'A vote is challenged.' })
export class InterestChallenged {
  @Field(() => InterestChallengeObject, { description: 'The challenge.' })
  challenge!: InterestChallengeObject;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('ChallengeAnswered', { description: 'It is stated what somebody holds of a challenge.' })
export class ChallengeAnswered {
  @Field(() => InterestChallengeObject, { description: 'The challenge as it stands by now.' })
  challenge!: InterestChallengeObject;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const ChallengeInterestResult = resultOf('ChallengeInterestResult', InterestChallenged);
export const RuleOnChallengeResult = resultOf('RuleOnChallengeResult', ChallengeAnswered);
