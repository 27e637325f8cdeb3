import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { PersonObject, SectorObject, type Person, type Sector } from '#assembly';
import type { Refusal } from '#kernel';
import { Access, NodeReaders, Reading, readGlobalId, type GraphqlContext } from '#platform';
import { actorOf, answer, type Acted } from '#record';
import { DrawSecrets, type DrawSecretResult } from './draw-secrets.service.js';
import {
  CommitSecretInput,
  CommitSecretResult,
  DrawObject,
  DrawSecretObject,
  DrawSectorObject,
  RevealSecretInput,
  RevealSecretResult,
} from './draw.graphql.js';
import { DRAW_SECRETS } from './draw.queries.js';
import type { Draw, DrawSecret } from './draw.types.js';

const inputOf = { description: 'What is asked for.' };

@Resolver(() => DrawSecretObject)
export class DrawSecretResolver {
  constructor(
    private readonly secrets: DrawSecrets,
    private readonly reading: Reading,
    private readonly readers: NodeReaders,
  ) {
    readers.register('DrawSecret', (key, context) => this.reading.row(context, DRAW_SECRETS, key));
  }

  @Access('member')
  @Mutation(() => CommitSecretResult, {
    description: 'Commits to a secret for a draw; a member of the body does, for the sector of their seat.',
  })
  async commitSecret(
    @Args('input', inputOf) input: CommitSecretInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: drawId } = readGlobalId('Draw', input.drawId);
    const actor = actorOf(context.principal, coalitionId, 'commitSecret', input);
    const { digest } = input;
    return this.#answer(context, await this.secrets.commitSecret(actor, { drawId, digest }));
  }

  @Access('member')
  @Mutation(() => RevealSecretResult, {
    description: 'Reveals a secret of the caller when all are committed to, or the time for that is over.',
  })
  async revealSecret(
    @Args('input', inputOf) input: RevealSecretInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: secretId } = readGlobalId('DrawSecret', input.secretId);
    const actor = actorOf(context.principal, coalitionId, 'revealSecret', input);
    const { secret } = input;
    return this.#answer(context, await this.secrets.revealSecret(actor, { secretId, secret }));
  }

  @ResolveField(() => DrawObject, { description: 'The draw.' })
  draw(@Parent() { coalitionId, drawId }: DrawSecret, @Context() context: GraphqlContext): Promise<Draw> {
    return this.readers.linked<Draw>('Draw', { coalitionId, id: drawId }, context);
  }

  @ResolveField(() => SectorObject, { description: 'The sector whose secret it is.' })
  sector(
    @Parent() { coalitionId, sectorId }: DrawSecret,
    @Context() context: GraphqlContext,
  ): Promise<Sector> {
    return this.readers.linked<Sector>('Sector', { coalitionId, id: sectorId }, context);
  }

  @ResolveField(() => PersonObject, { description: 'Who committed to it, and alone may reveal it.' })
  committer(
    @Parent() { coalitionId, personId }: DrawSecret,
    @Context() context: GraphqlContext,
  ): Promise<Person> {
    return this.readers.linked<Person>('Person', { coalitionId, id: personId }, context);
  }

  #answer(context: GraphqlContext, acted: Acted<DrawSecretResult> | Refusal): Promise<object> {
    const by = { reading: this.reading, context };
    return answer(by, acted, { noun: 'secret', of: DRAW_SECRETS, id: ({ secretId }) => secretId });
  }
}

/** What a draw tells of the sectors that commit to its secrets. */
@Resolver(() => DrawSectorObject)
export class DrawSectorResolver {
  constructor(private readonly readers: NodeReaders) {}

  @ResolveField(() => SectorObject, { description: 'The sector.' })
  sector(
    @Parent() { coalitionId, sectorId }: DrawSectorObject,
    @Context() context: GraphqlContext,
  ): Promise<Sector> {
    return this.readers.linked<Sector>('Sector', { coalitionId, id: sectorId }, context);
  }
}
