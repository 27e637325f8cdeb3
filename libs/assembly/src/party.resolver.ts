import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Access, NodeReaders, readGlobalId, Reading, type GraphqlContext } from '#platform';
import { answer, actorOf } from '#record';
import type { Organization } from './assembly.types.js';
import { ORGANIZATIONS } from './coalition.queries.js';
import { NamePartyInput, NamePartyResult, SubjectPartyObject } from './conflict.graphql.js';
import { readOptionalId } from './inputs.js';
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
    const actor = actorOf(context.principal, coalitionId, 'nameParty', input);
    const acted = await this.recusals.nameParty(actor, { bodyId, subjectId, organizationId, personId });
    return answer({ reading: this.reading, context }, acted, {
      noun: 'party',
      of: PARTIES,
      id: ({ partyId }) => partyId,
    });
  }
}
