import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import {
  Access,
  NodeReaders,
  PageArgs,
  readGlobalId,
  Reading,
  type Connection,
  type GraphqlContext,
} from '#platform';
import { answer, actorOf, PrivateReading } from '#record';
import type { Organization } from './assembly.types.js';
import { OrganizationObject } from './coalition.graphql.js';
import { ORGANIZATIONS } from './coalition.queries.js';
import {
  DiscloseFundingInput,
  DiscloseFundingResult,
  EndFundingInput,
  EndFundingResult,
  FundingConnection,
  FundingObject,
} from './funding.graphql.js';
import { FUNDING, FUNDING_OF_ORGANIZATION, type FundingView } from './funding.queries.js';
import { Fundings } from './funding.service.js';
import { readOptionalId, readWords } from './inputs.js';

@Resolver(() => FundingObject)
export class FundingResolver {
  constructor(
    private readonly fundings: Fundings,
    private readonly reading: Reading,
    private readonly privacy: PrivateReading,
    readers: NodeReaders,
  ) {
    readers.register('Funding', (key, context) => this.reading.row(context, FUNDING, key));
  }

  @ResolveField()
  organization(
    @Parent() { coalitionId, organizationId }: FundingView,
    @Context() context: GraphqlContext,
  ): Promise<Organization | null> {
    return this.reading.row(context, ORGANIZATIONS, { coalitionId, id: organizationId });
  }

  @ResolveField()
  async funder(
    @Parent() { coalitionId, funderId }: FundingView,
    @Context() context: GraphqlContext,
  ): Promise<Organization | null> {
    return funderId && this.reading.row(context, ORGANIZATIONS, { coalitionId, id: funderId });
  }

  @ResolveField()
  funderName(@Parent() { funderName }: FundingView): string | null {
    return this.privacy.open(funderName);
  }

  @ResolveField()
  purpose(@Parent() { purpose }: FundingView): string | null {
    return this.privacy.open(purpose);
  }

  @Access('member')
  @Mutation(() => DiscloseFundingResult, {
    description: 'Tells of a source of funding of an organization; who holds a mandate on its behalf does.',
  })
  async discloseFunding(
    @Args('input', { description: 'Who pays whom, how much and what for.' }) input: DiscloseFundingInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: organizationId } = readGlobalId('Organization', input.organizationId);
    const { kind, currency, least, most = null, beginsAt = null, endsAt = null } = input;
    const actor = actorOf(context.principal, coalitionId, 'discloseFunding', input);
    const acted = await this.fundings.discloseFunding(actor, {
      organizationId,
      funderId: readOptionalId('Organization', input.funderId),
      funderName: input.funderName ? readWords(input.funderName) : null,
      kind,
      purpose: readWords(input.purpose),
      ...{ currency, least, most, beginsAt, endsAt },
    });
    return this.#answer(context, acted);
  }

  @Access('member')
  @Mutation(() => EndFundingResult, {
    description: 'Ends funding of an organization; who holds a mandate on its behalf does.',
  })
  async endFunding(
    @Args('input', { description: 'The funding and its end.' }) input: EndFundingInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: fundingId } = readGlobalId('Funding', input.fundingId);
    const { expectedVersion, endsAt = null } = input;
    const actor = actorOf(context.principal, coalitionId, 'endFunding', input);
    return this.#answer(
      context,
      await this.fundings.endFunding(actor, { fundingId, expectedVersion, endsAt }),
    );
  }

  #answer(context: GraphqlContext, acted: Awaited<ReturnType<Fundings['discloseFunding']>>): Promise<object> {
    return answer({ reading: this.reading, context }, acted, {
      noun: 'funding',
      of: FUNDING,
      id: ({ fundingId }) => fundingId,
    });
  }
}

@Resolver(() => OrganizationObject)
export class OrganizationFundingResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => FundingConnection, {
    description: 'What the organization has told of its funding and the caller is shown, the latest first.',
  })
  funding(
    @Parent() organization: Organization,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<FundingView>> {
    return this.reading.page(context, FUNDING_OF_ORGANIZATION, organization, page);
  }
}
