import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Access, NodeReaders, readGlobalId, Reading, type GraphqlContext } from '#platform';
import { answer, actorOf } from '#record';
import type { Organization } from './assembly.types.js';
import { ORGANIZATIONS } from './coalition.queries.js';
import { FUNDING, type FundingView } from './funding.queries.js';
import { readOptionalId, readWords } from './inputs.js';
import {
  NamePartyInput,
  NamePartyResult,
  SubjectPartyObject,
  WithdrawPartyInput,
  WithdrawPartyResult,
} from './party.graphql.js';
import { Recusals } from './recusal.service.js';
import { PARTIES } from './standing.queries.js';
import type { SubjectParty } from './standing.types.js';

@Resolver(() => SubjectPartyObject)
export class PartyResolver {
  constructor(
    private readonly recusals: Recusals,
    private readonly reading: Reading,
    readers: NodeReaders,
  ) {
    readers.register('SubjectParty', (key, context) => this.reading.row(context, PARTIES, key));
  }

  @ResolveField()
  async organization(
    @Parent() { coalitionId, organizationId }: SubjectParty,
    @Context() context: GraphqlContext,
  ): Promise<Organization | null> {
    return organizationId && this.reading.row(context, ORGANIZATIONS, { coalitionId, id: organizationId });
  }

  @ResolveField()
  async funding(
    @Parent() { coalitionId, fundingId }: SubjectParty,
    @Context() context: GraphqlContext,
  ): Promise<FundingView | null> {
    return fundingId && this.reading.row(context, FUNDING, { coalitionId, id: fundingId });
  }

  @Access('member')
  @Mutation(() => NamePartyResult, {
    description: 'States whom a proposal concerns, so that whom the charter names stays out; a steward does.',
  })
  async nameParty(
    @Args('input', { description: 'The proposal and whom it concerns.' }) input: NamePartyInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: bodyId } = readGlobalId('Body', input.bodyId);
    const { id: subjectId } = readGlobalId('Proposal', input.proposalId);
    const organizationId = readOptionalId('Organization', input.organizationId);
    const personId = readOptionalId('Person', input.personId);
    const fundingId = readOptionalId('Funding', input.fundingId);
    const actor = actorOf(context.principal, coalitionId, 'nameParty', input);
    const party = { bodyId, subjectId, organizationId, personId, fundingId };
    return this.#answer(context, await this.recusals.nameParty(actor, party));
  }

  @Access('member')
  @Mutation(() => WithdrawPartyResult, {
    description: 'Withdraws a party that was named in error; a steward does.',
  })
  async withdrawParty(
    @Args('input', { description: 'The party, and why it is none.' }) input: WithdrawPartyInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: partyId } = readGlobalId('SubjectParty', input.partyId);
    const { expectedVersion } = input;
    const actor = actorOf(context.principal, coalitionId, 'withdrawParty', input);
    const party = { partyId, expectedVersion, because: readWords(input.because) };
    return this.#answer(context, await this.recusals.withdrawParty(actor, party));
  }

  #answer(context: GraphqlContext, acted: Awaited<ReturnType<Recusals['nameParty']>>): Promise<object> {
    return answer({ reading: this.reading, context }, acted, {
      noun: 'party',
      of: PARTIES,
      id: ({ partyId }) => partyId,
    });
  }
}
