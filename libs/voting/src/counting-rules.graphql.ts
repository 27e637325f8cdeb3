import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { COUNTING_RULE, QUESTION, type Question } from '#assembly';
import type { BallotKind } from '#counting';

export const BallotForms = {
  choice: 'choice',
  consent: 'consent',
  consensus: 'blocks',
  grade: 'grade',
  approved: 'approval',
  scores: 'scores',
  ranking: 'ranking',
  votes: 'credits',
} as const satisfies Readonly<Record<string, BallotKind>>;
registerEnumType(BallotForms, {
  name: 'BallotForm',
  description: 'The form of a ballot: the field of a ballot input that a rule takes.',
  valuesMap: {
    choice: { description: 'Yes, no or abstain.' },
    consent: { description: 'Consent, a concern, or an objection with its reason.' },
    consensus: { description: 'Agreement, a reservation, standing aside, or a block with its reason.' },
    grade: { description: 'A place on a scale of agreement.' },
    approved: { description: 'The options approved of.' },
    scores: { description: 'A score for each option rated.' },
    ranking: { description: 'The options from best to worst.' },
    votes: { description: 'Votes bought with voice credits.' },
  },
});

@ObjectType('CountingRuleParameter', { description: 'What a counting rule has to be told, or may be.' })
export class CountingRuleParameter {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'What it decides.' })
  meaning!: string;

  @Field(() => String, { description: 'The values that it may have.' })
  values!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its value where none is given; null where the charter has to say it.',
  })
  byDefault!: string | null;
}

@ObjectType('CountingRule', { description: 'A counting rule: what it follows, takes and answers.' })
export class CountingRuleObject {
  @Field(() => COUNTING_RULE, { description: 'The rule with its version.' })
  rule!: string;

  @Field(() => String, { description: 'The same as votes and records write it, such as schulze@2011.' })
  name!: string;

  @Field(() => String, { description: 'The text that it follows.' })
  title!: string;

  @Field(() => String, { description: 'Where in that text.' })
  section!: string;

  @Field(() => [QUESTION], { description: 'The questions that it answers.' })
  questions!: readonly Question[];

  @Field(() => BallotForms, {
    nullable: true,
    description: 'The form of its ballots; null where only blank ones are cast.',
  })
  ballots!: BallotKind | null;

  @Field(() => Boolean, { description: 'True where it fills one place only.' })
  fillsOneSeat!: boolean;

  @Field(() => [CountingRuleParameter], { description: 'Its parameters.' })
  parameters!: CountingRuleParameter[];

  @Field(() => [String], { description: 'Which ties it can meet, and how it breaks them.' })
  ties!: readonly string[];
}
