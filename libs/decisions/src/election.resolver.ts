import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { isRefusal } from '#kernel';
import { Access, NodeReaders, readGlobalId, type GraphqlContext } from '#platform';
import { actorOf, receiptOf } from '#record';
import type { Decision } from './decision.types.js';
import { SeatElectedInput, SeatElectedResult } from './election.graphql.js';
import { Elections } from './election.service.js';

@Resolver()
export class ElectionResolver {
  constructor(
    private readonly elections: Elections,
    private readonly readers: NodeReaders,
  ) {}

  @Access('member')
  @Mutation(() => SeatElectedResult, {
    description: 'Seats whom a decision elected, passing over who may not take a seat; a steward does.',
  })
  async seatElected(
    @Args('input', { description: 'The decision and the seats.' }) input: SeatElectedInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: decisionId } = readGlobalId('Decision', input.decisionId);
    const seatIds = input.seatIds.map((seat) => readGlobalId('Seat', seat).id);
    const actor = actorOf(context.principal, coalitionId, 'seatElected', input);
    const acted = await this.elections.seatElected(actor, {
      decisionId,
      seatIds,
      beginsAt: input.beginsAt ?? null,
    });
    if (isRefusal(acted)) return acted;
    const decision = await this.readers.linked<Decision>(
      'Decision',
      { coalitionId, id: decisionId },
      context,
    );
    return { decision, receipt: receiptOf(acted) };
  }
}
