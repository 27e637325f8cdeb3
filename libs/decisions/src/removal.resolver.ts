import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Access, readGlobalId, Reading, type GraphqlContext } from '#platform';
import { actorOf, answer } from '#record';
import { DECISIONS } from './decision.queries.js';
import { RemoveHoldersInput, RemoveHoldersResult } from './removal.graphql.js';
import { DecidedRemovals } from './removal.service.js';

@Resolver()
export class RemovalResolver {
  constructor(
    private readonly removals: DecidedRemovals,
    private readonly reading: Reading,
  ) {}

  @Access('member')
  @Mutation(() => RemoveHoldersResult, {
    description: 'Ends mandates by a decision of those who remove holders by the charter; a steward does.',
  })
  async removeHolders(
    @Args('input', { description: 'The decision and the mandates.' }) input: RemoveHoldersInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: decisionId } = readGlobalId('Decision', input.decisionId);
    const mandateIds = [...new Set(input.mandateIds)].map((mandate) => readGlobalId('Mandate', mandate).id);
    const actor = actorOf(context.principal, coalitionId, 'removeHolders', input);
    const acted = await this.removals.removeHolders(actor, { decisionId, mandateIds });
    return answer({ reading: this.reading, context }, acted, {
      noun: 'decision',
      of: DECISIONS,
      id: () => decisionId,
    });
  }
}
