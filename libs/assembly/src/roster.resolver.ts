import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Reading, type GraphqlContext } from '#platform';
import type { Body, Mandate, Organization, Seat } from './assembly.types.js';
import { BodyObject } from './body.graphql.js';
import { OrganizationObject } from './coalition.graphql.js';
import { ORGANIZATIONS } from './coalition.queries.js';
import { PersonObject } from './person.graphql.js';
import { PEOPLE, type PersonView } from './person.queries.js';
import { RosterArgs, RosterLineObject } from './roster.graphql.js';
import { RosterQueries, type RosterLine } from './roster.queries.js';
import { MandateObject, SeatObject } from './seat.graphql.js';
import { MANDATES, SEATS } from './seat.queries.js';

@Resolver(() => BodyObject)
export class RosterResolver {
  constructor(private readonly rosters: RosterQueries) {}

  @ResolveField(() => [RosterLineObject], {
    description: 'Who held its seats at an instant, as the record told it then or by another instant.',
  })
  rosterAsOf(
    @Parent() body: Body,
    @Args() { instant, asKnownAt }: RosterArgs,
    @Context() context: GraphqlContext,
  ): Promise<readonly RosterLine[]> {
    return this.rosters.asOf(context, body, { instant, asKnownAt: asKnownAt ?? null });
  }
}

@Resolver(() => RosterLineObject)
export class RosterLineResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => SeatObject, { description: 'The seat.' })
  seat(
    @Parent() { coalitionId, seatId }: RosterLine,
    @Context() context: GraphqlContext,
  ): Promise<Seat | null> {
    return this.reading.row(context, SEATS, { coalitionId, id: seatId });
  }

  @ResolveField(() => PersonObject, { description: 'The person who held it.' })
  person(
    @Parent() { coalitionId, personId }: RosterLine,
    @Context() context: GraphqlContext,
  ): Promise<PersonView | null> {
    return this.reading.row(context, PEOPLE, { coalitionId, id: personId });
  }

  @ResolveField(() => OrganizationObject, {
    nullable: true,
    description: 'The organization spoken for; null for one who spoke for nobody else.',
  })
  async onBehalfOf(
    @Parent() { coalitionId, onBehalfOf }: RosterLine,
    @Context() context: GraphqlContext,
  ): Promise<Organization | null> {
    return onBehalfOf && this.reading.row(context, ORGANIZATIONS, { coalitionId, id: onBehalfOf });
  }

  @ResolveField(() => MandateObject, { description: 'The mandate, as it is known now.' })
  mandate(
    @Parent() { coalitionId, mandateId }: RosterLine,
    @Context() context: GraphqlContext,
  ): Promise<Mandate | null> {
    return this.reading.row(context, MANDATES, { coalitionId, id: mandateId });
  }
}
