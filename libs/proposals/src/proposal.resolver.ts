import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  amendmentView,
  BodyObject,
  CharterAmendmentObject,
  CharterQueries,
  PersonObject,
  readAmendment,
  type Body,
} from '#assembly';
import { type ProposalId, type Refusal } from '#kernel';
import {
  Access,
  inOrderOf,
  loader,
  NodeReaders,
  PageArgs,
  Reading,
  readGlobalId,
  readText,
  type Connection,
  type GraphqlContext,
  type RowKey,
} from '#platform';
import { actorOf, answer, PrivateReading, type Acted, type Actor } from '#record';
import {
  CoSponsorInput,
  CoSponsorshipObject,
  DraftProposalInput,
  ProposalConnection,
  ProposalObject,
  ProposalResult,
  ProposalsArgs,
  ProposalTextObject,
  ReviseProposalInput,
  SeenProposalInput,
} from './proposal.graphql.js';
import { ProposalQueries, PROPOSALS, PROPOSALS_OF_BODY, type SealedAmendment } from './proposal.queries.js';
import { isVisibleTo } from './proposal.rules.js';
import { Proposals, type ProposalResult as Told, type SeenProposal } from './proposal.service.js';
import type { BroughtWording, CoSponsorship, Proposal, ProposalText } from './proposal.types.js';

const INPUT = { description: 'What is asked for.' };

@Resolver(() => ProposalObject)
export class ProposalResolver {
  constructor(
    private readonly acts: Proposals,
    private readonly queries: ProposalQueries,
    private readonly readers: NodeReaders,
    private readonly reading: Reading,
    private readonly privacy: PrivateReading,
    private readonly charters: CharterQueries,
  ) {
    readers.register('Proposal', (key, context) => this.load(key, context));
  }

  @Access('public')
  @Query(() => ProposalConnection, {
    description: 'The proposals brought before a body and the drafts of the caller, the newest first.',
  })
  proposals(
    @Args() { body, ...page }: ProposalsArgs,
    @Context() { principal }: GraphqlContext,
  ): Promise<Connection<Proposal>> {
    const { coalitionId, id: bodyId } = readGlobalId('Body', body);
    const viewer = principal.persons.get(coalitionId) ?? null;
    return this.queries.list({ coalitionId, bodyId, viewer }, page);
  }

  @Access('member')
  @Mutation(() => ProposalResult, {
    description: 'Begins a proposal before a body of which the caller is a member.',
  })
  draftProposal(
    @Args('input', INPUT) input: DraftProposalInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: bodyId } = readGlobalId('Body', input.bodyId);
    const command = { bodyId, kind: input.kind, ...brought(input) };
    return this.answer(
      context,
      this.acts.draftProposal(actorOf(context.principal, coalitionId, 'draftProposal', input), command),
    );
  }

  @Access('member')
  @Mutation(() => ProposalResult, {
    description: 'Gives a proposal a new text; those who stood behind the old one are asked again.',
  })
  reviseProposal(
    @Args('input', INPUT) input: ReviseProposalInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { actor, seen } = this.seen(context, 'reviseProposal', input);
    return this.answer(context, this.acts.reviseProposal(actor, seen, brought(input)));
  }

  @Access('member')
  @Mutation(() => ProposalResult, {
    description: 'Hands a proposal in, so that it seeks the co-sponsors it needs.',
  })
  submitProposal(
    @Args('input', INPUT) input: SeenProposalInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { actor, seen } = this.seen(context, 'submitProposal', input);
    return this.answer(context, this.acts.submitProposal(actor, seen));
  }

  @Access('member')
  @Mutation(() => ProposalResult, {
    description: 'Puts the caller behind the text that they have read; enough of them admit the proposal.',
  })
  coSponsor(
    @Args('input', INPUT) input: CoSponsorInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: proposalId } = readGlobalId('Proposal', input.proposalId);
    const actor = actorOf(context.principal, coalitionId, 'coSponsor', input);
    return this.answer(context, this.acts.coSponsor(actor, { proposalId, textNumber: input.textNumber }));
  }

  @Access('member')
  @Mutation(() => ProposalResult, { description: 'Takes a proposal back; what was recorded of it stays.' })
  withdrawProposal(
    @Args('input', INPUT) input: SeenProposalInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { actor, seen } = this.seen(context, 'withdrawProposal', input);
    return this.answer(context, this.acts.withdrawProposal(actor, seen));
  }

  @ResolveField(() => BodyObject, { description: 'The body before which it was brought.' })
  body(@Parent() { coalitionId, bodyId }: Proposal, @Context() context: GraphqlContext): Promise<Body> {
    return this.readers.linked<Body>('Body', { coalitionId, id: bodyId }, context);
  }

  @ResolveField()
  title(@Parent() { coalitionId, id, textVersion, title }: Proposal, @Context() context: GraphqlContext) {
    const place = { coalitionId, stream: id, version: textVersion, field: 'title' };
    return this.privacy.read(context, title, place);
  }

  @ResolveField(() => CharterAmendmentObject, {
    nullable: true,
    description:
      'What the text that stands would change in the charter; null where nothing, or it was erased.',
  })
  async amendment(
    @Parent() { coalitionId, id, bodyId, amends }: Proposal,
    @Context() context: GraphqlContext,
  ): Promise<CharterAmendmentObject | null> {
    if (!amends) return null;
    const found = await loader<ProposalId, SealedAmendment | null>(
      context,
      `amendments:${coalitionId}`,
      async (ids) => inOrderOf(ids, await this.queries.amendments(coalitionId, ids), (row) => row.id),
    ).load(id);
    const amendment = this.privacy.open(found?.amendment ?? null);
    const versions = await this.charters.versions(context, { coalitionId, id: bodyId });
    return amendment && amendmentView(coalitionId, amendment, versions);
  }

  @ResolveField(() => PersonObject, { description: 'Who brought it.' })
  proposer(
    @Parent() { coalitionId, proposerId }: Proposal,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    return this.readers.linked('Person', { coalitionId, id: proposerId }, context);
  }

  @ResolveField(() => [CoSponsorshipObject], {
    description: 'Who stood behind which of its texts, the first one first.',
  })
  coSponsors(
    @Parent() { coalitionId, id }: Proposal,
    @Context() context: GraphqlContext,
  ): Promise<CoSponsorship[]> {
    return loader<ProposalId, CoSponsorship[]>(context, `coSponsors:${coalitionId}`, (ids) =>
      this.queries.coSponsors(coalitionId, ids),
    ).load(id);
  }

  @ResolveField(() => [ProposalTextObject], {
    description: 'The texts that the body has had, the first one first; of a draft, all.',
  })
  texts(
    @Parent() { coalitionId, id }: Proposal,
    @Context() context: GraphqlContext,
  ): Promise<ProposalText[]> {
    return loader<ProposalId, ProposalText[]>(context, `proposalTexts:${coalitionId}`, (ids) =>
      this.queries.texts(coalitionId, ids),
    ).load(id);
  }

  private seen(
    { principal }: GraphqlContext,
    act: string,
    input: SeenProposalInput | ReviseProposalInput,
  ): { actor: Actor; seen: SeenProposal } {
    const { coalitionId, id: proposalId } = readGlobalId('Proposal', input.proposalId);
    const actor = actorOf(principal, coalitionId, act, input);
    return { actor, seen: { proposalId, expectedVersion: input.expectedVersion } };
  }

  private async answer(context: GraphqlContext, act: Promise<Acted<Told> | Refusal>): Promise<object> {
    const shown = { noun: 'proposal', of: PROPOSALS, id: ({ proposalId }: Told) => proposalId };
    return answer({ reading: this.reading, context }, await act, shown);
  }

  private async load(key: RowKey, context: GraphqlContext): Promise<Proposal | null> {
    const proposal = await this.reading.row(context, PROPOSALS, key);
    const viewer = context.principal.persons.get(key.coalitionId) ?? null;
    return proposal && isVisibleTo(proposal, viewer) ? proposal : null;
  }
}

/** The words that an input brings, with what they would change in the charter. */
function brought({ title, text, amendment }: DraftProposalInput | ReviseProposalInput): BroughtWording {
  return {
    title: readText(title),
    text: readText(text),
    amendment: amendment ? readAmendment(amendment) : null,
  };
}

@Resolver(() => BodyObject)
export class BodyProposalsResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => ProposalConnection, {
    description: 'The proposals that were submitted to it, the newest first.',
  })
  proposals(
    @Parent() body: Body,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Proposal>> {
    return this.reading.page(context, PROPOSALS_OF_BODY, body, page);
  }
}

@Resolver(() => ProposalTextObject)
export class ProposalTextResolver {
  constructor(private readonly privacy: PrivateReading) {}

  @ResolveField()
  title(@Parent() written: ProposalText, @Context() context: GraphqlContext) {
    return this.privacy.read(context, written.title, placeIn(written, 'title'));
  }

  @ResolveField()
  text(@Parent() written: ProposalText, @Context() context: GraphqlContext) {
    return this.privacy.read(context, written.text, placeIn(written, 'text'));
  }
}

/** Where the words of a text are committed to. */
function placeIn({ coalitionId, proposalId, entryVersion }: ProposalText, field: 'title' | 'text') {
  return { coalitionId, stream: proposalId, version: entryVersion, field };
}

@Resolver(() => CoSponsorshipObject)
export class CoSponsorshipResolver {
  constructor(private readonly readers: NodeReaders) {}

  @ResolveField(() => PersonObject, { description: 'Who stood behind it.' })
  person(
    @Parent() { coalitionId, personId }: CoSponsorship,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    return this.readers.linked('Person', { coalitionId, id: personId }, context);
  }
}
