import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
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
import { BodyObject } from './body.graphql.js';
import { BodyQueries } from './body.queries.js';
import { readWords } from './inputs.js';
import { MandateObject } from './seat.graphql.js';
import { MANDATES } from './seat.queries.js';
import { SeniorityReviews } from './seniority.service.js';
import {
  RecordTermEventInput,
  RecordTermEventResult,
  RenewalObject,
  ReviewSeniorityInput,
  ReviewSeniorityResult,
  SeniorityReviewConnection,
  SeniorityReviewObject,
  TermEventConnection,
} from './term.graphql.js';
import {
  SENIORITY_REVIEWS,
  SENIORITY_REVIEWS_OF_BODY,
  TERM_EVENTS,
  TERM_EVENTS_OF_BODY,
} from './term.queries.js';
import { renewalsOf } from './term.rules.js';
import { Terms } from './term.service.js';
import type { RecordedEvent, SeniorityReview } from './term.types.js';

@Resolver(() => BodyObject)
export class TermResolver {
  constructor(
    private readonly terms: Terms,
    private readonly reviews: SeniorityReviews,
    private readonly bodies: BodyQueries,
    private readonly reading: Reading,
    readers: NodeReaders,
  ) {
    readers.register('TermEvent', (key, context) => this.reading.row(context, TERM_EVENTS, key));
    readers.register('SeniorityReview', (key, context) => this.reading.row(context, SENIORITY_REVIEWS, key));
  }

  @ResolveField(() => TermEventConnection, {
    description: 'The events that have come and end terms, the latest first.',
  })
  termEvents(
    @Parent() body: Body,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<RecordedEvent>> {
    return this.reading.page(context, TERM_EVENTS_OF_BODY, body, page);
  }

  @ResolveField(() => SeniorityReviewConnection, {
    description: 'Who was found to leave by seniority, the latest first.',
  })
  seniorityReviews(
    @Parent() body: Body,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<SeniorityReview>> {
    return this.reading.page(context, SENIORITY_REVIEWS_OF_BODY, body, page);
  }

  @ResolveField(() => [RenewalObject], {
    description: 'When the cohorts of the charter in force are renewed next, in its order.',
  })
  async renewals(
    @Parent() body: Body,
    @Context() context: GraphqlContext,
  ): Promise<readonly RenewalObject[]> {
    const charter = await this.bodies.charterInForce(context, body, null);
    return charter ? renewalsOf(charter.clauses, await this.bodies.now(), body.zone) : [];
  }

  @Access('member')
  @Mutation(() => RecordTermEventResult, {
    description: 'Records that an event has come and ends the terms that waited for it; a steward does.',
  })
  async recordTermEvent(
    @Args('input', { description: 'The event.' }) input: RecordTermEventInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: bodyId } = readGlobalId('Body', input.bodyId);
    const actor = actorOf(context.principal, coalitionId, 'recordTermEvent', input);
    const event = { bodyId, kind: readWords(input.kind), at: input.at ?? null };
    const acted = await this.terms.recordTermEvent(actor, event);
    return answer({ reading: this.reading, context }, acted, {
      noun: 'event',
      of: TERM_EVENTS,
      id: ({ eventId }) => eventId,
    });
  }

  @Access('member')
  @Mutation(() => ReviewSeniorityResult, {
    description: 'Looks again at who leaves by seniority, after a ruling was needed; a steward does.',
  })
  async reviewSeniority(
    @Args('input', { description: 'The body.' }) input: ReviewSeniorityInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: bodyId } = readGlobalId('Body', input.bodyId);
    const actor = actorOf(context.principal, coalitionId, 'reviewSeniority', input);
    const acted = await this.reviews.reviewSeniority(actor, { bodyId });
    return answer({ reading: this.reading, context }, acted, {
      noun: 'review',
      of: SENIORITY_REVIEWS,
      id: ({ reviewId }) => reviewId,
    });
  }
}

@Resolver(() => SeniorityReviewObject)
export class SeniorityReviewResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => [MandateObject], { description: 'The mandates that end by it, the most senior first.' })
  leave(
    @Parent() { coalitionId, leave: ids }: SeniorityReview,
    @Context() context: GraphqlContext,
  ): Promise<Mandate[]> {
    return this.reading.rows(context, MANDATES, { coalitionId, ids });
  }
}
