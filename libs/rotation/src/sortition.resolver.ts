import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { BodyObject, PEOPLE, PersonObject, type Body, type Person } from '#assembly';
import type { CoalitionId, Refusal } from '#kernel';
import {
  Access,
  Fault,
  NodeReaders,
  notFound,
  PageArgs,
  Reading,
  readGlobalId,
  type Connection,
  type GraphqlContext,
} from '#platform';
import { actorOf, answer, type Acted } from '#record';
import { DrawObject } from './draw.graphql.js';
import type { Draw } from './draw.types.js';
import { featuresOf, sortitionIn, stageOf } from './held-sortition.rules.js';
import type {
  CommitSortition,
  HeldSortition,
  SortitionStage,
  SortitionWork,
} from './held-sortition.types.js';
import { readIn } from './rotation.resolver.js';
import { chanceTexts } from './sortition-lottery.rules.js';
import {
  AcceptRelaxationInput,
  AcceptRelaxationResult,
  CommitSortitionInput,
  CommitSortitionResult,
  PrepareSortitionInput,
  PrepareSortitionResult,
  QuotaConflictObject,
  SortitionConnection,
  SortitionObject,
  SortitionProgressObject,
  SortitionStages,
  SortitionTypeObject,
  WithdrawSortitionInput,
  WithdrawSortitionResult,
} from './sortition.graphql.js';
import {
  DRAWS_OF_SORTITION,
  PanelReading,
  SORTITION_WORKS,
  SORTITIONS,
  SORTITIONS_OF_BODY,
} from './sortition.queries.js';
import { conflictIn } from './sortition.rules.js';
import { Sortitions, type SortitionResult } from './sortition.service.js';

const inputOf = { description: 'What is asked for.' };

@Resolver(() => SortitionObject)
export class SortitionResolver {
  constructor(
    private readonly sortitions: Sortitions,
    private readonly panels: PanelReading,
    private readonly reading: Reading,
    private readonly readers: NodeReaders,
  ) {
    readers.register('Sortition', (key, context) => this.reading.row(context, SORTITIONS, key));
  }

  @Access('member')
  @Mutation(() => PrepareSortitionResult, {
    description:
      'Puts the pool and the quotas of a panel on record, and has the fairest lottery sought; a steward does.',
  })
  async prepareSortition(
    @Args('input', inputOf) input: PrepareSortitionInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: bodyId } = readGlobalId('Body', input.bodyId);
    const actor = actorOf(context.principal, coalitionId, 'prepareSortition', input);
    const { section, seats, fairness, quotas, pool } = input;
    const groups = pool.map(({ features, people }) => ({
      features: Object.fromEntries(features.map(({ feature, value }) => [feature, value])),
      people: people.map((id) => readIn('Person', coalitionId, id)),
    }));
    const command = { bodyId, section, seats, fairness, quotas, groups };
    return this.#answer(context, await this.sortitions.prepareSortition(actor, command));
  }

  @Access('member')
  @Mutation(() => AcceptRelaxationResult, {
    description:
      'Accepts the least change of quotas that no panel keeps; whoever holds a mandate of the body does.',
  })
  async acceptRelaxation(
    @Args('input', inputOf) input: AcceptRelaxationInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: sortitionId } = readGlobalId('Sortition', input.sortitionId);
    const actor = actorOf(context.principal, coalitionId, 'acceptRelaxation', input);
    const { expectedVersion } = input;
    return this.#answer(
      context,
      await this.sortitions.acceptRelaxation(actor, { sortitionId, expectedVersion }),
    );
  }

  @Access('member')
  @Mutation(() => CommitSortitionResult, {
    description: 'Puts the lottery that was found on record before its source exists; a steward does.',
  })
  async commitSortition(
    @Args('input', inputOf) input: CommitSortitionInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: sortitionId } = readGlobalId('Sortition', input.sortitionId);
    const actor = actorOf(context.principal, coalitionId, 'commitSortition', input);
    const { expectedVersion } = input;
    const decisionId = input.decisionId ? readIn('Decision', coalitionId, input.decisionId) : null;
    const command = { sortitionId, expectedVersion, source: sourceOf(input, coalitionId), decisionId };
    return this.#answer(context, await this.sortitions.commitSortition(actor, command));
  }

  @Access('member')
  @Mutation(() => WithdrawSortitionResult, {
    description:
      'Takes a sortition back before anything is committed to, and stops its solver; a steward does.',
  })
  async withdrawSortition(
    @Args('input', inputOf) input: WithdrawSortitionInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: sortitionId } = readGlobalId('Sortition', input.sortitionId);
    const actor = actorOf(context.principal, coalitionId, 'withdrawSortition', input);
    const { expectedVersion } = input;
    return this.#answer(
      context,
      await this.sortitions.withdrawSortition(actor, { sortitionId, expectedVersion }),
    );
  }

  @ResolveField(() => BodyObject, { description: 'The body for which is drawn.' })
  body(@Parent() { coalitionId, bodyId }: HeldSortition, @Context() context: GraphqlContext): Promise<Body> {
    return this.readers.linked<Body>('Body', { coalitionId, id: bodyId }, context);
  }

  @ResolveField(() => [String], { description: 'The features of which the quotas speak, sorted.' })
  features(@Parent() { quotas }: HeldSortition): string[] {
    return featuresOf(quotas);
  }

  @ResolveField(() => [SortitionTypeObject], { description: 'The pool by types, sorted by their values.' })
  types(@Parent() { types, lottery }: HeldSortition): SortitionTypeObject[] {
    const sizes = types.map(({ members }) => members.length);
    const chances = lottery && chanceTexts(sizes, lottery.panels);
    return types.map(({ values, members: leaves }, type) => ({
      values,
      leaves,
      chance: chances?.[type] ?? null,
    }));
  }

  @ResolveField(() => SortitionStages, { description: 'What it waits for, or how it ended.' })
  async stage(
    @Parent() sortition: HeldSortition,
    @Context() context: GraphqlContext,
  ): Promise<SortitionStage> {
    return stageOf({ sortition, work: await this.#work(sortition, context) });
  }

  @ResolveField(() => SortitionProgressObject, { description: 'How far the search for a lottery has come.' })
  async progress(
    @Parent() sortition: HeldSortition,
    @Context() context: GraphqlContext,
  ): Promise<SortitionProgressObject> {
    const { panels, settled } = await this.#work(sortition, context);
    return { panels, settled, types: sortition.types.length };
  }

  @ResolveField(() => QuotaConflictObject, {
    nullable: true,
    description:
      'Why no panel keeps the quotas, and what would help; null where one does, or nobody knows yet.',
  })
  async conflict(
    @Parent() sortition: HeldSortition,
    @Context() context: GraphqlContext,
  ): Promise<QuotaConflictObject | null> {
    const { answer: found } = await this.#work(sortition, context);
    return found && 'conflict' in found ? conflictIn(sortitionIn(sortition), found.conflict) : null;
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'Why the solver gave up last; null unless it did since it was asked.',
  })
  async fault(
    @Parent() sortition: HeldSortition,
    @Context() context: GraphqlContext,
  ): Promise<string | null> {
    return (await this.#work(sortition, context)).fault;
  }

  @ResolveField(() => DrawObject, {
    nullable: true,
    description: 'The draw that decides the panel; null until the lottery is on record.',
  })
  async draw(@Parent() sortition: HeldSortition, @Context() context: GraphqlContext): Promise<Draw | null> {
    const { nodes } = await this.reading.page(context, DRAWS_OF_SORTITION, sortition, { first: 1 });
    return nodes[0] ?? null;
  }

  @ResolveField(() => [PersonObject], {
    nullable: true,
    description:
      'The people on the panel in the drawn order; null until it is drawn, and to all but stewards, members of the body and the panel.',
  })
  async members(
    @Parent() sortition: HeldSortition,
    @Context() context: GraphqlContext,
  ): Promise<Person[] | null> {
    const ids = await this.panels.members(context, sortition);
    return ids && this.reading.rows(context, PEOPLE, { coalitionId: sortition.coalitionId, ids });
  }

  async #work({ coalitionId, id }: HeldSortition, context: GraphqlContext): Promise<SortitionWork> {
    const work = await this.reading.row(context, SORTITION_WORKS, { coalitionId, id });
    if (!work) throw notFound();
    return work;
  }

  #answer(context: GraphqlContext, acted: Acted<SortitionResult> | Refusal): Promise<object> {
    const by = { reading: this.reading, context };
    return answer(by, acted, { noun: 'sortition', of: SORTITIONS, id: ({ sortitionId }) => sortitionId });
  }
}

function sourceOf(input: CommitSortitionInput, coalitionId: CoalitionId): CommitSortition['source'] {
  const { sourceRound: round, sectors, sealedBy, sourceAt: at } = input;
  if (round && !at && !sectors && !sealedBy) return { round };
  if (!round && at && sectors && sealedBy) {
    return { sectors: sectors.map((id) => readIn('Sector', coalitionId, id)), sealedBy, at };
  }
  throw new Fault(
    'BAD_USER_INPUT',
    'A lottery has one source: sourceRound; or sectors with sealedBy and sourceAt.',
  );
}

/** What sortitions add to a body. */
@Resolver(() => BodyObject)
export class BodySortitionsResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => SortitionConnection, {
    description: 'The panels that are drawn for it, the newest first.',
  })
  sortitions(
    @Parent() body: Body,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<HeldSortition>> {
    return this.reading.page(context, SORTITIONS_OF_BODY, body, page);
  }
}

/** What a sortition adds to its draw. */
@Resolver(() => DrawObject)
export class DrawSortitionResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => SortitionObject, {
    nullable: true,
    description: 'The sortition whose panel it draws; null for another draw.',
  })
  async sortition(
    @Parent() { coalitionId, sortitionId: id }: Draw,
    @Context() context: GraphqlContext,
  ): Promise<HeldSortition | null> {
    return id && this.reading.row(context, SORTITIONS, { coalitionId, id });
  }
}
