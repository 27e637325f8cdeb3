import {
  Args,
  ArgsType,
  Context,
  Field,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import {
  Access,
  Fault,
  NodeReaders,
  PageArgs,
  readGlobalId,
  readText,
  type Connection,
  type GraphqlContext,
  Reading,
} from '#platform';
import { answer, actorOf } from '#record';
import { MaxLength } from 'class-validator';
import type { Body, Coalition, Organization, Person, Sector } from './assembly.types.js';
import { BodyConnection } from './body.graphql.js';
import { BODIES_OF_COALITION } from './body.queries.js';
import {
  AddSectorInput,
  AddSectorResult,
  AdmitOrganizationInput,
  AdmitOrganizationResult,
  CoalitionConnection,
  CoalitionObject,
  FoundCoalitionInput,
  FoundCoalitionResult,
  OrganizationConnection,
  OrganizationObject,
  SectorConnection,
  SectorObject,
} from './coalition.graphql.js';
import {
  CoalitionQueries,
  COALITIONS,
  ORGANIZATIONS,
  ORGANIZATIONS_OF_COALITION,
  ORGANIZATIONS_OF_SECTOR,
  SECTORS,
  SECTORS_OF_COALITION,
} from './coalition.queries.js';
import { Coalitions } from './coalition.service.js';
import { readWords } from './inputs.js';
import { PersonConnection } from './person.graphql.js';
import { OFFICE_HOLDERS_OF_COALITION, PEOPLE_OF_COALITION } from './person.queries.js';

@ArgsType()
class CoalitionArgs {
  @Field(() => String, { description: 'The name of the coalition in addresses.' })
  @MaxLength(63)
  slug!: string;
}

@Resolver(() => CoalitionObject)
export class CoalitionResolver {
  constructor(
    private readonly coalitions: Coalitions,
    private readonly queries: CoalitionQueries,
    private readonly reading: Reading,
    readers: NodeReaders,
  ) {
    readers.register('Coalition', (key, context) => this.reading.row(context, COALITIONS, key));
    readers.register('Sector', (key, context) => this.reading.row(context, SECTORS, key));
    readers.register('Organization', (key, context) => this.reading.row(context, ORGANIZATIONS, key));
  }

  @Access('public')
  @Query(() => CoalitionObject, {
    nullable: true,
    description: 'Finds a coalition by its name in addresses; null when there is none.',
  })
  coalition(@Args() { slug }: CoalitionArgs): Promise<Coalition | null> {
    return this.queries.bySlug(slug);
  }

  @Access('public')
  @Query(() => CoalitionConnection, {
    name: 'coalitions',
    description: 'The coalitions of this server, by their names in addresses.',
  })
  allCoalitions(@Args() page: PageArgs): Promise<Connection<Coalition>> {
    return this.queries.all(page);
  }

  @ResolveField(() => SectorConnection, {
    description: 'Its sectors, in the order in which they were added.',
  })
  sectors(
    @Parent() coalition: Coalition,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Sector>> {
    return this.reading.page(context, SECTORS_OF_COALITION, coalition, page);
  }

  @ResolveField(() => OrganizationConnection, {
    description: 'Its partners, in the order in which they were admitted.',
  })
  organizations(
    @Parent() coalition: Coalition,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Organization>> {
    return this.reading.page(context, ORGANIZATIONS_OF_COALITION, coalition, page);
  }

  @ResolveField(() => BodyConnection, {
    description: 'Its bodies, in the order in which they were established.',
  })
  bodies(
    @Parent() coalition: Coalition,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Body>> {
    return this.reading.page(context, BODIES_OF_COALITION, coalition, page);
  }

  @ResolveField(() => PersonConnection, {
    description: 'Its people; for those outside the coalition only the ones who hold or held a mandate.',
  })
  people(
    @Parent() coalition: Coalition,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Person>> {
    const isMember = context.principal.persons.has(coalition.id);
    const list = isMember ? PEOPLE_OF_COALITION : OFFICE_HOLDERS_OF_COALITION;
    return this.reading.page(context, list, coalition, page);
  }

  @Access('founder')
  @Mutation(() => FoundCoalitionResult, {
    description: 'Founds a coalition and begins its record; the caller becomes its first person and steward.',
  })
  async foundCoalition(
    @Args('input', { description: 'The coalition to found.' }) input: FoundCoalitionInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { slug, name, founderName, idempotencyKey } = input;
    const { accountId } = context.principal;
    if (!accountId) throw new Fault('UNAUTHENTICATED', 'Sign in to do this.');
    const acted = await this.coalitions.foundCoalition(accountId, idempotencyKey, {
      slug,
      name: readText(name),
      founderName: readWords(founderName),
    });
    return answer({ reading: this.reading, context }, acted, {
      noun: 'coalition',
      of: COALITIONS,
      id: ({ coalitionId }) => coalitionId,
    });
  }

  @Access('member')
  @Mutation(() => AddSectorResult, { description: 'Adds a sector to a coalition; a steward does.' })
  async addSector(
    @Args('input', { description: 'The sector to add.' }) input: AddSectorInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { id: coalitionId } = readGlobalId('Coalition', input.coalitionId);
    const actor = actorOf(context.principal, coalitionId, 'addSector', input);
    const acted = await this.coalitions.addSector(actor, { name: readText(input.name) });
    return answer({ reading: this.reading, context }, acted, {
      noun: 'sector',
      of: SECTORS,
      id: ({ sectorId }) => sectorId,
    });
  }

  @Access('member')
  @Mutation(() => AdmitOrganizationResult, {
    description: 'Takes an organization into a coalition as a partner; a steward does.',
  })
  async admitOrganization(
    @Args('input', { description: 'The organization to take in.' }) input: AdmitOrganizationInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: sectorId } = readGlobalId('Sector', input.sectorId);
    const actor = actorOf(context.principal, coalitionId, 'admitOrganization', input);
    const acted = await this.coalitions.admitOrganization(actor, { sectorId, name: readText(input.name) });
    return answer({ reading: this.reading, context }, acted, {
      noun: 'organization',
      of: ORGANIZATIONS,
      id: ({ organizationId }) => organizationId,
    });
  }
}

@Resolver(() => SectorObject)
export class SectorResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => OrganizationConnection, {
    description: 'The organizations of the sector, in the order in which they were admitted.',
  })
  organizations(
    @Parent() sector: Sector,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Organization>> {
    return this.reading.page(context, ORGANIZATIONS_OF_SECTOR, sector, page);
  }
}

@Resolver(() => OrganizationObject)
export class OrganizationResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => SectorObject, { description: 'The sector to which it belongs.' })
  sector(
    @Parent() { coalitionId, sectorId }: Organization,
    @Context() context: GraphqlContext,
  ): Promise<Sector | null> {
    return this.reading.row(context, SECTORS, { coalitionId, id: sectorId });
  }
}
