import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { BodyId, CoalitionId, Id, MandateId } from '#kernel';
import { ActInput, connectionOf, DateTime, Node, PlainText, registerNoun, resultOf } from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import type { RecordedEvent, SeniorityReview } from './term.types.js';

registerNoun('TermEvent', 'tev');
registerNoun('SeniorityReview', 'sen');

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

@ObjectType('SeniorityReviewed', { description: 'It is decided who leaves by seniority.' })
export class SeniorityReviewed {
  @Field(() => SeniorityReviewObject, { description: 'What it gave.' })
  review!: SeniorityReview;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const RecordTermEventResult = resultOf('RecordTermEventResult', TermEventRecorded);
export const ReviewSeniorityResult = resultOf('ReviewSeniorityResult', SeniorityReviewed);
