import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { CoalitionId, PersonId } from '#kernel';
import { Access, NodeReaders, notFound, readGlobalId, type GraphqlContext } from '#platform';
import {
  CalendarFeedObject,
  CalendarFeedOpened,
  OpenCalendarFeedInput,
  RevokeCalendarFeedInput,
} from './calendar-feed.graphql.js';
import { CalendarFeeds } from './calendar-feed.service.js';
import type { OpenedFeed } from './calendar-feed.types.js';
import { readIn } from './rotation.resolver.js';

const inputOf = { description: 'What is asked for.' };

@Resolver(() => CalendarFeedObject)
export class CalendarFeedResolver {
  constructor(
    private readonly feeds: CalendarFeeds,
    readers: NodeReaders,
  ) {
    readers.register('CalendarFeed', async ({ coalitionId, id }, { principal }) => {
      const personId = principal.persons.get(coalitionId);
      const own = personId ? await this.feeds.list(coalitionId, personId) : [];
      return own.find((feed) => feed.id === id) ?? null;
    });
  }

  @Access('member')
  @Query(() => [CalendarFeedObject], {
    description: 'The calendar feeds that the caller has opened, the newest first.',
  })
  myCalendarFeeds(
    @Args('coalitionId', { type: () => ID, description: 'The coalition.' }) publicId: string,
    @Context() context: GraphqlContext,
  ): Promise<OpenedFeed[]> {
    const { id: coalitionId } = readGlobalId('Coalition', publicId);
    return this.feeds.list(coalitionId, personIn(context, coalitionId));
  }

  @Access('member')
  @Mutation(() => CalendarFeedOpened, {
    description: 'Opens a calendar feed and shows its secret address this once.',
  })
  openCalendarFeed(
    @Args('input', inputOf) { role = null, ownTurns, ...input }: OpenCalendarFeedInput,
    @Context() context: GraphqlContext,
  ): Promise<CalendarFeedOpened> {
    const { id: coalitionId } = readGlobalId('Coalition', input.coalitionId);
    const bodyId = input.bodyId ? readIn('Body', coalitionId, input.bodyId) : null;
    const personId = personIn(context, coalitionId);
    return this.feeds.open({ coalitionId, personId }, { bodyId, role, ownTurns });
  }

  @Access('member')
  @Mutation(() => CalendarFeedObject, { description: 'Ends a calendar feed of the caller at once.' })
  revokeCalendarFeed(
    @Args('input', inputOf) { feedId }: RevokeCalendarFeedInput,
    @Context() context: GraphqlContext,
  ): Promise<OpenedFeed> {
    const { coalitionId, id } = readGlobalId('CalendarFeed', feedId);
    return this.feeds.revoke(coalitionId, personIn(context, coalitionId), id);
  }
}

/** The person that the caller is in a coalition; NOT_FOUND for a stranger to it. */
function personIn({ principal }: GraphqlContext, coalitionId: CoalitionId): PersonId {
  const personId = principal.persons.get(coalitionId);
  if (!personId) throw notFound();
  return personId;
}
