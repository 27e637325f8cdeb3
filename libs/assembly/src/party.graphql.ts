import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { BodyId, CoalitionId, OrganizationId, PersonId } from '#kernel';
import {
  ActInput,
  ChangeInput,
  connectionOf,
  DateTime,
  Node,
  PlainText,
  registerNoun,
  resultOf,
} from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import type { Organization } from './assembly.types.js';
import { OrganizationObject } from './coalition.graphql.js';
import type { FundingId } from './disclosure.types.js';
import { FundingObject } from './funding.graphql.js';
import type { FundingView } from './funding.queries.js';
import type { SubjectParty, SubjectPartyId } from './standing.types.js';

registerNoun('SubjectParty', 'pty');

@ObjectType('SubjectParty', {
  implements: () => [Node],
  description: 'An organization, a person or a funder whom a proposal concerns.',
})
export class SubjectPartyObject extends Node implements SubjectParty {
  coalitionId!: CoalitionId;
  declare id: SubjectPartyId;
  bodyId!: BodyId;
  subjectId!: string;
  organizationId!: OrganizationId | null;
  personId!: PersonId | null;
  fundingId!: FundingId | null;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => OrganizationObject, {
    nullable: true,
    description:
      'The organization; null where it is a person or a funder, whom the record does not name in public.',
  })
  organization?: Organization | null;

  @Field(() => FundingObject, {
    nullable: true,
    description: 'The funding whose funder is meant; null where it is none, or is not shown to the caller.',
  })
  funding?: FundingView | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was withdrawn; null while it is a party.' })
  withdrawnAt!: Date | null;
}

export const SubjectPartyConnection = connectionOf(SubjectPartyObject, 'SubjectParty');

@InputType({ description: 'An organization, a person or a funder whom a proposal concerns.' })
export class NamePartyInput extends ActInput {
  @Field(() => ID, { description: 'The body that decides on it.' })
  bodyId!: string;

  @Field(() => ID, { description: 'The proposal.' })
  proposalId!: string;

  @Field(() => ID, { nullable: true, description: 'The organization; left out where it is another party.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The person; left out where it is another party.' })
  personId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Funding of which a partner has told, whose funder is meant; left out where it is another party.',
  })
  fundingId?: string | null;
}

@InputType({ description: 'A party that was named in error.' })
export class WithdrawPartyInput extends ChangeInput {
  @Field(() => ID, { description: 'The party; expectedVersion is its version.' })
  partyId!: string;

  @Field(() => String, { description: 'Why; this is not public.' })
  @PlainText({ max: 2000 })
  because!: string;
}

@ObjectType('PartyNamed', { description: 'A proposal is known to concern somebody.' })
export class PartyNamed {
  @Field(() => SubjectPartyObject, { description: 'Whom it concerns.' })
  party!: SubjectParty;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('PartyWithdrawn', { description: 'A proposal does not concern somebody after all.' })
export class PartyWithdrawn {
  @Field(() => SubjectPartyObject, { description: 'Whom it was said to concern.' })
  party!: SubjectParty;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const NamePartyResult = resultOf('NamePartyResult', PartyNamed);
export const WithdrawPartyResult = resultOf('WithdrawPartyResult', PartyWithdrawn);
