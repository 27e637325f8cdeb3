import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import {
  BodyObject,
  PEOPLE,
  PersonObject,
  REMEDIES,
  RemedyObject,
  SectorObject,
  SECTORS,
  type Body,
  type Person,
  type Remedy,
  type Sector,
} from '#assembly';
import type { CoalitionId, Refusal } from '#kernel';
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
import { secretPrefix } from './draw-reveal.rules.js';
import {
  CommitDrawInput,
  CommitDrawResult,
  DrawConnection,
  DrawObject,
  DrawSecretConnection,
  DrawSectorObject,
  PoolPlaceObject,
  SettleDrawInput,
  SettleDrawResult,
} from './draw.graphql.js';
import { DRAWS, DRAWS_OF_BODY, DRAWS_OF_REMEDY, PoolPlaces, SECRETS_OF_DRAW } from './draw.queries.js';
import { Draws, type DrawResult } from './draw.service.js';
import type { CommitDraw, Draw, DrawSecret } from './draw.types.js';
import { readIn } from './rotation.resolver.js';

const inputOf = { description: 'What is asked for.' };

@Resolver(() => DrawObject)
export class DrawResolver {
  constructor(
    private readonly draws: Draws,
    private readonly places: PoolPlaces,
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
    const decisionId = input.decisionId ? readIn('Decision', coalitionId, input.decisionId) : null;
    const named = { pool: poolOf(input, coalitionId), source: sourceOf(input, coalitionId) };
    const command = { bodyId, section: input.section, decisionId, ...named };
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
    const { output = null } = input;
    return this.#answer(context, await this.draws.settleDraw(actor, { drawId, output }));
  }

  @ResolveField(() => BodyObject, { description: 'The body for which is drawn.' })
  body(@Parent() { coalitionId, bodyId }: Draw, @Context() context: GraphqlContext): Promise<Body> {
    return this.readers.linked<Body>('Body', { coalitionId, id: bodyId }, context);
  }

  @ResolveField(() => RemedyObject, {
    nullable: true,
    description: 'The remedy whose lot it is: who is drawn first leaves; null for another draw.',
  })
  async remedy(
    @Parent() { coalitionId, remedyId: id }: Draw,
    @Context() context: GraphqlContext,
  ): Promise<Remedy | null> {
    return id && this.reading.row(context, REMEDIES, { coalitionId, id });
  }

  @ResolveField(() => [DrawSectorObject], {
    nullable: true,
    description: 'The sectors that each commit to a secret; null unless secrets are the source.',
  })
  sectors(@Parent() { coalitionId, id, sectors }: Draw): DrawSectorObject[] | null {
    const shown = (sectorId: DrawSectorObject['sectorId']) => ({
      coalitionId,
      sectorId,
      prefix: secretPrefix(id, sectorId),
    });
    return sectors?.map(shown) ?? null;
  }

  @ResolveField(() => DrawSecretConnection, { description: 'The secrets that were committed to.' })
  secrets(
    @Parent() draw: Draw,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<DrawSecret>> {
    return this.reading.page(context, SECRETS_OF_DRAW, draw, page);
  }

  @ResolveField(() => [SectorObject], {
    nullable: true,
    description: 'The sectors whose secrets stayed away, so that drand stood in; null until it is settled.',
  })
  async missing(
    @Parent() { coalitionId, missing }: Draw,
    @Context() context: GraphqlContext,
  ): Promise<Sector[] | null> {
    return missing && this.reading.rows(context, SECTORS, { coalitionId, ids: missing });
  }

  @ResolveField(() => PoolPlaceObject, {
    nullable: true,
    description: 'Where the caller stands in a pool of people, with the proof; null where they do not.',
  })
  async myPlace(@Parent() draw: Draw, @Context() context: GraphqlContext): Promise<PoolPlaceObject | null> {
    const found = draw.ofPeople ? await this.places.ofCaller(context, draw) : null;
    if (!found) return null;
    const place = draw.drawn ? draw.drawn.indexOf(found.leaf) + 1 : null;
    return { leaf: found.leaf, salt: found.salt, person: found.personId, place };
  }

  @ResolveField(() => [PersonObject], {
    nullable: true,
    description:
      'The people of the pool in the drawn order; null until it is settled, and to everybody but stewards.',
  })
  async peopleDrawn(@Parent() draw: Draw, @Context() context: GraphqlContext): Promise<Person[] | null> {
    const { coalitionId, drawn } = draw;
    if (!draw.ofPeople || drawn === null || !(await this.#isSteward(context, coalitionId))) return null;
    const behind = await this.places.inDraw(context, draw);
    const ids = drawn.flatMap((leaf) => behind.get(leaf) ?? []);
    return this.reading.rows(context, PEOPLE, { coalitionId, ids });
  }

  async #isSteward(context: GraphqlContext, coalitionId: CoalitionId): Promise<boolean> {
    const id = context.principal.persons.get(coalitionId);
    const person = id ? await this.reading.row(context, PEOPLE, { coalitionId, id }) : null;
    return person?.steward === true;
  }

  #answer(context: GraphqlContext, acted: Acted<DrawResult> | Refusal): Promise<object> {
    const by = { reading: this.reading, context };
    return answer(by, acted, { noun: 'draw', of: DRAWS, id: ({ drawId }) => drawId });
  }
}

function poolOf({ pool, people }: CommitDrawInput, coalitionId: CoalitionId): CommitDraw['pool'] {
  if (pool && !people) return { lines: pool };
  if (people && !pool) return { people: people.map((id) => readIn('Person', coalitionId, id)) };
  throw new Fault('BAD_USER_INPUT', 'A draw has one pool: pool for options, or people.');
}

function sourceOf(input: CommitDrawInput, coalitionId: CoalitionId): CommitDraw['source'] {
  const { sourceRound: round, sourceName: name, sectors, sealedBy, sourceAt: at } = input;
  if (round && !name && !at && !sectors && !sealedBy) return { round };
  if (!round && name && at && !sectors && !sealedBy) return { name, at };
  if (!round && !name && at && sectors && sealedBy) {
    return { sectors: sectors.map((id) => readIn('Sector', coalitionId, id)), sealedBy, at };
  }
  throw new Fault(
    'BAD_USER_INPUT',
    'A draw has one source: sourceRound; or sourceName with sourceAt; or sectors with sealedBy and sourceAt.',
  );
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

/** What draws add to a remedy. */
@Resolver(() => RemedyObject)
export class RemedyDrawResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => DrawObject, {
    nullable: true,
    description: 'The draw by which it is decided who leaves; null until it comes to a lot.',
  })
  async draw(@Parent() remedy: Remedy, @Context() context: GraphqlContext): Promise<Draw | null> {
    const { nodes } = await this.reading.page(context, DRAWS_OF_REMEDY, remedy, { first: 1 });
    return nodes[0] ?? null;
  }
}
