import { Field, InputType, Int, InterfaceType, ObjectType } from '@nestjs/graphql';
import { LanguageTag, NestedInput, PlainText } from '#platform';
import { Max, Min } from 'class-validator';
import type { Clause, ClauseSource, Topic } from './charter.types.js';
import { readWords } from './inputs.js';
import { PROVISION_TOPICS } from './provision.topics.js';

const LONGEST_WORDS = 4_000;

/** The object type of a topic's clause: `VotingPeriodClause` of VOTING_PERIOD; all provisions have one. */
function typeOfTopic(topic: Topic): string {
  if (Object.hasOwn(PROVISION_TOPICS, topic)) return 'ProvisionClause';
  const words = topic.split('_').map((word) => `${word.charAt(0)}${word.slice(1).toLowerCase()}`);
  return `${words.join('')}Clause`;
}

@ObjectType('ClauseSource', { description: 'The words that a clause rests on.' })
export class ClauseSourceObject implements ClauseSource {
  @Field(() => String, { description: 'The words.' })
  text!: string;

  @Field(() => String, { description: 'Where in the charter they stand, such as 3.2.' })
  section!: string;

  @Field(() => LanguageTag, { description: 'The language of the words.' })
  lang!: string;
}

@InterfaceType('Clause', {
  description: 'One rule of a body, as data.',
  resolveType: ({ topic }: Clause) => typeOfTopic(topic),
})
export abstract class ClauseInterface {
  @Field(() => ClauseSourceObject, { description: 'The words that the clause rests on.' })
  source!: ClauseSource;

  @Field(() => Int, { description: 'Of two clauses on one topic the one with the greater number holds.' })
  precedence!: number;
}

@InputType({ description: 'The words that a clause rests on.' })
export class ClauseSourceInput implements ClauseSource {
  @Field(() => String, { description: 'The words.' })
  @PlainText({ max: LONGEST_WORDS })
  text!: string;

  @Field(() => String, { description: 'Where in the charter they stand, such as 3.2; refusals name it.' })
  @PlainText({ max: 100 })
  section!: string;

  @Field(() => LanguageTag, { description: 'The language of the words.' })
  lang!: string;
}

@InputType({ isAbstract: true })
export abstract class ClauseInputFields {
  @Field(() => ClauseSourceInput, { description: 'The words that the clause rests on.' })
  @NestedInput(() => ClauseSourceInput)
  source!: ClauseSourceInput;

  @Field(() => Int, {
    defaultValue: 1,
    description: 'Of two clauses on one topic the one with the greater number holds.',
  })
  @Min(1)
  @Max(1000)
  precedence!: number;
}

/** What every clause says besides its own topic, with its texts in NFC. */
export function clauseBase({ source, precedence }: ClauseInputFields) {
  const { text, section, lang } = source;
  return { source: { text: readWords(text), section: readWords(section), lang }, precedence };
}
