import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { erasedText } from '#kernel';
import {
  Access,
  NodeReaders,
  PageArgs,
  readGlobalId,
  readText,
  type Connection,
  type GraphqlContext,
  Reading,
} from '#platform';
import { answer, actorOf, PrivateReading } from '#record';
import type { Body, Mandate, Organization, Seat, Sector } from './assembly.types.js';
import { BodyObject } from './body.graphql.js';
import { BODIES } from './body.queries.js';
import { OrganizationObject, SectorObject } from './coalition.graphql.js';
import { ORGANIZATIONS, SECTORS } from './coalition.queries.js';
import { readOptionalId, readWords } from './inputs.js';
import { PersonObject } from './person.graphql.js';
import { PEOPLE, type PersonView } from './person.queries.js';
import {
  AbolishSeatInput,
  AbolishSeatResult,
  AppointInput,
  AppointResult,
  CreateSeatInput,
  CreateSeatResult,
  EndMandateInput,
  EndMandateResult,
  MandateConnection,
  MandateObject,
  SeatObject,
  WithdrawHolderInput,
  WithdrawHolderResult,
} from './seat.graphql.js';
import { MANDATES, MANDATES_OF_SEAT, SeatQueries, SEATS } from './seat.queries.js';
import { Removals } from './removal.service.js';
import { Seats } from './seat.service.js';

@Resolver(() => SeatObject)
export class SeatResolver {
  constructor(
    private readonly seats: Seats,
    private readonly removals: Removals,
    private readonly queries: SeatQueries,
    private readonly reading: Reading,
    readers: NodeReaders,
  ) {
    readers.register('Seat', (key, context) => this.reading.row(context, SEATS, key));
    readers.register('Mandate', (key, context) => this.reading.row(context, MANDATES, key));
  }

  @ResolveField(() => BodyObject, { description: 'The body.' })
  body(@Parent() { coalitionId, bodyId }: Seat, @Context() context: GraphqlContext): Promise<Body | null> {
    return this.reading.row(context, BODIES, { coalitionId, id: bodyId });
  }

  @ResolveField(() => SectorObject, {
    nullable: true,
    description: 'The sector for which it stands; null where there is none.',
  })
  async sector(
    @Parent() { coalitionId, sectorId }: Seat,
    @Context() context: GraphqlContext,
  ): Promise<Sector | null> {
    return sectorId && this.reading.row(context, SECTORS, { coalitionId, id: sectorId });
  }

  @ResolveField(() => OrganizationObject, {
    nullable: true,
    description: 'The organization that fills it with one of its people; null where there is none.',
  })
  async organization(
    @Parent() { coalitionId, organizationId }: Seat,
    @Context() context: GraphqlContext,
  ): Promise<Organization | null> {
    return organizationId && this.reading.row(context, ORGANIZATIONS, { coalitionId, id: organizationId });
  }

  @ResolveField(() => MandateObject, {
    nullable: true,
    description: 'The mandate by which it is held now; null for a vacant seat.',
  })
  holding(@Parent() seat: Seat, @Context() context: GraphqlContext): Promise<Mandate | null> {
    return this.queries.mandateNow(context, seat);
  }

  @ResolveField(() => MandateConnection, { description: 'Who holds or held it, the latest first.' })
  mandates(
    @Parent() seat: Seat,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Mandate>> {
    return this.reading.page(context, MANDATES_OF_SEAT, seat, page);
  }

  @Access('member')
  @Mutation(() => CreateSeatResult, { description: 'Creates a seat on a body; a steward does.' })
  async createSeat(
    @Args('input', { description: 'The seat to create.' }) input: CreateSeatInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: bodyId } = readGlobalId('Body', input.bodyId);
    const { beginsAt = null, endsAt = null } = input;
    const actor = actorOf(context.principal, coalitionId, 'createSeat', input);
    const acted = await this.seats.createSeat(actor, {
      bodyId,
      label: readText(input.label),
      seatClass: readWords(input.seatClass),
      sectorId: readOptionalId('Sector', input.sectorId),
      organizationId: readOptionalId('Organization', input.organizationId),
      beginsAt,
      endsAt,
    });
    return answer({ reading: this.reading, context }, acted, {
      noun: 'seat',
      of: SEATS,
      id: ({ seatId }) => seatId,
    });
  }

  @Access('member')
  @Mutation(() => AbolishSeatResult, {
    description: 'Ends a seat, and the mandate of whoever holds it then; a steward does.',
  })
  async abolishSeat(
    @Args('input', { description: 'The seat to abolish.' }) input: AbolishSeatInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: seatId } = readGlobalId('Seat', input.seatId);
    const { expectedVersion, endsAt = null } = input;
    const because = readWords(input.because);
    const actor = actorOf(context.principal, coalitionId, 'abolishSeat', input);
    const acted = await this.seats.abolishSeat(actor, { seatId, expectedVersion, endsAt, because });
    return answer({ reading: this.reading, context }, acted, { noun: 'seat', of: SEATS, id: () => seatId });
  }

  @Access('member')
  @Mutation(() => AppointResult, { description: 'Gives a seat to a person for a time; a steward does.' })
  async appoint(
    @Args('input', { description: 'The seat, the person and the time.' }) input: AppointInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: seatId } = readGlobalId('Seat', input.seatId);
    const { id: personId } = readGlobalId('Person', input.personId);
    const onBehalfOf = readOptionalId('Organization', input.onBehalfOf);
    const { beginsAt = null, endsAt = null } = input;
    const actor = actorOf(context.principal, coalitionId, 'appoint', input);
    const replaces = readOptionalId('Mandate', input.replaces);
    const appoint = { seatId, personId, onBehalfOf, beginsAt, endsAt, replaces };
    const acted = await this.seats.appoint(actor, appoint);
    return this.#answer(context, acted);
  }

  @Access('member')
  @Mutation(() => EndMandateResult, { description: 'Ends a mandate before its term; a steward does.' })
  async endMandate(
    @Args('input', { description: 'The mandate to end.' }) input: EndMandateInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: mandateId } = readGlobalId('Mandate', input.mandateId);
    const { expectedVersion, endsAt = null } = input;
    const because = readWords(input.because);
    const actor = actorOf(context.principal, coalitionId, 'endMandate', input);
    const acted = await this.seats.endMandate(actor, { mandateId, expectedVersion, endsAt, because });
    return this.#answer(context, acted);
  }

  @Access('member')
  @Mutation(() => WithdrawHolderResult, {
    description: 'Ends a mandate because the organization spoken for withdraws the holder; a steward does.',
  })
  async withdrawHolder(
    @Args('input', { description: 'The mandate.' }) input: WithdrawHolderInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: mandateId } = readGlobalId('Mandate', input.mandateId);
    const because = readWords(input.because);
    const actor = actorOf(context.principal, coalitionId, 'withdrawHolder', input);
    const { expectedVersion } = input;
    return this.#answer(
      context,
      await this.removals.withdrawHolder(actor, { mandateId, expectedVersion, because }),
    );
  }

  #answer(context: GraphqlContext, acted: Awaited<ReturnType<Seats['appoint']>>): Promise<object> {
    return answer({ reading: this.reading, context }, acted, {
      noun: 'mandate',
      of: MANDATES,
      id: ({ mandateId }) => mandateId,
    });
  }
}

@Resolver(() => MandateObject)
export class MandateResolver {
  constructor(
    private readonly reading: Reading,
    private readonly privacy: PrivateReading,
  ) {}

  @ResolveField()
  async endedBecause(@Parent() mandate: Mandate, @Context() context: GraphqlContext): Promise<string | null> {
    const { coalitionId, id: stream, endedVersion: version, endedBecause } = mandate;
    if (version === null || !context.principal.persons.has(coalitionId)) return null;
    const place = { coalitionId, stream, version, field: 'because' };
    const because = await this.privacy.read(context, endedBecause, place);
    return typeof because === 'string' ? because : because && erasedText(because);
  }

  @ResolveField(() => SeatObject, { description: 'The seat.' })
  seat(@Parent() { coalitionId, seatId }: Mandate, @Context() context: GraphqlContext): Promise<Seat | null> {
    return this.reading.row(context, SEATS, { coalitionId, id: seatId });
  }

  @ResolveField(() => BodyObject, { description: 'The body.' })
  body(@Parent() { coalitionId, bodyId }: Mandate, @Context() context: GraphqlContext): Promise<Body | null> {
    return this.reading.row(context, BODIES, { coalitionId, id: bodyId });
  }

  @ResolveField(() => PersonObject, { description: 'The person who holds the seat.' })
  person(
    @Parent() { coalitionId, personId }: Mandate,
    @Context() context: GraphqlContext,
  ): Promise<PersonView | null> {
    return this.reading.row(context, PEOPLE, { coalitionId, id: personId });
  }

  @ResolveField(() => OrganizationObject, {
    nullable: true,
    description: 'The organization spoken for; null for one who speaks for nobody else.',
  })
  async onBehalfOf(
    @Parent() { coalitionId, onBehalfOf }: Mandate,
    @Context() context: GraphqlContext,
  ): Promise<Organization | null> {
    return onBehalfOf && this.reading.row(context, ORGANIZATIONS, { coalitionId, id: onBehalfOf });
  }
}
