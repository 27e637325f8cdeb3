import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { BodyObject, SectorObject, SECTORS, type Body, type Sector } from '#assembly';
import { exactText, rational, type CoalitionId, type Refusal } from '#kernel';
import {
  Access,
  NodeReaders,
  notFound,
  PageArgs,
  Reading,
  readGlobalId,
  type Connection,
  type GraphqlContext,
} from '#platform';
import { actorOf, answer, type Acted } from '#record';
import { deviationBound } from './apportionment.rules.js';
import { BalanceQueries } from './balance.queries.js';
import type { SectorBalance } from './balance.rules.js';
import type { RotationResult } from './keeper.service.js';
import {
  PlanRotationInput,
  PlanRotationResult,
  PublishTurnsInput,
  PublishTurnsResult,
  ReplanRotationInput,
  ReplanRotationResult,
  RotationConnection,
  RotationObject,
  SectorShareObject,
  SectorWeightInput,
  TurnBalanceObject,
} from './rotation.graphql.js';
import { RotationQueries, ROTATIONS, ROTATIONS_OF_BODY, TURNS_OF_ROTATION } from './rotation.queries.js';
import { Rotations } from './rotation.service.js';
import { sectorShares, type SectorShare } from './shares.rules.js';
import { TurnConnection, TurnSwapObject } from './turn.graphql.js';
import { Turns } from './turn.service.js';
import type { Rotation, SectorWeight, Swap, Turn } from './turn.types.js';

const inputOf = { description: 'What is asked for.' };

/** The share with the coalition in which its sector is looked up. */
interface ShareView extends SectorShare {
  readonly coalitionId: CoalitionId;
}

/** The balance with the coalition in which its sector is looked up. */
interface BalanceView extends SectorBalance {
  readonly coalitionId: CoalitionId;
}

@Resolver(() => RotationObject)
export class RotationResolver {
  constructor(
    private readonly rotations: Rotations,
    private readonly turnsOf: Turns,
    private readonly queries: RotationQueries,
    private readonly balanceQueries: BalanceQueries,
    private readonly reading: Reading,
    private readonly readers: NodeReaders,
  ) {
    readers.register('Rotation', (key, context) => this.reading.row(context, ROTATIONS, key));
  }

  @Access('member')
  @Mutation(() => PlanRotationResult, { description: 'Plans the turns of a role; a steward does.' })
  async planRotation(
    @Args('input', inputOf) input: PlanRotationInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: bodyId } = readGlobalId('Body', input.bodyId);
    const { role, startsAt, zone = null, every, unit, turns, spacing, notice, section, leaveOpen } = input;
    const weights = readWeights(coalitionId, input.weights);
    const actor = actorOf(context.principal, coalitionId, 'planRotation', input);
    const terms = { role, startsAt, zone, every, unit, turns, weights, spacing, notice, section };
    const acted = await this.rotations.planRotation(actor, { ...terms, bodyId, leaveOpen });
    return this.#answer(context, acted);
  }

  @Access('member')
  @Mutation(() => PublishTurnsResult, {
    description: 'Publishes the next turns of a rotation; a steward does.',
  })
  async publishTurns(
    @Args('input', inputOf) input: PublishTurnsInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: rotationId } = readGlobalId('Rotation', input.rotationId);
    const { expectedVersion, count } = input;
    const actor = actorOf(context.principal, coalitionId, 'publishTurns', input);
    return this.#answer(
      context,
      await this.turnsOf.publishTurns(actor, { rotationId, expectedVersion, count }),
    );
  }

  @Access('member')
  @Mutation(() => ReplanRotationResult, {
    description:
      'Plans what is not published anew, for who is there now, with the fewest changes; a steward does.',
  })
  async replanRotation(
    @Args('input', inputOf) input: ReplanRotationInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: rotationId } = readGlobalId('Rotation', input.rotationId);
    const { expectedVersion } = input;
    const weights = input.weights ? readWeights(coalitionId, input.weights) : null;
    const actor = actorOf(context.principal, coalitionId, 'replanRotation', input);
    return this.#answer(
      context,
      await this.rotations.replan(actor, { rotationId, expectedVersion, weights }),
    );
  }

  @ResolveField(() => BodyObject, { description: 'The body.' })
  body(@Parent() { coalitionId, bodyId }: Rotation, @Context() context: GraphqlContext): Promise<Body> {
    return this.readers.linked<Body>('Body', { coalitionId, id: bodyId }, context);
  }

  @ResolveField(() => TurnConnection, { description: 'Its turns, in their order.' })
  turns(
    @Parent() rotation: Rotation,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Turn>> {
    return this.reading.page(context, TURNS_OF_ROTATION, rotation, page);
  }

  @ResolveField(() => [SectorShareObject], {
    description:
      'What each sector gets, as planned and as served; empty where turns are given without sectors.',
  })
  async sectorShares(@Parent() rotation: Rotation, @Context() context: GraphqlContext): Promise<ShareView[]> {
    const turns = await this.queries.turns(context, rotation);
    const { coalitionId } = rotation;
    return sectorShares(rotation, turns).map((share) => ({ ...share, coalitionId }));
  }

  @ResolveField(() => [TurnBalanceObject], {
    description:
      'How evenly each sector shares its turns, with the proof; one for all where turns are given without sectors. It is reckoned by who is away as known now.',
  })
  async balances(@Parent() rotation: Rotation, @Context() context: GraphqlContext): Promise<BalanceView[]> {
    const balances = await this.balanceQueries.balances(context, rotation);
    return balances.map((balance) => ({ ...balance, coalitionId: rotation.coalitionId }));
  }

  @ResolveField(() => Boolean, {
    description: 'True where planning what is not fixed anew could share the turns of no sector more evenly.',
  })
  async isOptimal(@Parent() rotation: Rotation, @Context() context: GraphqlContext): Promise<boolean> {
    return (await this.balanceQueries.balances(context, rotation)).every(({ isOptimal }) => isOptimal);
  }

  @ResolveField()
  deviationBound(@Parent() { weightings }: Rotation): string {
    const sectors = new Set(weightings.flatMap(({ weights }) => weights.map(({ sectorId }) => sectorId)));
    const { num, den } = deviationBound(Math.max(1, sectors.size));
    return exactText(rational(BigInt(num), BigInt(den)));
  }

  @ResolveField(() => [TurnSwapObject], {
    description: 'Swaps that the caller has offered or was offered, the newest first.',
  })
  mySwaps(@Parent() rotation: Rotation, @Context() context: GraphqlContext): Promise<Swap[]> {
    return this.queries.swaps(context, rotation);
  }

  #answer(context: GraphqlContext, acted: Acted<RotationResult> | Refusal): Promise<object> {
    return answerRotation({ reading: this.reading, context }, acted);
  }
}

/** The payload of an act that changed a rotation. */
export function answerRotation(
  by: { readonly reading: Reading; readonly context: GraphqlContext },
  acted: Acted<RotationResult> | Refusal,
): Promise<object> {
  return answer(by, acted, { noun: 'rotation', of: ROTATIONS, id: ({ rotationId }) => rotationId });
}

function readWeights(coalitionId: CoalitionId, weights: readonly SectorWeightInput[]): SectorWeight[] {
  return weights.map(({ sectorId, weight }) => ({
    sectorId: readIn('Sector', coalitionId, sectorId),
    weight,
  }));
}

/** The id of a thing of this coalition; one of another is answered as if it were not there. */
export function readIn<Noun extends 'Sector' | 'Person' | 'Turn' | 'Body' | 'Decision'>(
  noun: Noun,
  coalitionId: CoalitionId,
  publicId: string,
) {
  const key = readGlobalId(noun, publicId);
  if (key.coalitionId !== coalitionId) throw notFound();
  return key.id;
}

@Resolver(() => SectorShareObject)
export class SectorShareResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => SectorObject, { description: 'The sector.' })
  sector(
    @Parent() { coalitionId, sectorId }: ShareView,
    @Context() context: GraphqlContext,
  ): Promise<Sector | null> {
    return this.reading.row(context, SECTORS, { coalitionId, id: sectorId });
  }
}

@Resolver(() => TurnBalanceObject)
export class TurnBalanceResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => SectorObject, {
    nullable: true,
    description: 'The sector; null where turns are given without sectors.',
  })
  async sector(
    @Parent() { coalitionId, sectorId }: BalanceView,
    @Context() context: GraphqlContext,
  ): Promise<Sector | null> {
    return sectorId && this.reading.row(context, SECTORS, { coalitionId, id: sectorId });
  }
}

/** What rotations add to a body. */
@Resolver(() => BodyObject)
export class BodyRotationsResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => RotationConnection, { description: 'The rotations of its roles, the newest first.' })
  rotations(
    @Parent() body: Body,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Rotation>> {
    return this.reading.page(context, ROTATIONS_OF_BODY, body, page);
  }
}
