import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { BodyId, CoalitionId, OrganizationId } from '#kernel';
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
import { IsOptional } from 'class-validator';
import type { Organization } from './assembly.types.js';
import { SHOWN_TO } from './audience.graphql.js';
import { OrganizationObject } from './coalition.graphql.js';
import type { Funding, FundingId, FundingKind, ShownTo } from './disclosure.types.js';
import type { FundingView } from './funding.queries.js';

registerNoun('Funding', 'fun');

const LONGEST_PURPOSE = 4000;

const FUNDING_KIND = {
  GRANT: 'GRANT',
  DONATION: 'DONATION',
  CONTRACT: 'CONTRACT',
  LOAN: 'LOAN',
  FEES: 'FEES',
  IN_KIND: 'IN_KIND',
} as const satisfies Record<FundingKind, FundingKind>;
registerEnumType(FUNDING_KIND, {
  name: 'FundingKind',
  description: 'What kind of funding it is.',
  valuesMap: {
    GRANT: { description: 'Money for a purpose, without anything in return.' },
    DONATION: { description: 'A gift.' },
    CONTRACT: { description: 'Payment for work or goods.' },
    LOAN: { description: 'Money that is to be paid back.' },
    FEES: { description: 'What members or users pay.' },
    IN_KIND: { description: 'Rooms, staff or goods, at what they are worth.' },
  },
});

@ObjectType('Funding', {
  implements: () => [Node],
  description: 'What an organization has told of one source of its funding.',
})
export class FundingObject extends Node implements Funding {
  coalitionId!: CoalitionId;
  declare id: FundingId;
  organizationId!: OrganizationId;
  funderId!: OrganizationId | null;
  shownBodies!: BodyId[];

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => FUNDING_KIND, { description: 'Its kind.' })
  kind!: FundingKind;

  @Field(() => OrganizationObject, { description: 'Who is paid.' })
  organization?: Organization;

  @Field(() => OrganizationObject, {
    nullable: true,
    description: 'Who pays, where it is a partner of the coalition.',
  })
  funder?: Organization | null;

  @Field(() => String, {
    nullable: true,
    description: 'The name of who pays, where it is no partner; null too where it was erased.',
  })
  funderName?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is for; null where that was erased.' })
  purpose?: string | null;

  @Field(() => String, { description: 'The currency of the amounts, by its three letters.' })
  currency!: string;

  @Field(() => String, { description: 'How much it is at least.' })
  least!: string;

  @Field(() => String, {
    nullable: true,
    description: 'How much it is at most, the same where it is told exactly; null for a band without an end.',
  })
  most!: string | null;

  @Field(() => SHOWN_TO, {
    nullable: true,
    description: 'Who is shown it; null where nobody is but those who hold mandates for the organization.',
  })
  shownTo!: ShownTo | null;

  @Field(() => DateTime, { description: 'From when on.' })
  beginsAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Until when, exclusive; null while it has no end.' })
  endsAt!: Date | null;
}

export const FundingConnection = connectionOf(FundingObject, 'Funding');

@InputType({ description: 'A source of funding to tell of.' })
export class DiscloseFundingInput extends ActInput {
  @Field(() => ID, { description: 'The organization, on whose behalf the caller holds a mandate.' })
  organizationId!: string;

  @Field(() => FUNDING_KIND, {
    description: 'Its kind; the charters of the bodies in which the organization sits say who is shown it.',
  })
  kind!: FundingKind;

  @Field(() => ID, { nullable: true, description: 'Who pays, where it is a partner of the coalition.' })
  funderId?: string | null;

  @Field(() => String, { nullable: true, description: 'The name of who pays, where it is no partner.' })
  @IsOptional()
  @PlainText({ max: 200 })
  funderName?: string | null;

  @Field(() => String, { description: 'What it is for.' })
  @PlainText({ max: LONGEST_PURPOSE })
  purpose!: string;

  @Field(() => String, { description: 'The currency, by its three letters, such as EUR.' })
  @PlainText({ max: 3 })
  currency!: string;

  @Field(() => String, { description: 'How much it is, or at least is, such as 1200 or 1200.50.' })
  @PlainText({ max: 18 })
  least!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'How much it is at most, the same where it is told exactly; no upper end when it is left out.',
  })
  @IsOptional()
  @PlainText({ max: 18 })
  most?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'From when on; now when it is left out.' })
  beginsAt?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Until when, exclusive; open when it is left out.' })
  endsAt?: Date | null;
}

@InputType({ description: 'Funding that ends.' })
export class EndFundingInput extends ChangeInput {
  @Field(() => ID, { description: 'The funding; expectedVersion is its version.' })
  fundingId!: string;

  @Field(() => DateTime, { nullable: true, description: 'From when on it is over; now when it is left out.' })
  endsAt?: Date | null;
}

@ObjectType('FundingDisclosed', { description: 'A source of funding is told of.' })
export class FundingDisclosed {
  @Field(() => FundingObject, { description: 'The funding.' })
  funding!: FundingView;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('FundingEnded', { description: 'Funding is over, or will be.' })
export class FundingEnded {
  @Field(() => FundingObject, { description: 'The funding.' })
  funding!: FundingView;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const DiscloseFundingResult = resultOf('DiscloseFundingResult', FundingDisclosed);
export const EndFundingResult = resultOf('EndFundingResult', FundingEnded);
