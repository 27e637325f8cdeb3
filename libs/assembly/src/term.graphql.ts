import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { BodyId, CoalitionId, Id, MandateId } from '#kernel';
import { ActInput, connectionOf, DateTime, Node, PlainText, registerNoun, resultOf } from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import { ArrayMaxSize } from 'class-validator';
import type { RecordedEvent, SeniorityList, SeniorityListId, SeniorityReview } from './term.types.js';

registerNoun('TermEvent', 'tev');
registerNoun('SeniorityReview', 'sen');
registerNoun('SeniorityList', 'lst');

@ObjectType('TermEvent', {
  implements: () => [Node],
  description: 'An event that ends terms, such as an election, and has come.',
})
export class TermEventObject extends Node implements RecordedEvent {
  coalitionId!: CoalitionId;
  declare id: Id<'TermEvent'>;
  bodyId!: BodyId;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => String, { description: 'What the charter calls it.' })
  kind!: string;

  @Field(() => DateTime, { description: 'When it came.' })
  at!: Date;
}

@ObjectType('SeniorityReview', {
  implements: () => [Node],
  description: 'What a look at the seniority of a body’s holders gave.',
})
export class SeniorityReviewObject extends Node implements SeniorityReview {
  coalitionId!: CoalitionId;
  declare id: Id<'SeniorityReview'>;
  bodyId!: BodyId;
  leave!: readonly MandateId[];

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => String, { description: 'The section of the charter.' })
  clause!: string;

  @Field(() => DateTime, { description: 'The day on whose roster it looks.' })
  reviewedOn!: Date;

  @Field(() => [String], {
    description: 'What must be ruled on before anybody leaves; none once it is decided.',
  })
  questions!: string[];
}

@ObjectType('SeniorityList', {
  implements: () => [Node],
  description: 'An order that a body keeps of its holders, by which it tells apart who began together.',
})
export class SeniorityListObject extends Node implements Omit<SeniorityList, 'mandates'> {
  coalitionId!: CoalitionId;
  declare id: SeniorityListId;
  bodyId!: BodyId;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => DateTime, { description: 'When it was made; it decides on days of review that come later.' })
  listedAt!: Date;
}

@ObjectType('Renewal', { description: 'Seats of a body that are renewed together.' })
export class RenewalObject {
  @Field(() => String, { description: 'What the cohort is called.' })
  cohort!: string;

  @Field(() => String, { description: 'The section of the charter.' })
  clause!: string;

  @Field(() => Int, { description: 'How many seats it has.' })
  seats!: number;

  @Field(() => DateTime, { description: 'When the month begins in which they are renewed next.' })
  at!: Date;
}

export const TermEventConnection = connectionOf(TermEventObject, 'TermEvent');
export const SeniorityListConnection = connectionOf(SeniorityListObject, 'SeniorityList');
export const SeniorityReviewConnection = connectionOf(SeniorityReviewObject, 'SeniorityReview');

@InputType({ description: 'An event that has come and ends terms.' })
export class RecordTermEventInput extends ActInput {
  @Field(() => ID, { description: 'The body.' })
  bodyId!: string;

  @Field(() => String, { description: 'What the charter calls it.' })
  @PlainText({ max: 200 })
  kind!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it came; now when it is left out.' })
  at?: Date | null;
}

@InputType({ description: 'An order of the holders of a body.' })
export class ListSeniorityInput extends ActInput {
  @Field(() => ID, { description: 'The body.' })
  bodyId!: string;

  @Field(() => [ID], { description: 'The mandates of all who hold seats of it, the most senior first.' })
  @ArrayMaxSize(1000)
  mandateIds!: string[];
}

@InputType({ description: 'A body whose holders’ seniority to look at.' })
export class ReviewSeniorityInput extends ActInput {
  @Field(() => ID, { description: 'The body.' })
  bodyId!: string;
}

@ObjectType('TermEventRecorded', {
  description: 'An event has come, and the terms that waited for it are over.',
})
export class TermEventRecorded {
  @Field(() => TermEventObject, { description: 'The event.' })
  event!: RecordedEvent;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('SeniorityListed', { description: 'A body keeps an order of its holders.' })
export class SeniorityListed {
  @Field(() => SeniorityListObject, { description: 'The order.' })
  list!: SeniorityList;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('SeniorityReviewed', { description: 'It is decided who leaves by seniority.' })
export class SeniorityReviewed {
  @Field(() => SeniorityReviewObject, { description: 'What it gave.' })
  review!: SeniorityReview;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const RecordTermEventResult = resultOf('RecordTermEventResult', TermEventRecorded);
export const ListSeniorityResult = resultOf('ListSeniorityResult', SeniorityListed);
export const ReviewSeniorityResult = resultOf('ReviewSeniorityResult', SeniorityReviewed);
