import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type {
  BodyId,
  CoalitionId,
  MandateId,
  MultilingualText,
  OrganizationId,
  PersonId,
  SeatId,
  SectorId,
} from '#kernel';
import {
  ActInput,
  ChangeInput,
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
import type { EndReason, Mandate, Seat } from './assembly.types.js';
import { LONGEST_NAME } from './coalition.graphql.js';

registerNoun('Seat', 'sea');
registerNoun('Mandate', 'man');

const END_REASON = {
  TERM: 'TERM',
  EVENT: 'EVENT',
  SENIORITY: 'SENIORITY',
  SUCCEEDED: 'SUCCEEDED',
  EARLY: 'EARLY',
  REMEDY: 'REMEDY',
  SEAT_ABOLISHED: 'SEAT_ABOLISHED',
  REMOVED: 'REMOVED',
  WITHDRAWN: 'WITHDRAWN',
  STATUS: 'STATUS',
} as const satisfies Record<EndReason, string>;
registerEnumType(END_REASON, {
  name: 'EndReason',
  description: 'Why a mandate ended.',
  valuesMap: {
    TERM: { description: 'Its term was over.' },
    EVENT: { description: 'The event came that ends the term.' },
    SENIORITY: { description: 'Its holder had served longest.' },
    SUCCEEDED: { description: 'The holder had gone on after the term, and there is a successor.' },
    EARLY: { description: 'It was ended before its term, as by a resignation.' },
    REMEDY: { description: 'A group held too many seats, and nothing else had cured it.' },
    SEAT_ABOLISHED: { description: 'Its seat is no more.' },
    REMOVED: { description: 'Those who may remove the holder decided so.' },
    WITHDRAWN: { description: 'The organization that the holder spoke for withdrew them.' },
    STATUS: { description: 'The holder stayed away for too long.' },
  },
});

@ObjectType('Seat', { implements: () => [Node], description: 'A place on a body.' })
export class SeatObject extends Node implements Seat {
  coalitionId!: CoalitionId;
  declare id: SeatId;
  bodyId!: BodyId;
  sectorId!: SectorId | null;
  organizationId!: OrganizationId | null;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @TextField('What it is called.')
  label!: MultilingualText;

  @Field(() => String, { description: 'The class of the seat, one of those that the charter names.' })
  seatClass!: string;

  @Field(() => DateTime, { description: 'From when on it exists.' })
  beginsAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Until when, exclusive; null while it has no end.' })
  endsAt!: Date | null;
}

@ObjectType('Mandate', {
  implements: () => [Node],
  description: 'The holding of a seat by one person, for a time.',
})
export class MandateObject extends Node implements Omit<Mandate, 'endedBecause'> {
  coalitionId!: CoalitionId;
  declare id: MandateId;
  seatId!: SeatId;
  bodyId!: BodyId;
  personId!: PersonId;
  onBehalfOf!: OrganizationId | null;
  filledBy!: Mandate['filledBy'];
  replaces!: MandateId | null;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => DateTime, { description: 'From when on the person holds the seat.' })
  beginsAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Until when, exclusive; null while it has no end.' })
  endsAt!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When its term is over; null where no instant is known yet, and where it has no end.',
  })
  termEndsAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The event that is yet to come and ends the term, or ends it earlier, as the charter names it; null where it waits for none.',
  })
  termEvent!: string | null;

  @Field({ description: 'Whether the holder goes on after the term until there is a successor.' })
  holdover!: boolean;

  @Field({ description: 'Whether the term is over and the holder goes on until there is a successor.' })
  isHeldOver!: boolean;

  @Field(() => END_REASON, { nullable: true, description: 'Why it ended or will; null where it just runs.' })
  endReason!: EndReason | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it ended before its term; null where it did not, and for those outside the coalition.',
  })
  endedBecause!: string | null;

  endedVersion!: number | null;
}

export const SeatConnection = connectionOf(SeatObject, 'Seat');
export const MandateConnection = connectionOf(MandateObject, 'Mandate');

@InputType({ description: 'A seat to create.' })
export class CreateSeatInput extends ActInput {
  @Field(() => ID, { description: 'The body.' })
  bodyId!: string;

  @TextInput('What the seat is called.', { max: LONGEST_NAME })
  label!: LocalizedTextInput[];

  @Field(() => String, { description: 'The class of the seat, one of those that the charter names.' })
  @PlainText({ max: LONGEST_NAME })
  seatClass!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The sector for which the seat stands, where there is one.',
  })
  sectorId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The organization that fills the seat with one of its people, where there is one.',
  })
  organizationId?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'From when on; now when it is left out.' })
  beginsAt?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Until when, exclusive; open when it is left out.' })
  endsAt?: Date | null;
}

@InputType({ description: 'A person to appoint to a seat.' })
export class AppointInput extends ActInput {
  @Field(() => ID, { description: 'The seat.' })
  seatId!: string;

  @Field(() => ID, { description: 'The person.' })
  personId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The organization spoken for; the one that fills the seat when it is left out.',
  })
  onBehalfOf?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'From when on; now when it is left out.' })
  beginsAt?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when, exclusive; as long as charter and seat allow when it is left out.',
  })
  endsAt?: Date | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The ended mandate of this seat whose remainder is served; a term of its own when left out.',
  })
  replaces?: string | null;
}

@InputType({ description: 'A seat to abolish.' })
export class AbolishSeatInput extends ChangeInput {
  @Field(() => ID, { description: 'The seat.' })
  seatId!: string;

  @Field(() => String, { description: 'Why; everybody can read it.' })
  @PlainText({ max: 2000 })
  because!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The first instant at which it exists no more, now or later; now when it is left out.',
  })
  endsAt?: Date | null;
}

@InputType({ description: 'A mandate to end before its term.' })
export class EndMandateInput extends ChangeInput {
  @Field(() => ID, { description: 'The mandate.' })
  mandateId!: string;

  @Field(() => String, { description: 'Why; the people of the coalition can read it.' })
  @PlainText({ max: 2000 })
  because!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The first instant at which it holds no more, now or later; now when it is left out.',
  })
  endsAt?: Date | null;
}

@InputType({ description: 'A holder whom their organization withdraws.' })
export class WithdrawHolderInput extends ChangeInput {
  @Field(() => ID, { description: 'The mandate.' })
  mandateId!: string;

  @Field(() => String, { description: 'Why; the people of the coalition can read it.' })
  @PlainText({ max: 2000 })
  because!: string;
}

@ObjectType('SeatCreated', { description: 'A body has one more seat.' })
export class SeatCreated {
  @Field(() => SeatObject, { description: 'The seat.' })
  seat!: Seat;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('SeatAbolished', { description: 'The end of a seat was set, and with it that of its mandate.' })
export class SeatAbolished {
  @Field(() => SeatObject, { description: 'The seat.' })
  seat!: Seat;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('Appointed', { description: 'A person holds a seat.' })
export class Appointed {
  @Field(() => MandateObject, { description: 'The mandate.' })
  mandate!: Mandate;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

@ObjectType('MandateEnded', { description: 'The end of a mandate was set.' })
export class MandateEnded {
  @Field(() => MandateObject, { description: 'The mandate.' })
  mandate!: Mandate;

  @Field(() => Receipt, { description: 'Proof of the act.' })
  receipt!: ReceiptRow;
}

export const CreateSeatResult = resultOf('CreateSeatResult', SeatCreated);
export const AbolishSeatResult = resultOf('AbolishSeatResult', SeatAbolished);
export const AppointResult = resultOf('AppointResult', Appointed);
export const WithdrawHolderResult = resultOf('WithdrawHolderResult', MandateEnded);
export const EndMandateResult = resultOf('EndMandateResult', MandateEnded);
