import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { LegalBasis } from '#kernel';
import { ActInput, ChangeInput, LegalBases, PlainText, resultOf } from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import { ArrayMaxSize, ArrayMinSize, IsOptional, MaxLength } from 'class-validator';
import type { Person } from './assembly.types.js';
import { LONGEST_NAME } from './coalition.graphql.js';
import { PersonObject } from './person.graphql.js';
import type { ErasureException } from './privacy.service.js';

const LONGEST_REFERENCE = 500;
const MOST_FIELDS = 20;
const LONGEST_FIELD = 80;

export const ErasureExceptions = {
  FREE_EXPRESSION: 'FREE_EXPRESSION',
  LEGAL_OBLIGATION_OR_OFFICE: 'LEGAL_OBLIGATION_OR_OFFICE',
  PUBLIC_HEALTH: 'PUBLIC_HEALTH',
  ARCHIVE: 'ARCHIVE',
  LEGAL_CLAIMS: 'LEGAL_CLAIMS',
} as const satisfies Record<ErasureException, ErasureException>;
registerEnumType(ErasureExceptions, {
  name: 'ErasureException',
  description: 'Why personal data may stay, by the letters of GDPR article 17(3).',
  valuesMap: {
    FREE_EXPRESSION: { description: 'The right of free expression and information (a).' },
    LEGAL_OBLIGATION_OR_OFFICE: {
      description: 'A legal obligation, or a task in the public interest such as an elected office (b).',
    },
    PUBLIC_HEALTH: { description: 'The public interest in public health (c).' },
    ARCHIVE: { description: 'Archiving in the public interest, research or statistics (d).' },
    LEGAL_CLAIMS: { description: 'The establishment, exercise or defence of legal claims (e).' },
  },
});

@InputType({ description: 'Personal data or words to erase.' })
export class ErasePersonalDataInput extends ActInput {
  @Field(() => ID, {
    description: 'The person, or the proposal, decision, dissent, mandate or ballot whose words are to go.',
  })
  of!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'The names of the fields as the entries have them, such as name; all when it is left out.',
  })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_FIELDS)
  @MaxLength(LONGEST_FIELD, { each: true })
  fields?: string[] | null;

  @Field(() => LegalBases, { description: 'On which ground.' })
  basis!: LegalBasis;

  @Field(() => String, {
    description: 'Where the reasons are to be found: the request, the file, the provision.',
  })
  @PlainText({ max: LONGEST_REFERENCE })
  reference!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The decision by which it was resolved; left out, the steward decides it.',
  })
  @IsOptional()
  decidedBy?: string | null;
}

@ObjectType('PersonalDataErased', { description: 'Values were erased; what committed to them stays.' })
export class PersonalDataErased {
  @Field(() => Int, { description: 'How many committed values were erased.' })
  commitments!: number;

  @Field(() => Int, { description: 'How many documents were erased.' })
  documents!: number;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@InputType({ description: 'A request for erasure that is not followed.' })
export class DeclineErasureInput extends ActInput {
  @Field(() => ID, { description: 'The person or thing of which erasure was asked for.' })
  of!: string;

  @Field(() => ErasureExceptions, { description: 'Why it stays.' })
  ground!: ErasureException;

  @Field(() => String, { description: 'Where the reasons are to be found.' })
  @PlainText({ max: LONGEST_REFERENCE })
  reference!: string;
}

@ObjectType('ErasureDeclined', { description: 'The answer to the request is in the record.' })
export class ErasureDeclined {
  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@InputType({ description: 'The right name of a person.' })
export class RectifyPersonInput extends ChangeInput {
  @Field(() => ID, { description: 'The person.' })
  personId!: string;

  @Field(() => String, { description: 'The right name.' })
  @PlainText({ max: LONGEST_NAME })
  name!: string;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'True to erase the wrong name wherever the record has it.',
  })
  eraseWrong!: boolean;
}

@ObjectType('PersonRectified', { description: 'The name of a person was put right.' })
export class PersonRectified {
  @Field(() => PersonObject, { description: 'The person.' })
  person!: Person;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const ErasePersonalDataResult = resultOf('ErasePersonalDataResult', PersonalDataErased);
export const DeclineErasureResult = resultOf('DeclineErasureResult', ErasureDeclined);
export const RectifyPersonResult = resultOf('RectifyPersonResult', PersonRectified);
