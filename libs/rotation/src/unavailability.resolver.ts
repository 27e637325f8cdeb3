import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Refusal } from '#kernel';
import { Access, NodeReaders, notFound, Reading, readGlobalId, type GraphqlContext } from '#platform';
import { actorOf, answer, type Acted } from '#record';
import { RotationQueries, UNAVAILABILITIES } from './rotation.queries.js';
import {
  DeclareUnavailabilityInput,
  DeclareUnavailabilityResult,
  UnavailabilityObject,
  WithdrawUnavailabilityInput,
  WithdrawUnavailabilityResult,
} from './turn.graphql.js';
import type { Unavailability } from './turn.types.js';
import { Unavailabilities, type UnavailabilityResult } from './unavailability.service.js';

const inputOf = { description: 'What is asked for.' };

@Resolver(() => UnavailabilityObject)
export class UnavailabilityResolver {
  constructor(
    private readonly unavailabilities: Unavailabilities,
    private readonly queries: RotationQueries,
    private readonly reading: Reading,
    readers: NodeReaders,
  ) {
    readers.register('Unavailability', async (key, context) => {
      const found = await this.reading.row(context, UNAVAILABILITIES, key);
      return found?.personId === context.principal.persons.get(key.coalitionId) ? found : null;
    });
  }

  @Access('member')
  @Query(() => [UnavailabilityObject], {
    description: 'When the caller takes no turns, as far as it was not taken back.',
  })
  myUnavailabilities(
    @Args('coalitionId', { type: () => ID, description: 'The coalition.' }) publicId: string,
    @Context() { principal }: GraphqlContext,
  ): Promise<Unavailability[]> {
    const { id: coalitionId } = readGlobalId('Coalition', publicId);
    const personId = principal.persons.get(coalitionId);
    if (!personId) throw notFound();
    return this.queries.unavailabilities(coalitionId, personId);
  }

  @Access('member')
  @Mutation(() => DeclareUnavailabilityResult, {
    description: 'Says when the caller takes no turns; why stays private.',
  })
  async declareUnavailability(
    @Args('input', inputOf) input: DeclareUnavailabilityInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { id: coalitionId } = readGlobalId('Coalition', input.coalitionId);
    const { beginsAt, endsAt = null, because = null } = input;
    const actor = actorOf(context.principal, coalitionId, 'declareUnavailability', input);
    return this.#answer(
      context,
      await this.unavailabilities.declareUnavailability(actor, { beginsAt, endsAt, because }),
    );
  }

  @Access('member')
  @Mutation(() => WithdrawUnavailabilityResult, {
    description: 'Takes back a time that the caller has declared.',
  })
  async withdrawUnavailability(
    @Args('input', inputOf) input: WithdrawUnavailabilityInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id } = readGlobalId('Unavailability', input.unavailabilityId);
    const actor = actorOf(context.principal, coalitionId, 'withdrawUnavailability', input);
    return this.#answer(context, await this.unavailabilities.withdrawUnavailability(actor, id));
  }

  #answer(context: GraphqlContext, acted: Acted<UnavailabilityResult> | Refusal): Promise<object> {
    return answer({ reading: this.reading, context }, acted, {
      noun: 'unavailability',
      of: UNAVAILABILITIES,
      id: ({ unavailabilityId }) => unavailabilityId,
    });
  }
}
