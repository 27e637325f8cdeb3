import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import {
  PARTIES_OF_SUBJECT,
  SubjectPartyConnection,
  type Mandate,
  type RecusedMember,
  type SubjectParty,
} from '#assembly';
import type { CoalitionId } from '#kernel';
import { NodeReaders, PageArgs, Reading, type Connection, type GraphqlContext } from '#platform';
import { ProposalObject, type Proposal } from '#proposals';
import { BoxObject, BoxRecusalObject } from './box.graphql.js';
import type { Box } from './voting.types.js';

type Recused = RecusedMember & { readonly coalitionId: CoalitionId };

@Resolver(() => BoxObject)
export class BoxRecusedResolver {
  @ResolveField()
  recused(@Parent() { coalitionId, recused }: Box): Recused[] {
    return recused.map((one) => ({ ...one, coalitionId }));
  }
}

@Resolver(() => BoxRecusalObject)
export class BoxRecusalResolver {
  constructor(private readonly readers: NodeReaders) {}

  @ResolveField()
  mandate(@Parent() { coalitionId, mandate }: Recused, @Context() context: GraphqlContext): Promise<Mandate> {
    return this.readers.linked<Mandate>('Mandate', { coalitionId, id: mandate }, context);
  }

  @ResolveField()
  async alternate(
    @Parent() { coalitionId, alternate }: Recused,
    @Context() context: GraphqlContext,
  ): Promise<Mandate | null> {
    return alternate && this.readers.linked<Mandate>('Mandate', { coalitionId, id: alternate }, context);
  }
}

/** What a proposal concerns, which decides on who may vote on it. */
@Resolver(() => ProposalObject)
export class ProposalPartiesResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => SubjectPartyConnection, {
    description:
      'The organizations and people whom it is known to concern, in the order in which they were named.',
  })
  parties(
    @Parent() proposal: Proposal,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<SubjectParty>> {
    return this.reading.page(context, PARTIES_OF_SUBJECT, proposal, page);
  }
}
