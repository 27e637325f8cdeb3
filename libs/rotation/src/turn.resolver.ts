import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import {
  MandateObject,
  MANDATES,
  PersonObject,
  SectorObject,
  SECTORS,
  type Mandate,
  type Person,
  type Sector,
} from '#assembly';
import type { MultilingualText, Refusal } from '#kernel';
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
import { RotationObject } from './rotation.graphql.js';
import { ROTATIONS, SWAPS, TURNS, TURNS_OF_PERSON } from './rotation.queries.js';
import { answerRotation, readIn } from './rotation.resolver.js';
import { Swaps, type SwapResult } from './swap.service.js';
import { asText, TurnTelling } from './telling.service.js';
import {
  AcceptSwapInput,
  AcceptSwapResult,
  HandOverTurnInput,
  HandOverTurnResult,
  HandoverNoteObject,
  MarkTurnMissedInput,
  MarkTurnMissedResult,
  OfferSwapInput,
  OfferSwapResult,
  OverrideTurnInput,
  OverrideTurnResult,
  TurnConnection,
  TurnObject,
  TurnSwapObject,
} from './turn.graphql.js';
import { Turns } from './turn.service.js';
import type { Rotation, Swap, Turn } from './turn.types.js';

const inputOf = { description: 'What is asked for.' };

@Resolver(() => TurnObject)
export class TurnResolver {
  constructor(
    private readonly turns: Turns,
    private readonly swaps: Swaps,
    private readonly telling: TurnTelling,
    private readonly reading: Reading,
    readers: NodeReaders,
  ) {
    readers.register('Turn', (key, context) => this.reading.row(context, TURNS, key));
  }

  @Access('member')
  @Mutation(() => OverrideTurnResult, {
    description: 'Gives a turn to somebody against the plan; a steward does.',
  })
  async overrideTurn(
    @Args('input', inputOf) input: OverrideTurnInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, rotationId, slot } = await this.#turn(context, input.turnId);
    const to = input.personId ? readIn('Person', coalitionId, input.personId) : null;
    const { expectedVersion, because } = input;
    const actor = actorOf(context.principal, coalitionId, 'overrideTurn', input);
    const acted = await this.turns.overrideTurn(actor, { rotationId, slot, expectedVersion, to, because });
    return answerRotation({ reading: this.reading, context }, acted);
  }

  @Access('member')
  @Mutation(() => MarkTurnMissedResult, {
    description: 'Says that the holder of a turn did not come, and who served instead; a steward does.',
  })
  async markTurnMissed(
    @Args('input', inputOf) input: MarkTurnMissedInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, rotationId, slot } = await this.#turn(context, input.turnId);
    const servedBy = input.servedById ? readIn('Person', coalitionId, input.servedById) : null;
    const { expectedVersion, because } = input;
    const actor = actorOf(context.principal, coalitionId, 'markTurnMissed', input);
    const acted = await this.turns.markMissed(actor, {
      rotationId,
      slot,
      expectedVersion,
      servedBy,
      because,
    });
    return answerRotation({ reading: this.reading, context }, acted);
  }

  @Access('member')
  @Mutation(() => HandOverTurnResult, {
    description: 'Leaves a note with a turn of the caller for whoever has the next.',
  })
  async handOverTurn(
    @Args('input', inputOf) input: HandOverTurnInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, rotationId, slot } = await this.#turn(context, input.turnId);
    const { expectedVersion, note } = input;
    const actor = actorOf(context.principal, coalitionId, 'handOverTurn', input);
    const acted = await this.turns.handOver(actor, { rotationId, slot, expectedVersion, note });
    return answerRotation({ reading: this.reading, context }, acted);
  }

  @Access('member')
  @Mutation(() => OfferSwapResult, { description: 'Offers a turn of the caller for one of somebody else.' })
  async offerSwap(
    @Args('input', inputOf) input: OfferSwapInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const given = await this.#turn(context, input.givenTurnId);
    const taken = await this.#turn(context, input.takenTurnId);
    const { coalitionId, rotationId } = given;
    if (taken.coalitionId !== coalitionId || taken.rotationId !== rotationId) throw notFound();
    const actor = actorOf(context.principal, coalitionId, 'offerSwap', input);
    const acted = await this.swaps.offerSwap(actor, { rotationId, given: given.slot, taken: taken.slot });
    return this.#answerSwap(context, acted);
  }

  @Access('member')
  @Mutation(() => AcceptSwapResult, { description: 'Consents to a swap: the two turns change hands.' })
  async acceptSwap(
    @Args('input', inputOf) input: AcceptSwapInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id } = readGlobalId('TurnSwap', input.swapId);
    const actor = actorOf(context.principal, coalitionId, 'acceptSwap', input);
    return this.#answerSwap(context, await this.swaps.acceptSwap(actor, id));
  }

  @ResolveField()
  number(@Parent() { slot }: Turn): number {
    return slot + 1;
  }

  @ResolveField()
  async explanation(@Parent() turn: Turn, @Context() context: GraphqlContext): Promise<readonly string[]> {
    const [english] = await this.telling.explain(context, turn);
    return english?.sentences ?? [];
  }

  @ResolveField()
  async explanationText(@Parent() turn: Turn, @Context() context: GraphqlContext): Promise<MultilingualText> {
    return asText(await this.telling.explain(context, turn));
  }

  @ResolveField(() => RotationObject, { description: 'The rotation.' })
  rotation(
    @Parent() { coalitionId, rotationId }: Turn,
    @Context() context: GraphqlContext,
  ): Promise<Rotation | null> {
    return this.reading.row(context, ROTATIONS, { coalitionId, id: rotationId });
  }

  @ResolveField(() => MandateObject, {
    nullable: true,
    description: 'The mandate by which it is held; null for an open turn.',
  })
  async holder(
    @Parent() { coalitionId, mandateId }: Turn,
    @Context() context: GraphqlContext,
  ): Promise<Mandate | null> {
    return mandateId && this.reading.row(context, MANDATES, { coalitionId, id: mandateId });
  }

  @ResolveField(() => SectorObject, {
    nullable: true,
    description: 'The sector whose turn it is; null where there is none.',
  })
  async sector(
    @Parent() { coalitionId, sectorId }: Turn,
    @Context() context: GraphqlContext,
  ): Promise<Sector | null> {
    return sectorId && this.reading.row(context, SECTORS, { coalitionId, id: sectorId });
  }

  @ResolveField(() => [HandoverNoteObject], {
    description: 'The notes left with it; none for those outside the coalition.',
  })
  handovers(@Parent() turn: Turn, @Context() context: GraphqlContext): Promise<HandoverNoteObject[]> {
    return this.telling.handovers(context, turn);
  }

  async #turn(context: GraphqlContext, publicId: string): Promise<Turn> {
    const { coalitionId, id } = readGlobalId('Turn', publicId);
    const turn = await this.reading.row(context, TURNS, { coalitionId, id });
    if (!turn) throw notFound();
    return turn;
  }

  #answerSwap(context: GraphqlContext, acted: Acted<SwapResult> | Refusal): Promise<object> {
    return answer({ reading: this.reading, context }, acted, {
      noun: 'swap',
      of: SWAPS,
      id: ({ swapId }) => swapId,
    });
  }
}

@Resolver(() => TurnSwapObject)
export class TurnSwapResolver {
  constructor(
    private readonly telling: TurnTelling,
    private readonly reading: Reading,
    readers: NodeReaders,
  ) {
    readers.register('TurnSwap', async (key, context) => {
      const swap = await this.reading.row(context, SWAPS, key);
      return swap && isParty(swap, context) ? swap : null;
    });
  }

  @ResolveField()
  async effect(@Parent() swap: Swap, @Context() context: GraphqlContext): Promise<readonly string[]> {
    const [english] = await this.telling.effect(context, swap);
    return english?.sentences ?? [];
  }

  @ResolveField()
  async effectText(@Parent() swap: Swap, @Context() context: GraphqlContext): Promise<MultilingualText> {
    return asText(await this.telling.effect(context, swap));
  }
}

/** A swap is between two people; nobody else is shown it. */
function isParty({ coalitionId, offeredBy, offeredTo }: Swap, { principal }: GraphqlContext): boolean {
  const person = principal.persons.get(coalitionId);
  return person !== undefined && (person === offeredBy || person === offeredTo);
}

/** What rotations add to a person. */
@Resolver(() => PersonObject)
export class PersonTurnsResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => TurnConnection, { description: 'The turns that they have, the latest first.' })
  turns(
    @Parent() { coalitionId, id }: Person,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Turn>> {
    return this.reading.page(context, TURNS_OF_PERSON, { coalitionId, id }, page);
  }
}
