import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { BodyId, CoalitionId, Id, MandateId, OrganizationId, PersonId } from '#kernel';
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
import { SHOWN_TO } from './audience.graphql.js';
import type { ShownTo } from './disclosure.types.js';
import type {
  AlternateActivation,
  AlternateOccasion,
  ConflictKind,
  Interest,
  InterestId,
  InterestKind,
  Recusal,
  RecusalId,
  RecusedBy,
} from './standing.types.js';

registerNoun('Interest', 'int');
registerNoun('Recusal', 'rec');
registerNoun('AlternateActivation', 'alt');

const LONGEST_DETAILS = 4000;

const INTEREST_KIND = {
  MONEY: 'MONEY',
  JOB: 'JOB',
  OWNERSHIP: 'OWNERSHIP',
  FAMILY: 'FAMILY',
  EARLIER_ROLE: 'EARLIER_ROLE',
  OWN_ACT: 'OWN_ACT',
} as const satisfies Record<InterestKind, string>;
registerEnumType(INTEREST_KIND, {
  name: 'InterestKind',
  description: 'What somebody has at stake.',
  valuesMap: {
    MONEY: { description: 'Funding or payment.' },
    JOB: { description: 'Employment.' },
    OWNERSHIP: { description: 'A share in it.' },
    FAMILY: { description: 'Somebody close.' },
    EARLIER_ROLE: { description: 'A role that they had in it before.' },
    OWN_ACT: { description: 'An act of their own is judged.' },
  },
});

const CONFLICT_KIND = {
  PARTY: 'PARTY',
  SPEAKS_FOR: 'SPEAKS_FOR',
  FUNDED_BY: 'FUNDED_BY',
  ...INTEREST_KIND,
} as const satisfies Record<ConflictKind, string>;
registerEnumType(CONFLICT_KIND, {
  name: 'ConflictKind',
  description: 'By which interest the charter keeps somebody out.',
  valuesMap: {
    PARTY: { description: 'The subject concerns themselves.' },
    SPEAKS_FOR: { description: 'The subject concerns the organization that they speak for in their seat.' },
    FUNDED_BY: { description: 'The subject concerns who pays the organization that they speak for.' },
    MONEY: { description: 'Funding or payment.' },
    JOB: { description: 'Employment, declared or by an affiliation.' },
    OWNERSHIP: { description: 'A share in it.' },
    FAMILY: { description: 'Somebody close.' },
    EARLIER_ROLE: { description: 'A role that they had in it before.' },
    OWN_ACT: { description: 'An act of their own is judged.' },
  },
});
export { CONFLICT_KIND };

const RECUSED_BY = {
  SELF: 'SELF',
  CHALLENGE: 'CHALLENGE',
  CLAUSE: 'CLAUSE',
} as const satisfies Record<RecusedBy, string>;
registerEnumType(RECUSED_BY, {
  name: 'RecusedBy',
  description: 'How somebody came to stay out.',
  valuesMap: {
    SELF: { description: 'By themselves.' },
    CHALLENGE: { description: 'Because others held that they must.' },
    CLAUSE: { description: 'By the charter, when the vote was opened.' },
  },
});

const ALTERNATE_OCCASION = {
  ABSENCE: 'ABSENCE',
  RECUSAL: 'RECUSAL',
  VACANCY: 'VACANCY',
} as const satisfies Record<AlternateOccasion, string>;
registerEnumType(ALTERNATE_OCCASION, {
  name: 'AlternateOccasion',
  description: 'On what occasion an alternate stands in.',
  valuesMap: {
    ABSENCE: { description: 'The holder is away.' },
    RECUSAL: { description: 'The holder stays out.' },
    VACANCY: { description: 'The seat is vacant.' },
  },
});

@ObjectType('Interest', {
  implements: () => [Node],
  description: 'What a person has declared to have at stake.',
})
export class InterestObject extends Node implements Interest {
  coalitionId!: CoalitionId;
  declare id: InterestId;
  personId!: PersonId;
  organizationId!: OrganizationId | null;
  shownBodies!: BodyId[];

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => INTEREST_KIND, { description: 'Its kind, which is public.' })
  kind!: InterestKind;

  @Field(() => SHOWN_TO, {
    nullable: true,
    description: 'Who is shown its details; null where nobody but the person is.',
  })
  shownTo!: ShownTo | null;

  @Field(() => DateTime, { description: 'From when on.' })
  beginsAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Until when, exclusive; null while it has no end.' })
  endsAt!: Date | null;
}

@ObjectType('Recusal', { implements: () => [Node], description: 'A member who stays out of one subject.' })
export class RecusalObject extends Node implements Recusal {
  coalitionId!: CoalitionId;
  declare id: RecusalId;
  bodyId!: BodyId;
  personId!: PersonId;
  subjectId!: string;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => RECUSED_BY, { description: 'How it came about.' })
  how!: RecusedBy;

  @Field(() => String, {
    nullable: true,
    description: 'The section of the charter that keeps them out; null where none does.',
  })
  clause!: string | null;

  @Field(() => CONFLICT_KIND, {
    nullable: true,
    description: 'The interest that it names; null where it rests on no clause.',
  })
  interest!: ConflictKind | null;

  @Field(() => DateTime, { description: 'From when on.' })
  beginsAt!: Date;
}

@ObjectType('AlternateActivation', {
  implements: () => [Node],
  description: 'An alternate who acts in the place of a holder, for a time.',
})
export class AlternateActivationObject extends Node implements AlternateActivation {
  coalitionId!: CoalitionId;
  declare id: Id<'AlternateActivation'>;
  bodyId!: BodyId;
  mandateId!: MandateId;
  standsInFor!: MandateId;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => ALTERNATE_OCCASION, { description: 'On what occasion.' })
  occasion!: AlternateOccasion;

  @Field(() => DateTime, { description: 'From when on.' })
  beginsAt!: Date;

  @Field(() => DateTime, { description: 'Until when, exclusive.' })
  endsAt!: Date;
}

export const InterestConnection = connectionOf(InterestObject, 'Interest');
export const RecusalConnection = connectionOf(RecusalObject, 'Recusal');

@InputType({ description: 'An interest to declare.' })
export class DeclareInterestInput extends ActInput {
  @Field(() => ID, { description: 'Whose it is: one’s own, or as a steward another’s.' })
  personId!: string;

  @Field(() => INTEREST_KIND, { description: 'Its kind, which is public.' })
  kind!: InterestKind;

  @Field(() => ID, {
    nullable: true,
    description: 'The organization in or from which it is, where there is one.',
  })
  organizationId?: string | null;

  @Field(() => String, {
    description: 'What it is; the charters of the bodies in which the person sits say who is shown it.',
  })
  @PlainText({ max: LONGEST_DETAILS })
  details!: string;

  @Field(() => DateTime, { nullable: true, description: 'From when on; now when it is left out.' })
  beginsAt?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Until when, exclusive; open when it is left out.' })
  endsAt?: Date | null;
}

@InputType({ description: 'An interest that ends.' })
export class EndInterestInput extends ChangeInput {
  @Field(() => ID, { description: 'The interest; expectedVersion is its version.' })
  interestId!: string;

  @Field(() => DateTime, { nullable: true, description: 'From when on it is over; now when it is left out.' })
  endsAt?: Date | null;
}

@InputType({ description: 'A subject to stay out of.' })
export class RecuseInput extends ActInput {
  @Field(() => ID, { description: 'The body that decides on it.' })
  bodyId!: string;

  @Field(() => ID, { description: 'Who stays out: oneself, or as a steward another.' })
  personId!: string;

  @Field(() => ID, { description: 'The proposal.' })
  proposalId!: string;

  @Field(() => String, { description: 'Why; this is not public.' })
  @PlainText({ max: LONGEST_DETAILS })
  because!: string;
}

@InputType({ description: 'An alternate who is to act.' })
export class ActivateAlternateInput extends ActInput {
  @Field(() => ID, { description: 'The mandate of the alternate.' })
  mandateId!: string;

  @Field(() => ID, { description: 'The mandate in whose place.' })
  standsInFor!: string;

  @Field(() => ALTERNATE_OCCASION, { description: 'On what occasion.' })
  occasion!: AlternateOccasion;

  @Field(() => DateTime, { nullable: true, description: 'From when on; now when it is left out.' })
  beginsAt?: Date | null;

  @Field(() => DateTime, { description: 'Until when, exclusive.' })
  endsAt!: Date;
}

@ObjectType('InterestDeclared', { description: 'An interest is declared.' })
export class InterestDeclared {
  @Field(() => InterestObject, { description: 'The interest.' })
  interest!: Interest;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('InterestEnded', { description: 'An interest is over, or will be.' })
export class InterestEnded {
  @Field(() => InterestObject, { description: 'The interest.' })
  interest!: Interest;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('Recused', { description: 'A member stays out of a subject.' })
export class Recused {
  @Field(() => RecusalObject, { description: 'The recusal.' })
  recusal!: Recusal;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('AlternateActivated', { description: 'An alternate acts.' })
export class AlternateActivated {
  @Field(() => AlternateActivationObject, { description: 'In whose place and until when.' })
  activation!: AlternateActivation;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const DeclareInterestResult = resultOf('DeclareInterestResult', InterestDeclared);
export const EndInterestResult = resultOf('EndInterestResult', InterestEnded);
export const RecuseResult = resultOf('RecuseResult', Recused);
export const ActivateAlternateResult = resultOf('ActivateAlternateResult', AlternateActivated);
