import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphqlContext } from '#platform';
import { CharterQueries } from './amendment.queries.js';
import type { Body } from './assembly.types.js';
import { BodyObject } from './body.graphql.js';
import { CharterVersionObject } from './charter.graphql.js';
import type { CharterVersion } from './charter.types.js';

/** What amendments add to a body. */
@Resolver(() => BodyObject)
export class BodyChartersResolver {
  constructor(private readonly queries: CharterQueries) {}

  @ResolveField(() => [CharterVersionObject], {
    description: 'All versions that its charter has had, the first one first; the last may be yet to begin.',
  })
  charterVersions(
    @Parent() body: Body,
    @Context() context: GraphqlContext,
  ): Promise<readonly CharterVersion[]> {
    return this.queries.versions(context, body);
  }
}
