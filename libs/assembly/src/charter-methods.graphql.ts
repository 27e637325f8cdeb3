import { Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { RULES, ruleName, type CountingRule } from '#counting';
import { NestedInput, PlainText } from '#platform';
import { ArrayMaxSize } from 'class-validator';
import type {
  ClauseOf,
  Method,
  MethodsClause,
  Question,
  RuleParameter,
  TieHandling,
} from './charter.types.js';
import { clauseBase, ClauseInputFields, ClauseInterface } from './clause.graphql.js';
import { readWords } from './inputs.js';

/** The name of a rule as a value of the schema's enum: `schulze@2011` is `SCHULZE_2011`. */
export function ruleKey(rule: Pick<CountingRule, 'id' | 'version'>): string {
  return ruleName(rule)
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_');
}

/** Every counting rule there is, made of their descriptors: a new rule stands in the schema by itself. */
export const COUNTING_RULE: Readonly<Record<string, string>> = Object.fromEntries(
  RULES.map((rule) => [ruleKey(rule), ruleName(rule)]),
);
registerEnumType(COUNTING_RULE, {
  name: 'CountingRuleName',
  description: 'A counting rule with the version of the text that it follows.',
  valuesMap: Object.fromEntries(
    RULES.map((rule) => [ruleKey(rule), { description: `${rule.text.title}: ${rule.text.section}.` }]),
  ),
});

export const QUESTION = {
  MOTION: 'MOTION',
  CHOICE: 'CHOICE',
  ELECTION: 'ELECTION',
  FUNDING: 'FUNDING',
} as const satisfies Record<Question, string>;
registerEnumType(QUESTION, {
  name: 'Question',
  description: 'What a proposal, and the vote on it, asks.',
  valuesMap: {
    MOTION: { description: 'Yes or no to a text.' },
    CHOICE: { description: 'Which one of several options.' },
    ELECTION: { description: 'Which people for the seats.' },
    FUNDING: { description: 'Which projects to pay from a budget.' },
  },
});

const TIE_HANDLING = { LOT: 'LOT', DRAW: 'DRAW', OPEN: 'OPEN' } as const satisfies Record<
  TieHandling,
  string
>;
registerEnumType(TIE_HANDLING, {
  name: 'TieHandling',
  description: 'What becomes of a tie that the counting rule leaves.',
  valuesMap: {
    LOT: { description: 'A lot breaks it, whose seed is fixed before the count.' },
    DRAW: {
      description: 'A draw breaks it whose source, a round of drand, nobody knows before the vote is closed.',
    },
    OPEN: { description: 'It stays open, and the body decides how to go on.' },
  },
});

@ObjectType('CharterParameter', { description: 'One parameter of a counting rule.' })
export class CharterParameterObject implements RuleParameter {
  @Field(() => String, { description: 'Its name in the counting rule.' })
  name!: string;

  @Field(() => String, { description: 'Its value as text.' })
  value!: string;
}

@ObjectType('Method', { description: 'One way in which the body may decide a question.' })
export class MethodObject implements Method {
  @Field(() => QUESTION, { description: 'The kind of question.' })
  question!: Question;

  @Field(() => COUNTING_RULE, { description: 'The counting rule.' })
  rule!: string;

  @Field(() => [CharterParameterObject], {
    description: 'Its parameters; what is not named has its default, or stands in a clause of its own.',
  })
  parameters!: RuleParameter[];

  @Field(() => TIE_HANDLING, { description: 'What becomes of a tie that the rule leaves.' })
  ties!: TieHandling;
}

@ObjectType('MethodsClause', {
  implements: () => [ClauseInterface],
  description: 'By which methods the body may decide.',
})
export class MethodsClauseObject extends ClauseInterface implements Omit<ClauseOf<'METHODS'>, 'topic'> {
  @Field(() => [MethodObject], {
    description: 'The methods; of those for one question the first holds where no other is named.',
  })
  methods!: MethodObject[];
}

@InputType({ description: 'One parameter of a counting rule.' })
export class CharterParameterInput implements RuleParameter {
  @Field(() => String, { description: 'Its name in the counting rule.' })
  @PlainText({ max: 100 })
  name!: string;

  @Field(() => String, { description: 'Its value as text.' })
  @PlainText({ max: 100 })
  value!: string;
}

@InputType({ description: 'One way in which the body may decide a question.' })
export class MethodInput implements Method {
  @Field(() => QUESTION, { description: 'The kind of question.' })
  question!: Question;

  @Field(() => COUNTING_RULE, { description: 'The counting rule.' })
  rule!: string;

  @Field(() => [CharterParameterInput], {
    defaultValue: [],
    description:
      'Its parameters; what is not named has its default, and quorum and threshold have their clauses.',
  })
  @ArrayMaxSize(50)
  @NestedInput(() => CharterParameterInput)
  parameters!: CharterParameterInput[];

  @Field(() => TIE_HANDLING, {
    defaultValue: 'LOT',
    description: 'What becomes of a tie that the rule leaves.',
  })
  ties!: TieHandling;
}

@InputType({ description: 'By which methods the body may decide.' })
export class MethodsClauseInput extends ClauseInputFields {
  @Field(() => [MethodInput], {
    description: 'The methods; of those for one question the first holds where no other is named.',
  })
  @ArrayMaxSize(100)
  @NestedInput(() => MethodInput)
  methods!: MethodInput[];
}

/** The clause that an input states, in plain data. */
export function readMethods(input: MethodsClauseInput): MethodsClause {
  const methods = input.methods.map(({ question, rule, parameters, ties }) => ({
    question,
    rule,
    parameters: parameters.map(({ name, value }) => ({ name: readWords(name), value: readWords(value) })),
    ties,
  }));
  return { topic: 'METHODS', ...clauseBase(input), methods };
}
