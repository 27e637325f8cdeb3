import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { BodyId, CoalitionId } from '#kernel';
import { ActInput, connectionOf, DateTime, Node, PlainText, registerNoun, resultOf } from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import type { Organization } from './assembly.types.js';
import { OrganizationObject } from './coalition.graphql.js';
import { PersonObject } from './person.graphql.js';
import type { PersonView } from './person.queries.js';
import type { Ruling, RulingId } from './standing.types.js';

registerNoun('Ruling', 'rul');

const LONGEST_REASON = 2000;

@ObjectType('Ruling', {
  implements: () => [Node],
  description:
    'Which reading of what a charter leaves open holds, until a later ruling on the same question.',
})
export class RulingObject extends Node implements Ruling {
  coalitionId!: CoalitionId;
  declare id: RulingId;
  bodyId!: BodyId;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => String, { description: 'What the charter leaves open.' })
  question!: string;

  @Field(() => String, { description: 'The reading that holds.' })
  reading!: string;

  @Field(() => DateTime, { description: 'From when on.' })
  beginsAt!: Date;
}

export const RulingConnection = connectionOf(RulingObject, 'Ruling');

@InputType({ description: 'A ruling on what a charter leaves open.' })
export class RuleInput extends ActInput {
  @Field(() => ID, { description: 'The body.' })
  bodyId!: string;

  @Field(() => String, { description: 'The question, as the answer or the refusal names it.' })
  @PlainText({ max: 1000 })
  question!: string;

  @Field(() => String, { description: 'The reading that holds, as the answer names it.' })
  @PlainText({ max: 1000 })
  reading!: string;

  @Field(() => String, { description: 'Why.' })
  @PlainText({ max: LONGEST_REASON })
  because!: string;
}

@InputType({ isAbstract: true })
abstract class DatedInput extends ActInput {
  @Field(() => DateTime, { nullable: true, description: 'From when on; now when it is left out.' })
  beginsAt?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Until when, exclusive; open when it is left out.' })
  endsAt?: Date | null;
}

@InputType({ description: 'A limit to waive for one person.' })
export class WaiveLimitInput extends DatedInput {
  @Field(() => ID, { description: 'The body.' })
  bodyId!: string;

  @Field(() => ID, { description: 'The person.' })
  personId!: string;

  @Field(() => String, { description: 'The section of the limit in the charter.' })
  @PlainText({ max: 100 })
  clause!: string;

  @Field(() => String, { description: 'Why.' })
  @PlainText({ max: LONGEST_REASON })
  because!: string;
}

@InputType({ description: 'A fact about a person of which charters speak.' })
export class NoteFactInput extends DatedInput {
  @Field(() => ID, { description: 'The person.' })
  personId!: string;

  @Field(() => String, { description: 'Its kind, in the words of the charter.' })
  @PlainText({ max: 200 })
  kind!: string;
}

@InputType({ description: 'Two organizations that are related.' })
export class RelateOrganizationsInput extends DatedInput {
  @Field(() => ID, { description: 'One of them.' })
  organizationId!: string;

  @Field(() => ID, { description: 'The other one.' })
  relatedId!: string;
}

@ObjectType('Ruled', { description: 'A reading holds.' })
export class Ruled {
  @Field(() => RulingObject, { description: 'The ruling.' })
  ruling!: Ruling;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('LimitWaived', { description: 'A limit does not stop a person.' })
export class LimitWaived {
  @Field(() => PersonObject, { description: 'The person.' })
  person!: PersonView;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('FactNoted', { description: 'A fact about a person is known.' })
export class FactNoted {
  @Field(() => PersonObject, { description: 'The person.' })
  person!: PersonView;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('OrganizationsRelated', { description: 'Caps on groups take two organizations for one.' })
export class OrganizationsRelated {
  @Field(() => OrganizationObject, { description: 'One of them.' })
  organization!: Organization;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const RuleResult = resultOf('RuleResult', Ruled);
export const WaiveLimitResult = resultOf('WaiveLimitResult', LimitWaived);
export const NoteFactResult = resultOf('NoteFactResult', FactNoted);
export const RelateOrganizationsResult = resultOf('RelateOrganizationsResult', OrganizationsRelated);
