import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { BodyObject, type Body, type VoteShare } from '#assembly';
import { erasedText, type BoxId, type ProposalId, type Refusal } from '#kernel';
import {
  Access,
  gatheredBy,
  globalId,
  loader,
  NodeReaders,
  PageArgs,
  Reading,
  readGlobalId,
  readText,
  Vault,
  type Connection,
  type GraphqlContext,
} from '#platform';
import { ProposalObject, type Proposal } from '#proposals';
import { actorOf, answer, PrivateReading, unpackValue, type Acted } from '#record';
import { DrawObject, DRAWS, type Draw } from '#rotation';
import { BallotService } from './ballot.service.js';
import { BoxQueries, BOXES, type BallotNode } from './box.queries.js';
import { BoxService } from './box.service.js';
import {
  BallotConnection,
  BallotObject,
  CastBallotInput,
  CastBallotResult,
  readBallot,
  readReason,
} from './ballot.graphql.js';
import {
  BoxObject,
  BoxRosterObject,
  BoxShareObject,
  OpenBoxInput,
  OpenBoxResult,
  type BoxOptionObject,
} from './box.graphql.js';
import type { RuleParameterObject } from './rule-parameter.graphql.js';
import { ballotText, parametersView, tallyView } from './voting.views.js';
import { stageOf } from './voting.rules.js';
import type { Box, BoxStage } from './voting.types.js';

const inputOf = { description: 'What is asked for.' };

@Resolver(() => BoxObject)
export class BoxResolver {
  constructor(
    private readonly boxes: BoxService,
    private readonly casting: BallotService,
    private readonly queries: BoxQueries,
    private readonly readers: NodeReaders,
    private readonly reading: Reading,
  ) {
    readers.register('Box', (key, context) => this.reading.row(context, BOXES, key));
  }

  @Access('member')
  @Mutation(() => OpenBoxResult, {
    description: 'Puts an admitted proposal to the vote and freezes the terms.',
  })
  async openBox(
    @Args('input', inputOf) input: OpenBoxInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: proposalId } = readGlobalId('Proposal', input.proposalId);
    const { seats, rule, budget, opensAt = null, closesAt } = input;
    const options = input.options.map(({ id, name, cost = null, personId }) => ({
      id,
      name: readText(name),
      cost,
      personId: personId ? readGlobalId('Person', personId).id : null,
    }));
    const acted = await this.boxes.openBox(
      actorOf(context.principal, coalitionId, 'openBox', input),
      { proposalId, options, seats, rule: rule ?? null, budget: budget ?? null, opensAt, closesAt },
      input.expectedVersion,
    );
    return this.answer(context, acted);
  }

  @Access('member')
  @Mutation(() => CastBallotResult, {
    description: 'Casts a ballot, or changes the one cast before; the last one before the close counts.',
  })
  async castBallot(
    @Args('input', inputOf) input: CastBallotInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: boxId } = readGlobalId('Box', input.boxId);
    const actor = actorOf(context.principal, coalitionId, 'castBallot', input);
    const acted = await this.casting.castBallot(actor, {
      boxId,
      boxHash: input.boxHash,
      ballot: readBallot(input.ballot),
      reason: readReason(input.ballot),
      seen: input.seenCheckpoint ?? null,
    });
    return this.answer(context, acted);
  }

  @ResolveField()
  async stage(@Parent() box: Box, @Context() context: GraphqlContext): Promise<BoxStage> {
    const now = loader<'now', Date>(context, 'now', async () => [await this.queries.now()]);
    return stageOf(box, await now.load('now'));
  }

  @ResolveField(() => DrawObject, {
    nullable: true,
    description:
      'The draw by whose order its ties are broken: the count waits for it; null where there is none.',
  })
  async tieDraw(
    @Parent() { coalitionId, tieDrawId: id }: Box,
    @Context() context: GraphqlContext,
  ): Promise<Draw | null> {
    return id && this.reading.row(context, DRAWS, { coalitionId, id });
  }

  @ResolveField(() => ProposalObject, { description: 'The proposal that was put to this vote.' })
  proposal(
    @Parent() { coalitionId, proposalId }: Box,
    @Context() context: GraphqlContext,
  ): Promise<Proposal> {
    return this.readers.linked<Proposal>('Proposal', { coalitionId, id: proposalId }, context);
  }

  @ResolveField(() => BodyObject, { description: 'The body that votes.' })
  body(@Parent() { coalitionId, bodyId }: Box, @Context() context: GraphqlContext): Promise<Body> {
    return this.readers.linked<Body>('Body', { coalitionId, id: bodyId }, context);
  }

  @ResolveField()
  options(@Parent() { coalitionId, options }: Box): BoxOptionObject[] {
    return options.map(({ id, name, cost, personId }) => ({
      id,
      name,
      cost,
      personId: personId && globalId('Person', coalitionId, personId),
    }));
  }

  @ResolveField()
  roster(@Parent() { roster }: Box): BoxRosterObject {
    return { ...roster, vacant: roster.seats - roster.filled };
  }

  @ResolveField()
  ruleParameters(@Parent() { parameters }: Box): RuleParameterObject[] {
    return parametersView(parameters);
  }

  @ResolveField()
  tally(@Parent() box: Box): object | null {
    return box.tally && tallyView(box, box.tally);
  }

  @ResolveField(() => BallotConnection, {
    nullable: true,
    description: 'The ballots, published when the vote has closed; null before, for everybody.',
  })
  async ballots(@Parent() box: Box, @Args() page: PageArgs): Promise<Connection<BallotNode> | null> {
    return box.closedAt ? this.queries.ballots(box, page) : null;
  }

  @ResolveField(() => BallotObject, {
    nullable: true,
    description: 'The caller’s own ballot as it stands; null for whoever has cast none.',
  })
  async myBallot(@Parent() box: Box, @Context() { principal }: GraphqlContext): Promise<BallotNode | null> {
    const personId = principal.persons.get(box.coalitionId);
    return personId ? this.queries.ballotOf(box.coalitionId, box.id, personId) : null;
  }

  private answer(context: GraphqlContext, acted: Acted<{ boxId: BoxId }> | Refusal): Promise<object> {
    return answer({ reading: this.reading, context }, acted, {
      noun: 'box',
      of: BOXES,
      id: ({ boxId }) => boxId,
    });
  }
}

@Resolver(() => BoxShareObject)
export class BoxShareResolver {
  @ResolveField()
  leavesOutRecused(@Parent() { recused }: VoteShare): boolean {
    return recused === 'LEAVE';
  }
}

@Resolver(() => BallotObject)
export class BallotResolver {
  constructor(
    private readonly privacy: PrivateReading,
    private readonly vault: Vault,
  ) {}

  @ResolveField()
  text(@Parent() { ballot }: BallotNode): string {
    return ballotText(ballot);
  }

  @ResolveField()
  isBlank(@Parent() { ballot }: BallotNode): boolean {
    return ballot.kind === 'blank';
  }

  @ResolveField()
  async reason(
    @Parent() { coalitionId, id, version, reason }: BallotNode,
    @Context() context: GraphqlContext,
  ): Promise<string | null> {
    const place = { coalitionId, stream: id, version, field: 'reason' };
    const words = await this.privacy.read(context, reason, place);
    return typeof words === 'string' ? words : words && erasedText(words);
  }

  @ResolveField()
  reasonSalt(@Parent() { reason }: BallotNode): string | null {
    return reason && unpackValue(this.vault, reason).salt.toString('base64');
  }
}

/** What voting adds to a proposal. */
@Resolver(() => ProposalObject)
export class ProposalBoxesResolver {
  constructor(private readonly queries: BoxQueries) {}

  @ResolveField(() => [BoxObject], { description: 'The votes that were held on it, the first one first.' })
  boxes(@Parent() { coalitionId, id }: Proposal, @Context() context: GraphqlContext): Promise<Box[]> {
    return loader<ProposalId, Box[]>(context, `boxesOf:${coalitionId}`, async (ids) =>
      gatheredBy(ids, await this.queries.ofProposals(coalitionId, ids), (box) => box.proposalId),
    ).load(id);
  }
}
