import { Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { MultilingualText } from '#kernel';
import {
  DateTime,
  Digest,
  NestedInput,
  readText,
  TextField,
  TextInput,
  type LocalizedTextInput,
} from '#platform';
import { ArrayMaxSize, IsOptional } from 'class-validator';
import type { AskedAmendment } from './amendment.types.js';
import { ClauseInput, readClause } from './charter-input.graphql.js';
import { OPTIONAL_TOPICS, REQUIRED_TOPICS, type Topic } from './charter.types.js';
import { ClauseInterface } from './clause.graphql.js';
import { PROVISION_TOPICS } from './provision.topics.js';

const LONGEST_NOTES = 10_000;

const TOPICS = [...REQUIRED_TOPICS, ...OPTIONAL_TOPICS, ...Object.keys(PROVISION_TOPICS)];
const CHARTER_TOPIC = Object.fromEntries(TOPICS.map((topic) => [topic, topic]));
registerEnumType(CHARTER_TOPIC, {
  name: 'CharterTopic',
  description: 'On what the clauses of a charter speak.',
  valuesMap: Object.fromEntries(
    TOPICS.map((topic) => [
      topic,
      { description: `The clauses on ${topic.toLowerCase().replace('_', ' ')}.` },
    ]),
  ),
});

@ObjectType('TopicChange', { description: 'What an amendment changes about one topic of a charter.' })
export class TopicChangeObject {
  @Field(() => CHARTER_TOPIC, { description: 'The topic.' })
  topic!: Topic;

  @Field(() => [ClauseInterface], { description: 'The clauses on it as they stand; none where it is new.' })
  before!: object[];

  @Field(() => [ClauseInterface], { description: 'The clauses on it as they would be; none where it goes.' })
  after!: object[];
}

@ObjectType('CharterAmendment', { description: 'A change of a body’s charter, as it is proposed.' })
export class CharterAmendmentObject {
  @Field(() => Digest, { description: 'The digest of the charter version that it changes.' })
  amends!: string;

  @Field(() => Digest, { description: 'The digest of the charter version that it would make.' })
  digest!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: 'From when on it would be in force; null: from the decision on.',
  })
  beginsAt!: Date | null;

  @Field(() => [TopicChangeObject], { description: 'What it changes, topic by topic.' })
  changes!: TopicChangeObject[];

  @TextField('What would hold on the way from the old charter to the new one.', { nullable: true })
  transitional!: MultilingualText | null;
}

@InputType({ description: 'A change of the charter of the body that is to decide.' })
export class CharterAmendmentInput {
  @Field(() => Digest, {
    description: 'The digest of the charter version that you have read, the last that the body has adopted.',
  })
  amends!: string;

  @Field(() => [ClauseInput], {
    description: 'The clauses that change; they replace all that stands on their topics.',
  })
  @ArrayMaxSize(60)
  @NestedInput(() => ClauseInput)
  clauses!: ClauseInput[];

  @Field(() => [CHARTER_TOPIC], {
    defaultValue: [],
    description: 'Topics on which the charter is to fall silent.',
  })
  @ArrayMaxSize(TOPICS.length)
  dropsTopics!: Topic[];

  @Field(() => DateTime, {
    nullable: true,
    description: 'From when on it is to be in force; left out, from the decision on.',
  })
  @IsOptional()
  beginsAt?: Date | null;

  @TextInput('What is to hold on the way from the old charter to the new one.', {
    max: LONGEST_NOTES,
    nullable: true,
  })
  transitional?: LocalizedTextInput[] | null;
}

/** What an input asks for. Throws NOT_FOUND for a foreign sector. */
export function readAmendment({
  amends,
  clauses,
  dropsTopics,
  beginsAt = null,
  transitional,
}: CharterAmendmentInput): AskedAmendment {
  return {
    amends,
    clauses: clauses.map(readClause),
    dropsTopics,
    beginsAt,
    transitional: transitional ? readText(transitional) : null,
  };
}
