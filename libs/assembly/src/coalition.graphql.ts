import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { CoalitionId, MultilingualText, OrganizationId, SectorId } from '#kernel';
import {
  ActInput,
  connectionOf,
  DateTime,
  Node,
  PlainText,
  registerNoun,
  resultOf,
  TextField,
  TextInput,
  type LocalizedTextInput,
} from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import { Matches } from 'class-validator';
import type { Coalition, Organization, Sector } from './assembly.types.js';

registerNoun('Coalition', 'coa', { standsAlone: true });
registerNoun('Sector', 'sec');
registerNoun('Organization', 'org');

/** Characters that a name may have in each language. */
export const LONGEST_NAME = 200;

@ObjectType('Coalition', {
  implements: () => [Node],
  description: 'An alliance that decides together and keeps one public record.',
})
export class CoalitionObject extends Node implements Coalition {
  coalitionId!: CoalitionId;
  declare id: CoalitionId;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => String, { description: 'Its name in addresses and in the origin of its record.' })
  slug!: string;

  @TextField('Its name.')
  name!: MultilingualText;

  @Field(() => DateTime, { description: 'When it was founded.' })
  foundedAt!: Date;
}

@ObjectType('Sector', {
  implements: () => [Node],
  description: 'A constituency of a coalition, such as residents or labour.',
})
export class SectorObject extends Node implements Sector {
  coalitionId!: CoalitionId;
  declare id: SectorId;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @TextField('Its name.')
  name!: MultilingualText;
}

@ObjectType('Organization', { implements: () => [Node], description: 'A partner in a coalition.' })
export class OrganizationObject extends Node implements Organization {
  coalitionId!: CoalitionId;
  declare id: OrganizationId;
  sectorId!: SectorId;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @TextField('Its name.')
  name!: MultilingualText;
}

export const CoalitionConnection = connectionOf(CoalitionObject, 'Coalition');
export const SectorConnection = connectionOf(SectorObject, 'Sector');
export const OrganizationConnection = connectionOf(OrganizationObject, 'Organization');

@InputType({ description: 'A coalition to found.' })
export class FoundCoalitionInput extends ActInput {
  @Field(() => String, {
    description: 'Its name in addresses, for ever: small letters, digits and hyphens, at most 63.',
  })
  @Matches(/^[a-z0-9-]{1,63}$/, {
    message: '$property must be 1 to 63 small letters, digits and hyphens',
  })
  slug!: string;

  @TextInput('Its name.', { max: LONGEST_NAME })
  name!: LocalizedTextInput[];

  @Field(() => String, {
    description: 'The name of the caller, who becomes the first person and steward of the coalition.',
  })
  @PlainText({ max: LONGEST_NAME })
  founderName!: string;
}

@InputType({ description: 'A sector to add.' })
export class AddSectorInput extends ActInput {
  @Field(() => ID, { description: 'The coalition.' })
  coalitionId!: string;

  @TextInput('The name of the sector.', { max: LONGEST_NAME })
  name!: LocalizedTextInput[];
}

@InputType({ description: 'A partner to take in.' })
export class AdmitOrganizationInput extends ActInput {
  @Field(() => ID, { description: 'The sector to which the organization belongs.' })
  sectorId!: string;

  @TextInput('The name of the organization.', { max: LONGEST_NAME })
  name!: LocalizedTextInput[];
}

@ObjectType('CoalitionFounded', { description: 'A coalition was founded and its record begun.' })
export class CoalitionFounded {
  @Field(() => CoalitionObject, { description: 'The coalition.' })
  coalition!: Coalition;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('SectorAdded', { description: 'A coalition has one more sector.' })
export class SectorAdded {
  @Field(() => SectorObject, { description: 'The sector.' })
  sector!: Sector;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('OrganizationAdmitted', { description: 'A coalition has one more partner.' })
export class OrganizationAdmitted {
  @Field(() => OrganizationObject, { description: 'The organization.' })
  organization!: Organization;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const FoundCoalitionResult = resultOf('FoundCoalitionResult', CoalitionFounded);
export const AddSectorResult = resultOf('AddSectorResult', SectorAdded);
export const AdmitOrganizationResult = resultOf('AdmitOrganizationResult', OrganizationAdmitted);
