import { Query, Resolver } from '@nestjs/graphql';
import { questionsOf } from '#assembly';
import { RULES, ruleName, type CountingRule, type ParameterSpec } from '#counting';
import { Access } from '#platform';
import { CountingRuleObject } from './counting-rules.graphql.js';

/** What can be chosen for a vote: the descriptors of the counting library as they are. */
@Resolver(() => CountingRuleObject)
export class CountingRulesResolver {
  @Access('public')
  @Query(() => [CountingRuleObject], {
    description: 'Every counting rule there is; a body’s charter says which of them it may use.',
  })
  countingRules(): CountingRuleObject[] {
    return RULES.map(view);
  }
}

function view(rule: CountingRule): CountingRuleObject {
  const { text, ballot, seats, parameters, ties } = rule;
  return {
    rule: ruleName(rule),
    name: ruleName(rule),
    ...text,
    questions: questionsOf(rule),
    ballots: ballot,
    fillsOneSeat: seats === 'one',
    parameters: Object.entries(parameters).map(([name, spec]) => ({
      name,
      meaning: spec.meaning,
      values: valuesOf(spec),
      byDefault: spec.default === undefined ? null : String(spec.default),
    })),
    ties,
  };
}

function valuesOf(spec: ParameterSpec): string {
  switch (spec.type) {
    case 'choice':
      return spec.values.join(', ');
    case 'flag':
      return 'true, false';
    case 'integer':
      return `a whole number from ${spec.min} to ${spec.max}`;
    case 'fraction':
      return `a fraction from ${spec.min} to ${spec.max}`;
  }
}
