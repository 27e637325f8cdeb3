import { Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { NestedInput, PlainText } from '#platform';
import { ArrayMaxSize } from 'class-validator';
import { clauseBase, ClauseInputFields, ClauseInterface } from './clause.graphql.js';
import { readWords } from './inputs.js';
import type { Parameters } from './provision.parameters.js';
import { PROVISION_TOPICS, type ProvisionTopic } from './provision.topics.js';
import type { ProvisionClause, ProvisionParameter } from './provision.types.js';

/** Every topic on which a charter may provide, made of their table: a new topic stands in the schema by itself. */
const PROVISION_TOPIC = Object.fromEntries(Object.keys(PROVISION_TOPICS).map((topic) => [topic, topic]));
registerEnumType(PROVISION_TOPIC, {
  name: 'ProvisionTopic',
  description: 'On what a charter may provide: who may sit, for how long, beside whom, and what follows.',
  valuesMap: Object.fromEntries(
    Object.entries(PROVISION_TOPICS).map(([topic, { meaning }]) => [topic, { description: meaning }]),
  ),
});

@ObjectType('ProvisionParameter', { description: 'One parameter of a provision.' })
export class ProvisionParameterObject implements ProvisionParameter {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => [String], {
    description: 'Its value; several where the words can be understood in several ways.',
  })
  readings!: string[];
}

@ObjectType('ProvisionClause', {
  implements: () => [ClauseInterface],
  description: 'What the charter provides on who may sit, for how long, beside whom, and what follows.',
})
export class ProvisionClauseObject
  extends ClauseInterface
  implements Omit<ProvisionClause<ProvisionTopic>, 'source'>
{
  @Field(() => PROVISION_TOPIC, { description: 'On what it provides.' })
  topic!: ProvisionTopic;

  @Field(() => [ProvisionParameterObject], {
    description: 'What it says; provisionTopics tells what is meant where a parameter is not named.',
  })
  parameters!: ProvisionParameterObject[];
}

@InputType({ description: 'One parameter of a provision.' })
export class ProvisionParameterInput {
  @Field(() => String, { description: 'Its name, one of those that provisionTopics tells.' })
  @PlainText({ max: 100 })
  name!: string;

  @Field(() => [String], {
    description: 'Its value; several where the words can be understood in several ways, until it is ruled.',
  })
  @ArrayMaxSize(8)
  @PlainText({ max: 1000, each: true })
  readings!: string[];
}

@InputType({ description: 'What the charter provides on one topic.' })
export class ProvisionClauseInput extends ClauseInputFields {
  @Field(() => PROVISION_TOPIC, { description: 'On what it provides.' })
  topic!: ProvisionTopic;

  @Field(() => [ProvisionParameterInput], { description: 'What it says.' })
  @ArrayMaxSize(30)
  @NestedInput(() => ProvisionParameterInput)
  parameters!: ProvisionParameterInput[];
}

/** The provision that an input states, with its texts in NFC. */
export function readProvision(input: ProvisionClauseInput): ProvisionClause<ProvisionTopic> {
  const parameters = input.parameters.map(({ name, readings }) => ({
    name: readWords(name),
    readings: readings.map(readWords),
  }));
  return { topic: input.topic, ...clauseBase(input), parameters };
}

@ObjectType('ProvisionParameterSpec', { description: 'A parameter that provisions on a topic may have.' })
export class ProvisionParameterSpecObject {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'What it says.' })
  meaning!: string;

  @Field(() => String, { description: 'How its value is written.' })
  expected!: string;

  @Field(() => Boolean, { description: 'True where a provision must have it.' })
  isNeeded!: boolean;

  @Field(() => Boolean, {
    description:
      'Whether Quorate acts on it by itself; otherwise readers are told it, and see to it themselves.',
  })
  isActedOn!: boolean;
}

@ObjectType('ProvisionTopicSpec', { description: 'A topic on which a charter may provide.' })
export class ProvisionTopicSpecObject {
  @Field(() => PROVISION_TOPIC, { description: 'The topic.' })
  topic!: ProvisionTopic;

  @Field(() => String, { description: 'What provisions on it say.' })
  meaning!: string;

  @Field(() => [ProvisionParameterSpecObject], { description: 'The parameters that they may have.' })
  parameters!: ProvisionParameterSpecObject[];
}

/** All topics with their parameters, as the schema shows them. */
export function provisionTopics(): ProvisionTopicSpecObject[] {
  const topics = Object.entries(PROVISION_TOPICS) as [
    ProvisionTopic,
    { meaning: string; parameters: Parameters },
  ][];
  return topics.map(([topic, { meaning, parameters }]) => ({
    topic,
    meaning,
    parameters: Object.entries(parameters).map(([name, spec]) => ({
      name,
      meaning: spec.meaning,
      expected: spec.expected,
      isNeeded: spec.silence === undefined,
      isActedOn: spec.isToldOnly !== true,
    })),
  }));
}
