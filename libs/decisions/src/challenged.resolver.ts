import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphqlContext } from '#platform';
import { ChallengeQueries, InterestChallengeObject, type InterestChallenge } from '#voting';
import { DecisionObject } from './decision.graphql.js';
import type { Decision } from './decision.types.js';

/** What is held against the vote on which a decision rests. */
@Resolver(() => DecisionObject)
export class ChallengedDecisionResolver {
  constructor(private readonly queries: ChallengeQueries) {}

  @ResolveField(() => [InterestChallengeObject], {
    description: 'The challenges of those who voted on it, with the count without them where one is upheld.',
  })
  challenges(
    @Parent() { coalitionId, boxId }: Decision,
    @Context() context: GraphqlContext,
  ): Promise<InterestChallenge[]> {
    return this.queries.inBox(context, { coalitionId, boxId });
  }
}
