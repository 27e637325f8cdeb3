import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { PageArgs, type Connection } from '#platform';
import { BallotConnection } from './ballot.graphql.js';
import { BoxQueries, type BallotNode } from './box.queries.js';
import { TallyObject } from './tally.graphql.js';
import type { TallyView } from './voting.views.js';

@Resolver(() => TallyObject)
export class TallyResolver {
  constructor(private readonly queries: BoxQueries) {}

  @ResolveField(() => BallotConnection, {
    description: 'The concerns, objections, reservations, abstainers and blocks, each with its reason.',
  })
  concerns(@Parent() { box }: TallyView, @Args() page: PageArgs): Promise<Connection<BallotNode>> {
    return this.queries.concerns(box, page);
  }
}
