import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { MandateId } from '#kernel';
import {
  Access,
  NodeReaders,
  PageArgs,
  readGlobalId,
  Reading,
  type Connection,
  type GraphqlContext,
} from '#platform';
import { answer, actorOf } from '#record';
import type { Body, Mandate } from './assembly.types.js';
import {
  MandateStatusConnection,
  OccasionConnection,
  OccasionObject,
  RecordMeetingInput,
  RecordMeetingResult,
  RestoreStatusInput,
  RestoreStatusResult,
} from './attendance.graphql.js';
import { OCCASIONS, OCCASIONS_OF_BODY, STATUSES, STATUSES_OF_MANDATE } from './attendance.queries.js';
import { Attendance } from './attendance.service.js';
import type { MandateStatus, Occasion } from './attendance.types.js';
import { BodyObject } from './body.graphql.js';
import { readWords } from './inputs.js';
import { MandateObject } from './seat.graphql.js';
import { MANDATES } from './seat.queries.js';

@Resolver(() => BodyObject)
export class AttendanceResolver {
  constructor(
    private readonly attendance: Attendance,
    private readonly reading: Reading,
    readers: NodeReaders,
  ) {
    readers.register('Occasion', (key, context) => this.reading.row(context, OCCASIONS, key));
    readers.register('MandateStatus', (key, context) => this.reading.row(context, STATUSES, key));
  }

  @ResolveField(() => OccasionConnection, {
    description:
      'Its meetings, and its votes where the charter has something follow from missed ones, the latest first.',
  })
  occasions(
    @Parent() body: Body,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Occasion>> {
    return this.reading.page(context, OCCASIONS_OF_BODY, body, page);
  }

  @Access('member')
  @Mutation(() => RecordMeetingResult, {
    description: 'Records who attended a meeting, and lets follow what the charter says; a steward does.',
  })
  async recordMeeting(
    @Args('input', { description: 'The meeting.' }) input: RecordMeetingInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: bodyId } = readGlobalId('Body', input.bodyId);
    const read = (ids: readonly string[]) => [...new Set(ids.map((id) => readGlobalId('Mandate', id).id))];
    const actor = actorOf(context.principal, coalitionId, 'recordMeeting', input);
    const acted = await this.attendance.recordMeeting(actor, {
      bodyId,
      heldAt: input.heldAt,
      attended: read(input.attended),
      excused: read(input.excused ?? []),
    });
    return answer({ reading: this.reading, context }, acted, {
      noun: 'occasion',
      of: OCCASIONS,
      id: ({ occasionId }) => occasionId,
    });
  }

  @Access('member')
  @Mutation(() => RestoreStatusResult, {
    description: 'Gives a holder back what the charter took because they stayed away; a steward does.',
  })
  async restoreStatus(
    @Args('input', { description: 'The holder.' }) input: RestoreStatusInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: mandateId } = readGlobalId('Mandate', input.mandateId);
    const because = readWords(input.because);
    const actor = actorOf(context.principal, coalitionId, 'restoreStatus', input);
    const acted = await this.attendance.restoreStatus(actor, { mandateId, because });
    return answer({ reading: this.reading, context }, acted, {
      noun: 'mandate',
      of: MANDATES,
      id: () => mandateId,
    });
  }
}

@Resolver(() => OccasionObject)
export class OccasionResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => [MandateObject], { description: 'The mandates of those who attended.' })
  attended(@Parent() occasion: Occasion, @Context() context: GraphqlContext): Promise<Mandate[]> {
    return this.#mandates(occasion, occasion.attended, context);
  }

  @ResolveField(() => [MandateObject], { description: 'The mandates of those who missed it.' })
  missed(@Parent() occasion: Occasion, @Context() context: GraphqlContext): Promise<Mandate[]> {
    return this.#mandates(occasion, occasion.missed, context);
  }

  @ResolveField(() => [MandateObject], { description: 'The mandates of those who were excused.' })
  excused(@Parent() occasion: Occasion, @Context() context: GraphqlContext): Promise<Mandate[]> {
    return this.#mandates(occasion, occasion.excused, context);
  }

  #mandates(
    { coalitionId }: Occasion,
    ids: readonly MandateId[],
    context: GraphqlContext,
  ): Promise<Mandate[]> {
    return this.reading.rows(context, MANDATES, { coalitionId, ids });
  }
}

@Resolver(() => MandateObject)
export class MandateStatusResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => MandateStatusConnection, {
    description: 'What the holder could do less, because they stayed away, the latest first.',
  })
  statuses(
    @Parent() mandate: Mandate,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<MandateStatus>> {
    return this.reading.page(context, STATUSES_OF_MANDATE, mandate, page);
  }
}
