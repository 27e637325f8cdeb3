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
import { MandateObject } from './seat.graphql.js';
import { MANDATES } from './seat.queries.js';
import { SeniorityLists } from './seniority-list.service.js';
import {
  ListSeniorityInput,
  ListSeniorityResult,
  SeniorityListConnection,
  SeniorityListObject,
} from './term.graphql.js';
import { SENIORITY_LISTS, SENIORITY_LISTS_OF_BODY } from './term.queries.js';
import type { SeniorityList } from './term.types.js';

@Resolver(() => BodyObject)
export class BodySeniorityResolver {
  constructor(
    private readonly lists: SeniorityLists,
    private readonly reading: Reading,
    readers: NodeReaders,
  ) {
    readers.register('SeniorityList', (key, context) => this.reading.row(context, SENIORITY_LISTS, key));
  }

  @ResolveField(() => SeniorityListConnection, {
    description: 'The orders that it has kept of its holders, the latest first.',
  })
  seniorityLists(
    @Parent() body: Body,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<SeniorityList>> {
    return this.reading.page(context, SENIORITY_LISTS_OF_BODY, body, page);
  }

  @Access('member')
  @Mutation(() => ListSeniorityResult, {
    description: 'Keeps an order of a body’s holders, which tells apart who began together; a steward does.',
  })
  async listSeniority(
    @Args('input', { description: 'The body and the order.' }) input: ListSeniorityInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: bodyId } = readGlobalId('Body', input.bodyId);
    const mandateIds = input.mandateIds.map((id) => readGlobalId('Mandate', id).id);
    const actor = actorOf(context.principal, coalitionId, 'listSeniority', input);
    const acted = await this.lists.listSeniority(actor, { bodyId, mandateIds });
    return answer({ reading: this.reading, context }, acted, {
      noun: 'list',
      of: SENIORITY_LISTS,
      id: ({ listId }) => listId,
    });
  }
}

@Resolver(() => SeniorityListObject)
export class SeniorityListResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => [MandateObject], { description: 'The mandates, the most senior first.' })
  mandates(
    @Parent() { coalitionId, mandates: ids }: SeniorityList,
    @Context() context: GraphqlContext,
  ): Promise<Mandate[]> {
    return this.reading.rows(context, MANDATES, { coalitionId, ids });
  }
}
