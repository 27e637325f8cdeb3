import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { BodyObject, CharterVersionObject, type Body, type CharterVersion } from '#assembly';
import { type DecisionId, type Refusal } from '#kernel';
import {
  Access,
  gatheredBy,
  loader,
  NodeReaders,
  Reading,
  readGlobalId,
  readText,
  type Connection,
  type GraphqlContext,
} from '#platform';
import { actorOf, answer, Cosignatures, PrivateReading, type Acted } from '#record';
import { BoxObject, type Box } from '#voting';
import {
  DecisionConnection,
  DecisionFinality,
  DecisionObject,
  DecisionsArgs,
  DissentInput,
  DissentObject,
  DissentResult,
  RecordDecisionInput,
  RecordDecisionResult,
} from './decision.graphql.js';
import { DecisionQueries, DECISIONS } from './decision.queries.js';
import { Decisions } from './decision.service.js';
import type { Decision, Dissent } from './decision.types.js';

const INPUT = { description: 'What is asked for.' };

@Resolver(() => DecisionObject)
export class DecisionResolver {
  constructor(
    private readonly decisionService: Decisions,
    private readonly queries: DecisionQueries,
    private readonly readers: NodeReaders,
    private readonly reading: Reading,
    private readonly privacy: PrivateReading,
    private readonly cosignatures: Cosignatures,
  ) {
    readers.register('Decision', (key, context) => this.reading.row(context, DECISIONS, key));
  }

  @Access('public')
  @Query(() => DecisionConnection, {
    description: 'The decisions of a coalition or of one of its bodies, the newest first.',
  })
  async decisions(@Args() { coalition, body, ...page }: DecisionsArgs): Promise<Connection<Decision>> {
    return this.queries.list(coalition, body ? readGlobalId('Body', body) : null, page);
  }

  @Access('member')
  @Mutation(() => RecordDecisionResult, {
    description: 'Seals a counted vote in a decision; its outcome and figures are the count’s.',
  })
  async recordDecision(
    @Args('input', INPUT) input: RecordDecisionInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: boxId } = readGlobalId('Box', input.boxId);
    const { takesEffectAt = null, reviewAt = null } = input;
    const supersedes = input.supersedes ? readGlobalId('Decision', input.supersedes).id : null;
    const acted = await this.decisionService.recordDecision(
      actorOf(context.principal, coalitionId, 'recordDecision', input),
      { boxId, rationale: readText(input.rationale), takesEffectAt, reviewAt, supersedes },
    );
    return this.answer(context, acted);
  }

  @Access('member')
  @Mutation(() => DissentResult, {
    description: 'Puts a dissent beside a decision; whoever could vote may do so, once.',
  })
  async dissent(
    @Args('input', INPUT) input: DissentInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: decisionId } = readGlobalId('Decision', input.decisionId);
    const acted = await this.decisionService.dissent(
      actorOf(context.principal, coalitionId, 'dissent', input),
      {
        decisionId,
        statement: readText(input.statement),
      },
    );
    return this.answer(context, acted);
  }

  @ResolveField()
  rationale(@Parent() { coalitionId, id, rationale }: Decision, @Context() context: GraphqlContext) {
    return this.privacy.read(context, rationale, { coalitionId, stream: id, version: 1, field: 'rationale' });
  }

  // Nest hands over what GraphQL gave where no parameter is decorated: half the work, and lists ask for many.
  @ResolveField(() => BodyObject, { description: 'The body that decided.' })
  body({ coalitionId, bodyId }: Decision, _args: unknown, context: GraphqlContext): Promise<Body> {
    return this.readers.linked<Body>('Body', { coalitionId, id: bodyId }, context);
  }

  @ResolveField(() => BoxObject, { description: 'The vote on which it rests.' })
  box(@Parent() { coalitionId, boxId }: Decision, @Context() context: GraphqlContext): Promise<Box> {
    return this.readers.linked<Box>('Box', { coalitionId, id: boxId }, context);
  }

  @ResolveField(() => DecisionObject, {
    nullable: true,
    description: 'The earlier decision that it replaces.',
  })
  supersedes(
    @Parent() { coalitionId, supersedes }: Decision,
    @Context() context: GraphqlContext,
  ): Promise<Decision | null> | null {
    return supersedes && this.reading.row(context, DECISIONS, { coalitionId, id: supersedes });
  }

  @ResolveField(() => DecisionObject, { nullable: true, description: 'The later decision that replaces it.' })
  supersededBy(
    @Parent() { coalitionId, supersededBy }: Decision,
    @Context() context: GraphqlContext,
  ): Promise<Decision | null> | null {
    return supersededBy && this.reading.row(context, DECISIONS, { coalitionId, id: supersededBy });
  }

  @ResolveField(() => [DissentObject], {
    description: 'The dissents beside it, in the order in which they were stated.',
  })
  dissents(@Parent() { coalitionId, id }: Decision, @Context() context: GraphqlContext): Promise<Dissent[]> {
    return loader<DecisionId, Dissent[]>(context, `dissents:${coalitionId}`, async (ids) =>
      gatheredBy(ids, await this.queries.dissents(coalitionId, ids), (dissent) => dissent.decisionId),
    ).load(id);
  }

  @ResolveField(() => DecisionFinality, { description: 'Whether it is final.' })
  async finality(
    @Parent() { coalitionId, id, witnesses: needed }: Decision,
    @Context() context: GraphqlContext,
  ): Promise<DecisionFinality> {
    const cosigners = loader<DecisionId, number>(context, `cosigners:${coalitionId}`, (ids) =>
      this.cosignatures.cosignersOf(coalitionId, ids),
    );
    const have = needed === 0 ? 0 : await cosigners.load(id);
    const met = have >= needed;
    return { final: met, cosigned: { have, needed, met } };
  }

  private answer(
    context: GraphqlContext,
    acted: Acted<{ decisionId: DecisionId }> | Refusal,
  ): Promise<object> {
    const shown = {
      noun: 'decision',
      of: DECISIONS,
      id: ({ decisionId }: { decisionId: DecisionId }) => decisionId,
    };
    return answer({ reading: this.reading, context }, acted, shown);
  }
}

/** What decisions add to the versions of a charter. */
@Resolver(() => CharterVersionObject)
export class AdoptedCharterResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => DecisionObject, {
    nullable: true,
    description: 'The decision by which it was adopted; null for the version with which the body began.',
  })
  adoptedBy(
    @Parent() { coalitionId, adoptedBy }: CharterVersion,
    @Context() context: GraphqlContext,
  ): Promise<Decision | null> | null {
    return adoptedBy && this.reading.row(context, DECISIONS, { coalitionId, id: adoptedBy });
  }
}

@Resolver(() => DissentObject)
export class DissentResolver {
  constructor(private readonly privacy: PrivateReading) {}

  @ResolveField()
  statement(@Parent() { coalitionId, id, statement }: Dissent, @Context() context: GraphqlContext) {
    return this.privacy.read(context, statement, { coalitionId, stream: id, version: 1, field: 'statement' });
  }
}
