import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Ballot } from '#counting';
import { ActInput, connectionOf, Digest, NestedInput, Node, registerNoun, resultOf } from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import { ArrayMaxSize, Equals, IsOptional } from 'class-validator';
import { BoxObject, MOST_OPTIONS } from './box.graphql.js';
import type { CastBallot } from './voting.types.js';

registerNoun('Ballot', 'blt');

@ObjectType('Ballot', {
  implements: () => [Node],
  description: 'One elector’s ballot in a vote whose ballots are published at its close.',
})
export class BallotObject extends Node {
  row!: CastBallot;

  @Field(() => Int, { description: 'How often it was cast and changed.' })
  version!: number;

  @Field(() => String, {
    description: 'Yes, no or abstain; the ranking; or whatever the rule takes, as one line of text.',
  })
  text!: string;

  @Field(() => Boolean, { description: 'True for a ballot without a mark.' })
  isBlank!: boolean;
}

export const BallotConnection = connectionOf(BallotObject, 'Ballot');

const YesNo = { YES: 'YES', NO: 'NO', ABSTAIN: 'ABSTAIN' } as const;
registerEnumType(YesNo, {
  name: 'YesNo',
  description: 'An answer to a motion.',
  valuesMap: {
    YES: { description: 'For it.' },
    NO: { description: 'Against it.' },
    ABSTAIN: { description: 'Taking part without taking a side.' },
  },
});

@InputType({ description: 'The place of some options in a ranking.' })
export class PlaceInput {
  @Field(() => [String], { description: 'The ids of the options in this place; several are ranked equal.' })
  @ArrayMaxSize(MOST_OPTIONS)
  options!: string[];
}

@InputType({ description: 'Points for one option.' })
export class PointsInput {
  @Field(() => String, { description: 'The id of the option.' })
  option!: string;

  @Field(() => Int, { description: 'The score, or the votes bought for it.' })
  points!: number;
}

@InputType({
  isOneOf: true,
  description: 'A ballot: exactly the one form that the rule of the box takes, or a blank one.',
})
export class BallotInput {
  @Field(() => YesNo, { nullable: true, description: 'The answer to a motion.' })
  choice?: keyof typeof YesNo;

  @Field(() => [PlaceInput], {
    nullable: true,
    description: 'The options from best to worst; those left out are unranked.',
  })
  @IsOptional()
  @ArrayMaxSize(MOST_OPTIONS)
  @NestedInput(() => PlaceInput)
  ranking?: PlaceInput[];

  @Field(() => [String], { nullable: true, description: 'The ids of the options that are approved of.' })
  @IsOptional()
  @ArrayMaxSize(MOST_OPTIONS)
  approved?: string[];

  @Field(() => [PointsInput], { nullable: true, description: 'The score of each option that is rated.' })
  @IsOptional()
  @ArrayMaxSize(MOST_OPTIONS)
  @NestedInput(() => PointsInput)
  scores?: PointsInput[];

  @Field(() => Boolean, {
    nullable: true,
    description: 'True for a ballot without a mark: it counts for turnout only.',
  })
  @IsOptional()
  @Equals(true, { message: '$property must be true; leave it out otherwise' })
  blank?: boolean;
}

@InputType({ description: 'A ballot to cast, or to put in the place of the one cast before.' })
export class CastBallotInput extends ActInput {
  @Field(() => ID, { description: 'The vote.' })
  boxId!: string;

  @Field(() => Digest, {
    description: 'The box’s hash as you have read it: the ballot is for these terms and no others.',
  })
  boxHash!: string;

  @Field(() => BallotInput, { description: 'The ballot.' })
  @NestedInput(() => BallotInput)
  ballot!: BallotInput;
}

@ObjectType('BallotCast', { description: 'The ballot is in the box.' })
export class BallotCast {
  @Field(() => BoxObject, { description: 'The vote.' })
  box!: BoxObject;

  @Field(() => Receipt, {
    description: 'The proof that the ballot is in the record; its content stays sealed until the close.',
  })
  receipt!: ReceiptRow;
}

export const CastBallotResult = resultOf('CastBallotResult', BallotCast);

/** What a ballot input says, in the words of the counting library. */
export function readBallot(input: BallotInput): Ballot {
  if (input.choice) {
    return {
      kind: 'choice',
      choice: { YES: 'yes', NO: 'no', ABSTAIN: 'abstain' }[input.choice] as 'yes' | 'no' | 'abstain',
    };
  }
  if (input.ranking) return { kind: 'ranking', ranking: input.ranking.map((place) => place.options) };
  if (input.approved) return { kind: 'approval', approved: input.approved };
  if (input.scores) {
    return { kind: 'scores', scores: input.scores.map(({ option, points }) => ({ option, score: points })) };
  }
  return { kind: 'blank' };
}
