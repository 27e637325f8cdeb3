import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { ChangeInput, DateTime, PlainText, resultOf } from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import type { Affiliation, Mandate } from './assembly.types.js';
import { AffiliationObject } from './person.graphql.js';
import { MandateObject } from './seat.graphql.js';

@InputType({ isAbstract: true })
abstract class CorrectionInput extends ChangeInput {
  @Field(() => DateTime, { description: 'From when on it was so.' })
  beginsAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Until when, exclusive; open when it is left out.' })
  endsAt?: Date | null;

  @Field(() => String, {
    description: 'Why it was recorded otherwise; the people of the coalition can read it.',
  })
  @PlainText({ max: 2000 })
  because!: string;
}

@InputType({ description: 'A mandate that was recorded otherwise than it was.' })
export class CorrectMandateInput extends CorrectionInput {
  @Field(() => ID, { description: 'The mandate.' })
  mandateId!: string;

  @Field(() => ID, { nullable: true, description: 'The organization spoken for; none when it is left out.' })
  onBehalfOf?: string | null;
}

@InputType({ description: 'An affiliation that was recorded otherwise than it was.' })
export class CorrectAffiliationInput extends CorrectionInput {
  @Field(() => ID, { description: 'The affiliation.' })
  affiliationId!: string;
}

@ObjectType('MandateCorrected', {
  description: 'A mandate is recorded as it was; what was known before stays in the record.',
})
export class MandateCorrected {
  @Field(() => MandateObject, { description: 'The mandate.' })
  mandate!: Mandate;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('AffiliationCorrected', {
  description: 'An affiliation is recorded as it was; what was known before stays in the record.',
})
export class AffiliationCorrected {
  @Field(() => AffiliationObject, { description: 'The affiliation.' })
  affiliation!: Affiliation;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const CorrectMandateResult = resultOf('CorrectMandateResult', MandateCorrected);
export const CorrectAffiliationResult = resultOf('CorrectAffiliationResult', AffiliationCorrected);
