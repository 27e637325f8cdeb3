import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { erasedText, type Refusal } from '#kernel';
import {
  Access,
  DateTime,
  NodeReaders,
  PageArgs,
  readGlobalId,
  Reading,
  type Connection,
  type GraphqlContext,
} from '#platform';
import { actorOf, answer, PrivateReading, type Acted } from '#record';
import type { Body, Mandate, Seat } from './assembly.types.js';
import { BodyObject } from './body.graphql.js';
import {
  HandoverConnection,
  HandoverItemObject,
  HandoverObject,
  HandOverItemInput,
  HandOverItemResult,
  HandoverTickObject,
  HANDOVER_STAGE,
  ReceiveItemInput,
  ReceiveItemResult,
  type ItemView,
  type TickView,
} from './handover.graphql.js';
import { HandoverQueries, HANDOVERS, HANDOVERS_OF_BODY } from './handover.queries.js';
import { dueAt, isOverdue, stageOf } from './handover.rules.js';
import { Handovers, type TickItem } from './handover.service.js';
import type { Handover, HandoverId, HandoverSide, HandoverStage } from './handover.types.js';
import { readWords } from './inputs.js';
import { PEOPLE } from './person.queries.js';
import { MandateObject, SeatObject } from './seat.graphql.js';
import { MANDATES, SEATS } from './seat.queries.js';

const inputOf = { description: 'The item.' };

@Resolver(() => HandoverObject)
export class HandoverResolver {
  constructor(
    private readonly handovers: Handovers,
    private readonly queries: HandoverQueries,
    private readonly reading: Reading,
    readers: NodeReaders,
  ) {
    readers.register('Handover', (key, context) => this.reading.row(context, HANDOVERS, key));
  }

  @Access('member')
  @Mutation(() => HandOverItemResult, {
    description: 'Says that an item is handed over; whoever leaves the seat does.',
  })
  async handOverItem(
    @Args('input', inputOf) input: HandOverItemInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, command } = readItem(input);
    const actor = actorOf(context.principal, coalitionId, 'handOverItem', input);
    return this.#answer(context, await this.handovers.handOver(actor, command));
  }

  @Access('member')
  @Mutation(() => ReceiveItemResult, {
    description:
      'Says that an item has come; whoever holds the seat after it does, and a steward while nobody does.',
  })
  async receiveItem(
    @Args('input', inputOf) input: ReceiveItemInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, command } = readItem(input);
    const actor = actorOf(context.principal, coalitionId, 'receiveItem', input);
    return this.#answer(context, await this.handovers.receive(actor, command));
  }

  @ResolveField(() => SeatObject, { description: 'The seat.' })
  seat(
    @Parent() { coalitionId, seatId }: Handover,
    @Context() context: GraphqlContext,
  ): Promise<Seat | null> {
    return this.reading.row(context, SEATS, { coalitionId, id: seatId });
  }

  @ResolveField(() => MandateObject, { description: 'The mandate that ends.' })
  leaving(
    @Parent() { coalitionId, mandateId }: Handover,
    @Context() context: GraphqlContext,
  ): Promise<Mandate | null> {
    return this.reading.row(context, MANDATES, { coalitionId, id: mandateId });
  }

  @ResolveField(() => MandateObject, {
    nullable: true,
    description: 'The mandate by which the seat is held next; null while nobody has been seated.',
  })
  async coming(
    @Parent() { coalitionId, followers }: Handover,
    @Context() context: GraphqlContext,
  ): Promise<Mandate | null> {
    const [next] = followers;
    return next ? this.reading.row(context, MANDATES, { coalitionId, id: next.mandateId }) : null;
  }

  @ResolveField(() => HANDOVER_STAGE, { description: 'Where it stands.' })
  async stage(@Parent() handover: Handover, @Context() context: GraphqlContext): Promise<HandoverStage> {
    return stageOf(handover, await this.queries.ticks(context, handover), handover.readAt);
  }

  @ResolveField(() => [HandoverItemObject], { description: 'What is handed over.' })
  items(@Parent() handover: Handover): ItemView[] {
    return handover.items.map((item, place) => ({ ...item, number: place + 1, handover }));
  }

  #answer(
    context: GraphqlContext,
    acted: Acted<{ readonly handoverId: HandoverId }> | Refusal,
  ): Promise<object> {
    return answer({ reading: this.reading, context }, acted, {
      noun: 'handover',
      of: HANDOVERS,
      id: ({ handoverId }) => handoverId,
    });
  }
}

function readItem({
  handoverId: publicId,
  expectedVersion,
  item,
  note,
}: HandOverItemInput | ReceiveItemInput) {
  const { coalitionId, id: handoverId } = readGlobalId('Handover', publicId);
  const words = note ? readWords(note) : null;
  const command: TickItem = { handoverId, expectedVersion, item, note: words };
  return { coalitionId, command };
}

@Resolver(() => HandoverItemObject)
export class HandoverItemResolver {
  constructor(private readonly queries: HandoverQueries) {}

  @ResolveField(() => DateTime, {
    nullable: true,
    description: 'By when it is to be received; null while the mandate has no end.',
  })
  dueAt(@Parent() item: ItemView): Date | null {
    return dueAt(item, item.handover);
  }

  @ResolveField(() => Boolean, { description: 'True where it should have been received by now and was not.' })
  async isOverdue(
    @Parent() { handover, number }: ItemView,
    @Context() context: GraphqlContext,
  ): Promise<boolean> {
    return isOverdue(handover, await this.queries.ticks(context, handover), number, handover.readAt);
  }

  @ResolveField(() => HandoverTickObject, {
    nullable: true,
    description: 'What whoever leaves said of having handed it over; null before that.',
  })
  handedOver(@Parent() item: ItemView, @Context() context: GraphqlContext): Promise<TickView | null> {
    return this.#tick(item, 'HANDED_OVER', context);
  }

  @ResolveField(() => HandoverTickObject, {
    nullable: true,
    description: 'What whoever comes said of having received it; null before that.',
  })
  received(@Parent() item: ItemView, @Context() context: GraphqlContext): Promise<TickView | null> {
    return this.#tick(item, 'RECEIVED', context);
  }

  async #tick(
    { handover, number }: ItemView,
    side: HandoverSide,
    context: GraphqlContext,
  ): Promise<TickView | null> {
    const ticks = await this.queries.ticks(context, handover);
    const tick = ticks.find((one) => one.item === number && one.side === side);
    return tick ? { ...tick, handover } : null;
  }
}

@Resolver(() => HandoverTickObject)
export class HandoverTickResolver {
  constructor(
    private readonly reading: Reading,
    private readonly privacy: PrivateReading,
  ) {}

  @ResolveField(() => MandateObject, {
    nullable: true,
    description:
      'The mandate of whoever said so; null for a steward, who receives while nobody has the seat.',
  })
  async by(
    @Parent() { coalitionId, mandateId }: TickView,
    @Context() context: GraphqlContext,
  ): Promise<Mandate | null> {
    return mandateId && this.reading.row(context, MANDATES, { coalitionId, id: mandateId });
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'What was left for the other side; null for whoever is neither of the two nor a steward.',
  })
  async note(@Parent() tick: TickView, @Context() context: GraphqlContext): Promise<string | null> {
    if (!tick.isNoted || !(await this.#mayRead(tick.handover, context))) return null;
    const { coalitionId, entryStream: stream, entryVersion: version } = tick;
    const note = await this.privacy.read(context, tick.note, { coalitionId, stream, version, field: 'note' });
    return typeof note === 'string' ? note : note && erasedText(note);
  }

  async #mayRead({ coalitionId, leaving, followers }: Handover, context: GraphqlContext): Promise<boolean> {
    const reader = context.principal.persons.get(coalitionId);
    if (!reader) return false;
    if (reader === leaving || followers.some(({ personId }) => personId === reader)) return true;
    const person = await this.reading.row(context, PEOPLE, { coalitionId, id: reader });
    return person?.steward ?? false;
  }
}

/** What handovers add to a body. */
@Resolver(() => BodyObject)
export class BodyHandoversResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => HandoverConnection, {
    description: 'What those who left its seats hand over, the latest first.',
  })
  handovers(
    @Parent() body: Body,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Handover>> {
    return this.reading.page(context, HANDOVERS_OF_BODY, body, page);
  }
}

/** What handovers add to a mandate. */
@Resolver(() => MandateObject)
export class MandateHandoverResolver {
  constructor(private readonly queries: HandoverQueries) {}

  @ResolveField(() => HandoverObject, {
    nullable: true,
    description:
      'What its holder hands over; null while it has no end, and where the charter asks for nothing.',
  })
  handover(@Parent() mandate: Mandate, @Context() context: GraphqlContext): Promise<Handover | null> {
    return this.queries.ofMandate(context, mandate);
  }
}
