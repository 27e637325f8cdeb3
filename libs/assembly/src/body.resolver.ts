import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  Access,
  DateTime,
  NodeReaders,
  PageArgs,
  readGlobalId,
  readText,
  type Connection,
  type GraphqlContext,
  Reading,
} from '#platform';
import { answer, actorOf } from '#record';
import type { Body, Coalition, Mandate, Seat, Sector } from './assembly.types.js';
import { BodyObject, EstablishBodyInput, EstablishBodyResult } from './body.graphql.js';
import { BODIES, BodyQueries } from './body.queries.js';
import { Bodies } from './body.service.js';
import { readClause } from './charter-input.graphql.js';
import { CharterVersionObject, SeatClassObject } from './charter.graphql.js';
import { clausesIn } from './charter.views.js';
import { provisionTopics, ProvisionTopicSpecObject } from './provision.graphql.js';
import type { CharterVersion } from './charter.types.js';
import { CoalitionObject, SectorObject } from './coalition.graphql.js';
import { COALITIONS, SECTORS } from './coalition.queries.js';
import { MandateConnection, SeatConnection } from './seat.graphql.js';
import { MANDATES_OF_BODY, SEATS_OF_BODY } from './seat.queries.js';

@Resolver(() => BodyObject)
export class BodyResolver {
  constructor(
    private readonly bodies: Bodies,
    private readonly queries: BodyQueries,
    private readonly reading: Reading,
    readers: NodeReaders,
  ) {
    readers.register('Body', (key, context) => this.reading.row(context, BODIES, key));
  }

  @ResolveField(() => CoalitionObject, { description: 'The coalition to which it belongs.' })
  coalition(@Parent() { coalitionId }: Body, @Context() context: GraphqlContext): Promise<Coalition | null> {
    return this.reading.row(context, COALITIONS, { coalitionId, id: coalitionId });
  }

  @ResolveField(() => CharterVersionObject, { description: 'The charter version in force now.' })
  charter(@Parent() body: Body, @Context() context: GraphqlContext): Promise<CharterVersion | null> {
    return this.queries.charterInForce(context, body, null);
  }

  @ResolveField(() => CharterVersionObject, {
    nullable: true,
    description: 'The charter version that was in force at an instant; null before the first.',
  })
  charterAsOf(
    @Parent() body: Body,
    @Args('instant', { type: () => DateTime, description: 'The instant.' }) instant: Date,
    @Context() context: GraphqlContext,
  ): Promise<CharterVersion | null> {
    return this.queries.charterInForce(context, body, instant);
  }

  @ResolveField(() => SeatConnection, { description: 'Its seats, in the order in which they were created.' })
  seats(
    @Parent() body: Body,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Seat>> {
    return this.reading.page(context, SEATS_OF_BODY, body, page);
  }

  @ResolveField(() => MandateConnection, { description: 'Who holds or held its seats, the latest first.' })
  mandates(
    @Parent() body: Body,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Mandate>> {
    return this.reading.page(context, MANDATES_OF_BODY, body, page);
  }

  @Access('member')
  @Mutation(() => EstablishBodyResult, {
    description: 'Establishes a body with the first version of its charter; a steward does.',
  })
  async establishBody(
    @Args('input', { description: 'The body to establish.' }) input: EstablishBodyInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { id: coalitionId } = readGlobalId('Coalition', input.coalitionId);
    const actor = actorOf(context.principal, coalitionId, 'establishBody', input);
    const { name, zone, clauses } = input;
    const body = { name: readText(name), zone, clauses: clauses.map(readClause) };
    const acted = await this.bodies.establishBody(actor, body);
    return answer({ reading: this.reading, context }, acted, {
      noun: 'body',
      of: BODIES,
      id: ({ bodyId }) => bodyId,
    });
  }
}

@Resolver(() => CharterVersionObject)
export class CharterVersionResolver {
  @Access('public')
  @Query(() => [ProvisionTopicSpecObject], {
    description: 'On what a charter may provide, and by which parameters.',
  })
  provisionTopics(): ProvisionTopicSpecObject[] {
    return provisionTopics();
  }

  @ResolveField()
  clauses(@Parent() { coalitionId, clauses }: CharterVersion): object[] {
    return clausesIn(coalitionId, clauses);
  }
}

@Resolver(() => SeatClassObject)
export class SeatClassResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => SectorObject, {
    nullable: true,
    description: 'The sector to which all seats of this class belong; null where there is none.',
  })
  async sector(
    @Parent() { coalitionId, sectorId }: SeatClassObject,
    @Context() context: GraphqlContext,
  ): Promise<Sector | null> {
    return sectorId && this.reading.row(context, SECTORS, { coalitionId, id: sectorId });
  }
}
