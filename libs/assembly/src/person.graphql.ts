import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { CoalitionId, Erasure, OrganizationId, PersonId } from '#kernel';
import {
  ActInput,
  ChangeInput,
  connectionOf,
  DateTime,
  ErasedObject,
  Node,
  PlainText,
  registerNoun,
  resultOf,
} from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import { IsOptional, MaxLength } from 'class-validator';
import type { Affiliation, AffiliationId, Person } from './assembly.types.js';
import { LONGEST_NAME } from './coalition.graphql.js';
import type { PersonView } from './person.queries.js';
import type { NameVisibility } from './register.rules.js';

registerNoun('Person', 'per');
registerNoun('Affiliation', 'aff');

const NAME_VISIBILITY = { PUBLIC: 'PUBLIC', MEMBERS: 'MEMBERS' } as const satisfies Record<
  NameVisibility,
  string
>;
registerEnumType(NAME_VISIBILITY, {
  name: 'NameVisibility',
  description: 'Who may know the name of a person.',
  valuesMap: {
    PUBLIC: { description: 'Everybody, since the person holds or held a mandate.' },
    MEMBERS: { description: 'The people of the coalition.' },
  },
});

@ObjectType('Person', { implements: () => [Node], description: 'A human in one coalition.' })
export class PersonObject extends Node implements Omit<PersonView, 'name'> {
  coalitionId!: CoalitionId;
  declare id: PersonId;
  isOfficeHolder!: boolean;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => String, {
    nullable: true,
    description:
      'The name, or that it was erased; null where it is not open to the caller, as visibility says.',
  })
  name!: string | null;

  @Field(() => ErasedObject, {
    nullable: true,
    description: 'Why and when the name was erased; null where it was not.',
  })
  erased?: Erasure | null;

  nameVersion!: number;

  @Field(() => NAME_VISIBILITY, { description: 'Who may know the name.' })
  visibility!: NameVisibility;

  @Field(() => Boolean, { description: 'True for one who keeps the register of the coalition.' })
  steward!: boolean;

  @Field(() => DateTime, { description: 'When the person was registered.' })
  registeredAt!: Date;
}

@ObjectType('Affiliation', {
  implements: () => [Node],
  description: 'The belonging of a person to an organization, for a time.',
})
export class AffiliationObject extends Node implements Affiliation {
  coalitionId!: CoalitionId;
  declare id: AffiliationId;
  personId!: PersonId;
  organizationId!: OrganizationId;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => DateTime, { description: 'From when on.' })
  beginsAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Until when, exclusive; null while it has no end.' })
  endsAt!: Date | null;

  @Field(() => Boolean, {
    description:
      'True while it is not proven and somebody contests it: then it takes a ruling where it matters.',
  })
  contested!: boolean;
}

export const PersonConnection = connectionOf(PersonObject, 'Person');
export const AffiliationConnection = connectionOf(AffiliationObject, 'Affiliation');

@InputType({ description: 'A person to register.' })
export class RegisterPersonInput extends ActInput {
  @Field(() => ID, { description: 'The coalition.' })
  coalitionId!: string;

  @Field(() => String, { description: 'The name of the person.' })
  @PlainText({ max: LONGEST_NAME })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The mail address with which the person signs in; it is never shown.',
  })
  @IsOptional()
  @MaxLength(254)
  email?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: 'True to let the person keep the register.' })
  steward!: boolean;
}

@InputType({ description: 'A person and the organization to which they belong.' })
export class AffiliateInput extends ActInput {
  @Field(() => ID, { description: 'The person.' })
  personId!: string;

  @Field(() => ID, { description: 'The organization.' })
  organizationId!: string;

  @Field(() => DateTime, { nullable: true, description: 'From when on; now when it is left out.' })
  beginsAt?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Until when, exclusive; open when it is left out.' })
  endsAt?: Date | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'True when it is not proven and somebody contests it.',
  })
  contested!: boolean;
}

@InputType({ description: 'An affiliation to end.' })
export class EndAffiliationInput extends ChangeInput {
  @Field(() => ID, { description: 'The affiliation.' })
  affiliationId!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The first instant at which it holds no more, now or later; now when it is left out.',
  })
  endsAt?: Date | null;
}

@ObjectType('PersonRegistered', { description: 'A person was registered.' })
export class PersonRegistered {
  @Field(() => PersonObject, { description: 'The person.' })
  person!: Person;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('Affiliated', { description: 'A person belongs to an organization.' })
export class Affiliated {
  @Field(() => AffiliationObject, { description: 'The affiliation.' })
  affiliation!: Affiliation;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('AffiliationEnded', { description: 'The end of an affiliation was set.' })
export class AffiliationEnded {
  @Field(() => AffiliationObject, { description: 'The affiliation.' })
  affiliation!: Affiliation;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const RegisterPersonResult = resultOf('RegisterPersonResult', PersonRegistered);
export const AffiliateResult = resultOf('AffiliateResult', Affiliated);
export const EndAffiliationResult = resultOf('EndAffiliationResult', AffiliationEnded);
