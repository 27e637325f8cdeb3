import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { MandateObject, OrganizationObject, type Mandate, type Organization } from '#assembly';
import type { Refusal } from '#kernel';
import { Access, NodeReaders, readGlobalId, Reading, type GraphqlContext } from '#platform';
import { actorOf, answer, type Acted } from '#record';
import { BoxObject } from './box.graphql.js';
import {
  ChallengeInterestInput,
  ChallengeInterestResult,
  InterestChallengeObject,
  RuleOnChallengeInput,
  RuleOnChallengeResult,
} from './challenge.graphql.js';
import { CHALLENGES, ChallengeQueries } from './challenge.queries.js';
import { cameOutOtherwise } from './challenge.rules.js';
import { Challenges, type ChallengeResult } from './challenge.service.js';
import type { InterestChallenge } from './challenge.types.js';
import type { Box } from './voting.types.js';
import { tallyView } from './voting.views.js';

const inputOf = { description: 'What is asked for.' };

@Resolver(() => InterestChallengeObject)
export class ChallengeResolver {
  constructor(
    private readonly challenges: Challenges,
    private readonly queries: ChallengeQueries,
    private readonly readers: NodeReaders,
    private readonly reading: Reading,
  ) {
    readers.register('InterestChallenge', (key, context) => this.reading.row(context, CHALLENGES, key));
  }

  @Access('member')
  @Mutation(() => ChallengeInterestResult, {
    description: 'Claims that somebody votes, or voted, on what the charter keeps them out of.',
  })
  async challengeInterest(
    @Args('input', inputOf) input: ChallengeInterestInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: boxId } = readGlobalId('Box', input.boxId);
    const { id: personId } = readGlobalId('Person', input.personId);
    const organizationId = input.organizationId
      ? readGlobalId('Organization', input.organizationId).id
      : null;
    const { interest, because } = input;
    const actor = actorOf(context.principal, coalitionId, 'challengeInterest', input);
    const challenge = { boxId, personId, interest, organizationId, because };
    return this.answer(context, await this.challenges.challengeInterest(actor, challenge));
  }

  @Access('member')
  @Mutation(() => RuleOnChallengeResult, {
    description: 'States what one holds of a challenge; members who are not involved do, and so rule on it.',
  })
  async ruleOnChallenge(
    @Args('input', inputOf) input: RuleOnChallengeInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: challengeId } = readGlobalId('InterestChallenge', input.challengeId);
    const { isUpheld, because } = input;
    const actor = actorOf(context.principal, coalitionId, 'ruleOnChallenge', input);
    return this.answer(
      context,
      await this.challenges.ruleOnChallenge(actor, { challengeId, isUpheld, because }),
    );
  }

  @ResolveField(() => BoxObject, { description: 'The vote.' })
  box(@Parent() { coalitionId, boxId }: InterestChallenge, @Context() context: GraphqlContext): Promise<Box> {
    return this.readers.linked<Box>('Box', { coalitionId, id: boxId }, context);
  }

  @ResolveField(() => MandateObject, { description: 'The mandate with which it was or would be voted.' })
  mandate(
    @Parent() { coalitionId, elector }: InterestChallenge,
    @Context() context: GraphqlContext,
  ): Promise<Mandate> {
    return this.readers.linked<Mandate>('Mandate', { coalitionId, id: elector }, context);
  }

  @ResolveField(() => OrganizationObject, {
    nullable: true,
    description: 'The organization in which the interest is; null where it is in none of the coalition.',
  })
  async organization(
    @Parent() { coalitionId, organizationId }: InterestChallenge,
    @Context() context: GraphqlContext,
  ): Promise<Organization | null> {
    if (organizationId === null) return null;
    return this.readers.linked<Organization>('Organization', { coalitionId, id: organizationId }, context);
  }

  @ResolveField()
  async upheldBy(
    @Parent() challenge: InterestChallenge,
    @Context() context: GraphqlContext,
  ): Promise<number> {
    const opinions = await this.queries.opinionsOn(context, challenge);
    return opinions.filter(({ isUpheld }) => isUpheld).length;
  }

  @ResolveField()
  async dismissedBy(
    @Parent() challenge: InterestChallenge,
    @Context() context: GraphqlContext,
  ): Promise<number> {
    const opinions = await this.queries.opinionsOn(context, challenge);
    return opinions.filter(({ isUpheld }) => !isUpheld).length;
  }

  @ResolveField()
  async recount(
    @Parent() challenge: InterestChallenge,
    @Context() context: GraphqlContext,
  ): Promise<object | null> {
    return challenge.recount && tallyView(await this.box(challenge, context), challenge.recount);
  }

  @ResolveField()
  async changesOutcome(
    @Parent() challenge: InterestChallenge,
    @Context() context: GraphqlContext,
  ): Promise<boolean | null> {
    const { tally } = await this.box(challenge, context);
    return tally && challenge.recount && cameOutOtherwise(tally, challenge.recount);
  }

  private answer(context: GraphqlContext, acted: Acted<ChallengeResult> | Refusal): Promise<object> {
    return answer({ reading: this.reading, context }, acted, {
      noun: 'challenge',
      of: CHALLENGES,
      id: ({ challengeId }) => challengeId,
    });
  }
}

/** What challenges add to a vote. */
@Resolver(() => BoxObject)
export class BoxChallengesResolver {
  constructor(private readonly queries: ChallengeQueries) {}

  @ResolveField(() => [InterestChallengeObject], {
    description: 'The challenges of those who vote in it, in the order in which they were raised.',
  })
  challenges(
    @Parent() { coalitionId, id: boxId }: Box,
    @Context() context: GraphqlContext,
  ): Promise<InterestChallenge[]> {
    return this.queries.inBox(context, { coalitionId, boxId });
  }
}
