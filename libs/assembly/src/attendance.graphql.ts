import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { BodyId, BoxId, CoalitionId, Id, MandateId } from '#kernel';
import { ActInput, connectionOf, DateTime, Node, PlainText, registerNoun, resultOf } from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import { ArrayMaxSize, IsOptional } from 'class-validator';
import type { Mandate } from './assembly.types.js';
import type { MandateStatus, Occasion } from './attendance.types.js';
import { MandateObject } from './seat.graphql.js';

registerNoun('Occasion', 'occ');
registerNoun('MandateStatus', 'mst');

const OCCASION_KIND = { MEETING: 'MEETING', VOTE: 'VOTE' } as const;
registerEnumType(OCCASION_KIND, {
  name: 'OccasionKind',
  description: 'What holders attend or miss.',
  valuesMap: {
    MEETING: { description: 'A meeting of the body.' },
    VOTE: { description: 'A vote of the body.' },
  },
});

const LESSER_STATUS = { WITHOUT_VOTE: 'WITHOUT_VOTE', SUSPENDED: 'SUSPENDED' } as const satisfies Record<
  MandateStatus['becomes'],
  string
>;
registerEnumType(LESSER_STATUS, {
  name: 'LesserStatus',
  description: 'What a holder may do less.',
  valuesMap: {
    WITHOUT_VOTE: {
      description: 'The holder has no vote, and counts in nothing that is reckoned of those who have.',
    },
    SUSPENDED: { description: 'The holder takes part in nothing that the body decides.' },
  },
});

@ObjectType('Occasion', {
  implements: () => [Node],
  description: 'A meeting or a vote of a body, and which of its holders were there.',
})
export class OccasionObject extends Node implements Occasion {
  coalitionId!: CoalitionId;
  declare id: Id<'Occasion'>;
  bodyId!: BodyId;
  boxId!: BoxId | null;
  attended!: readonly MandateId[];
  missed!: readonly MandateId[];
  excused!: readonly MandateId[];

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => OCCASION_KIND, { description: 'What it was.' })
  kind!: Occasion['kind'];

  @Field(() => DateTime, { description: 'When it was held.' })
  heldAt!: Date;
}

@ObjectType('MandateStatus', {
  implements: () => [Node],
  description: 'What a holder may do less, for a time, because they stayed away.',
})
export class MandateStatusObject extends Node implements MandateStatus {
  coalitionId!: CoalitionId;
  declare id: Id<'MandateStatus'>;
  bodyId!: BodyId;
  mandateId!: MandateId;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => LESSER_STATUS, { description: 'What it is.' })
  becomes!: MandateStatus['becomes'];

  @Field(() => String, { description: 'The section of the charter.' })
  clause!: string;

  @Field(() => DateTime, { description: 'From when on.' })
  beginsAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Until when, exclusive; null while it lasts.' })
  endsAt!: Date | null;
}

export const OccasionConnection = connectionOf(OccasionObject, 'Occasion');
export const MandateStatusConnection = connectionOf(MandateStatusObject, 'MandateStatus');

const MOST_HOLDERS = 1000;

@InputType({ description: 'A meeting of a body that has been held.' })
export class RecordMeetingInput extends ActInput {
  @Field(() => ID, { description: 'The body.' })
  bodyId!: string;

  @Field(() => DateTime, { description: 'When it was held; not later than now.' })
  heldAt!: Date;

  @Field(() => [ID], {
    description: 'The mandates of those who attended; whoever else held a seat missed it.',
  })
  @ArrayMaxSize(MOST_HOLDERS)
  attended!: string[];

  @Field(() => [ID], {
    nullable: true,
    description: 'The mandates of those who were excused: it counts neither as attended nor as missed.',
  })
  @IsOptional()
  @ArrayMaxSize(MOST_HOLDERS)
  excused?: string[] | null;
}

@InputType({ description: 'A holder who may do all again.' })
export class RestoreStatusInput extends ActInput {
  @Field(() => ID, { description: 'The mandate.' })
  mandateId!: string;

  @Field(() => String, { description: 'Why, such as the decision of the body.' })
  @PlainText({ max: 2000 })
  because!: string;
}

@ObjectType('MeetingRecorded', { description: 'It is known who attended a meeting.' })
export class MeetingRecorded {
  @Field(() => OccasionObject, { description: 'The meeting.' })
  occasion!: Occasion;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('StatusRestored', { description: 'A holder may do all again.' })
export class StatusRestored {
  @Field(() => MandateObject, { description: 'The mandate.' })
  mandate!: Mandate;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const RecordMeetingResult = resultOf('RecordMeetingResult', MeetingRecorded);
export const RestoreStatusResult = resultOf('RestoreStatusResult', StatusRestored);
