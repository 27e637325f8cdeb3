import { ArgsType, Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { CoalitionId, MandateId } from '#kernel';
import { DateTime } from '#platform';
import type { Eligibility, NextEligible, Obstacle } from './eligibility.types.js';
import type { Counted, Counting } from './limit.rules.js';
import type { Taken } from './reading.rules.js';

const ELIGIBILITY_ANSWER = { YES: 'YES', NO: 'NO', NEEDS_RULING: 'NEEDS_RULING' } as const satisfies Record<
  Eligibility['answer'],
  string
>;
registerEnumType(ELIGIBILITY_ANSWER, {
  name: 'EligibilityAnswer',
  description: 'Whether a person may be seated.',
  valuesMap: {
    YES: { description: 'Under every reading of the charter.' },
    NO: { description: 'Under no reading of the charter.' },
    NEEDS_RULING: { description: 'It depends on what the charter leaves open.' },
  },
});

const NEXT_ELIGIBLE = {
  AT: 'AT',
  AFTER_AN_EVENT: 'AFTER_AN_EVENT',
  NEVER: 'NEVER',
  NEEDS_RULING: 'NEEDS_RULING',
} as const satisfies Record<NextEligible['kind'], string>;
registerEnumType(NEXT_ELIGIBLE, {
  name: 'NextEligibleKind',
  description: 'From when on a person may be seated who may not be now.',
  valuesMap: {
    AT: { description: 'From an instant on.' },
    AFTER_AN_EVENT: { description: 'After something whose day is not known.' },
    NEVER: { description: 'Not any more.' },
    NEEDS_RULING: { description: 'It depends on what the charter leaves open.' },
  },
});

const COUNTING = {
  COUNTS: 'COUNTS',
  OTHER_CLASS: 'OTHER_CLASS',
  OTHER_DELEGATION: 'OTHER_DELEGATION',
  EXEMPT_CLASS: 'EXEMPT_CLASS',
  SHORT_SERVICE: 'SHORT_SERVICE',
  PART_TERM: 'PART_TERM',
  BEFORE_THE_LIMIT: 'BEFORE_THE_LIMIT',
} as const satisfies Record<Counting, string>;
registerEnumType(COUNTING, {
  name: 'Counting',
  description: 'Whether a mandate counts towards a limit, and why or why not.',
  valuesMap: {
    COUNTS: { description: 'It counts.' },
    OTHER_CLASS: { description: 'It was in a seat of another class, and the limit looks at one class.' },
    OTHER_DELEGATION: { description: 'It was on behalf of another, and the limit looks at one delegation.' },
    EXEMPT_CLASS: { description: 'The charter exempts the class of its seat.' },
    SHORT_SERVICE: { description: 'It was served for no longer than the charter exempts.' },
    PART_TERM: { description: 'It was what was left of another’s term, which the charter exempts.' },
    BEFORE_THE_LIMIT: { description: 'It began before there was a limit, which the charter leaves out.' },
  },
});

@ObjectType('NextEligible', { description: 'From when on a person may be seated.' })
export class NextEligibleObject {
  @Field(() => NEXT_ELIGIBLE, { description: 'Whether that is known.' })
  kind!: NextEligible['kind'];

  @Field(() => DateTime, { nullable: true, description: 'The instant, where it is known.' })
  at!: Date | null;
}

@ObjectType('Obstacle', { description: 'What stands in the way of a person’s being seated.' })
export class ObstacleObject implements Pick<Obstacle, 'code' | 'clause' | 'because' | 'waivable'> {
  @Field(() => String, { description: 'The stable code of it.' })
  code!: Obstacle['code'];

  @Field(() => String, { description: 'The section of the charter.' })
  clause!: string;

  @Field(() => String, { description: 'The figures, in one sentence.' })
  because!: string;

  @Field(() => Boolean, { description: 'Whether the charter lets somebody waive it.' })
  waivable!: boolean;
}

@ObjectType('CountedMandate', { description: 'One mandate as a limit sees it.' })
export class CountedMandateObject implements Counted {
  coalitionId!: CoalitionId;
  mandateId!: MandateId;

  @Field(() => COUNTING, { description: 'Whether it counts, and why or why not.' })
  why!: Counting;
}

@ObjectType('LimitFound', { description: 'What a limit adds up for a person.' })
export class LimitFoundObject {
  @Field(() => String, { description: 'The section of the charter.' })
  clause!: string;

  @Field(() => Int, { description: 'How many mandates in a row count, up to the asked instant.' })
  run!: number;

  @Field(() => Int, { description: 'How many count in all.' })
  lifetime!: number;

  @Field(() => [CountedMandateObject], { description: 'All mandates of the person in the body.' })
  counted!: CountedMandateObject[];
}

@ObjectType('ReadingTaken', { description: 'One way to understand what a charter leaves open.' })
export class ReadingTakenObject implements Taken {
  @Field(() => String, { description: 'The question; a ruling names it.' })
  question!: string;

  @Field(() => String, { description: 'The reading; a ruling names it.' })
  reading!: string;
}

@ObjectType('EligibilityCase', { description: 'What comes out under some readings.' })
export class EligibilityCaseObject {
  @Field(() => [ReadingTakenObject], { description: 'The readings.' })
  readings!: readonly Taken[];

  @Field(() => Boolean, { description: 'Whether the person may be seated under them.' })
  isEligible!: boolean;
}

@ObjectType('Eligibility', {
  description: 'Whether a person may be seated, why, and from when on if not yet.',
})
export class EligibilityObject {
  @Field(() => ELIGIBILITY_ANSWER, { description: 'The answer.' })
  answer!: Eligibility['answer'];

  @Field(() => [ObstacleObject], { description: 'What stands in the way.' })
  obstacles!: readonly Obstacle[];

  @Field(() => [String], { description: 'Sections of limits that are reached and waived.' })
  waived!: readonly string[];

  @Field(() => [LimitFoundObject], { description: 'What each limit adds up.' })
  limits!: LimitFoundObject[];

  @Field(() => NextEligibleObject, {
    nullable: true,
    description: 'From when on the person may be seated; null for one who may be now.',
  })
  nextEligible!: NextEligibleObject | null;

  @Field(() => [EligibilityCaseObject], {
    description: 'What every combination of readings gives; one where nothing that matters is open.',
  })
  cases!: EligibilityCaseObject[];
}

@ArgsType()
export class EligibilityArgs {
  @Field(() => ID, { description: 'The seat.' })
  seat!: string;

  @Field(() => ID, { description: 'The person.' })
  person!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'The organization that the person would speak for; the one that fills the seat when left out.',
  })
  onBehalfOf?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the mandate would begin; now when left out.' })
  beginsAt?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'As it was known at this instant: what was recorded later is left out; now when left out.',
  })
  asKnownAt?: Date | null;
}
