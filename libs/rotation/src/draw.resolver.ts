import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { BodyObject, type Body } from '#assembly';
import type { Refusal } from '#kernel';
import {
  Access,
  Fault,
  NodeReaders,
  PageArgs,
  Reading,
  readGlobalId,
  type Connection,
  type GraphqlContext,
} from '#platform';
import { actorOf, answer, type Acted } from '#record';
import {
  CommitDrawInput,
  CommitDrawResult,
  DrawConnection,
  DrawObject,
  SettleDrawInput,
  SettleDrawResult,
} from './draw.graphql.js';
import { DRAWS, DRAWS_OF_BODY } from './draw.queries.js';
import { Draws, type CommitDraw, type DrawResult } from './draw.service.js';
import type { Draw } from './draw.types.js';

const inputOf = { description: 'What is asked for.' };

@Resolver(() => DrawObject)
export class DrawResolver {
  constructor(
    private readonly draws: Draws,
    private readonly reading: Reading,
    private readonly readers: NodeReaders,
  ) {
    readers.register('Draw', (key, context) => this.reading.row(context, DRAWS, key));
  }

  @Access('member')
  @Mutation(() => CommitDrawResult, {
    description: 'Puts the pool and the future source of a draw on record; a steward does.',
  })
  async commitDraw(
    @Args('input', inputOf) input: CommitDrawInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: bodyId } = readGlobalId('Body', input.bodyId);
    const actor = actorOf(context.principal, coalitionId, 'commitDraw', input);
    const { section, pool } = input;
    const command = { bodyId, section, pool, source: sourceOf(input) };
    return this.#answer(context, await this.draws.commitDraw(actor, command));
  }

  @Access('member')
  @Mutation(() => SettleDrawResult, { description: 'Settles a draw by what its source gave.' })
  async settleDraw(
    @Args('input', inputOf) input: SettleDrawInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: drawId } = readGlobalId('Draw', input.drawId);
    const actor = actorOf(context.principal, coalitionId, 'settleDraw', input);
    return this.#answer(context, await this.draws.settleDraw(actor, { drawId, output: input.output }));
  }

  @ResolveField(() => BodyObject, { description: 'The body for which is drawn.' })
  body(@Parent() { coalitionId, bodyId }: Draw, @Context() context: GraphqlContext): Promise<Body> {
    return this.readers.linked<Body>('Body', { coalitionId, id: bodyId }, context);
  }

  #answer(context: GraphqlContext, acted: Acted<DrawResult> | Refusal): Promise<object> {
    const by = { reading: this.reading, context };
    return answer(by, acted, { noun: 'draw', of: DRAWS, id: ({ drawId }) => drawId });
  }
}

function sourceOf({ sourceRound, sourceName, sourceAt }: CommitDrawInput): CommitDraw['source'] {
  if (sourceRound && !sourceName && !sourceAt) return { round: sourceRound };
  if (!sourceRound && sourceName && sourceAt) return { name: sourceName, at: sourceAt };
  throw new Fault('BAD_USER_INPUT', 'A draw has one source: sourceRound, or sourceName with sourceAt.');
}

/** What draws add to a body. */
@Resolver(() => BodyObject)
export class BodyDrawsResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => DrawConnection, { description: 'The draws that were held for it, the newest first.' })
  draws(
    @Parent() body: Body,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Draw>> {
    return this.reading.page(context, DRAWS_OF_BODY, body, page);
  }
}
