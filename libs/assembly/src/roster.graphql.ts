import { ArgsType, Field, ObjectType } from '@nestjs/graphql';
import type { CoalitionId, MandateId, OrganizationId, PersonId, SeatId } from '#kernel';
import { DateTime } from '#platform';

@ObjectType('RosterLine', {
  description:
    'Who held a seat at an instant, as the record had told it by another; a later correction changes it not.',
})
export class RosterLineObject {
  coalitionId!: CoalitionId;
  mandateId!: MandateId;
  seatId!: SeatId;
  personId!: PersonId;
  onBehalfOf!: OrganizationId | null;

  @Field(() => DateTime, { description: 'From when on the person held the seat, as it was told by then.' })
  beginsAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when, exclusive, as it was told by then; null where no end was told.',
  })
  endsAt!: Date | null;
}

@ArgsType()
export class RosterArgs {
  @Field(() => DateTime, { description: 'The instant.' })
  instant!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'What was recorded later is left out; without it all that is known now counts.',
  })
  asKnownAt?: Date | null;
}
