import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { erasedText, type Erasure } from '#kernel';
import {
  Access,
  NodeReaders,
  PageArgs,
  readGlobalId,
  type Connection,
  type GraphqlContext,
  Reading,
  type RowKey,
} from '#platform';
import { answer, actorOf, PrivateReading } from '#record';
import type { Affiliation, Mandate, Organization } from './assembly.types.js';
import { OrganizationObject } from './coalition.graphql.js';
import { ORGANIZATIONS } from './coalition.queries.js';
import { readWords } from './inputs.js';
import {
  AffiliateInput,
  AffiliateResult,
  AffiliationConnection,
  AffiliationObject,
  EndAffiliationInput,
  EndAffiliationResult,
  PersonObject,
  RegisterPersonInput,
  RegisterPersonResult,
} from './person.graphql.js';
import { AFFILIATIONS, AFFILIATIONS_OF_PERSON, PEOPLE, type PersonView } from './person.queries.js';
import { People } from './person.service.js';
import { nameVisibility, type NameVisibility } from './register.rules.js';
import { MandateConnection } from './seat.graphql.js';
import { MANDATES_OF_PERSON } from './seat.queries.js';

/** Whether the caller may know who this is. */
function knows({ principal }: GraphqlContext, person: PersonView): boolean {
  return nameVisibility(person) === 'PUBLIC' || principal.persons.has(person.coalitionId);
}

/** Where the name of a person is committed to. */
function nameOf({ coalitionId, id, nameVersion }: PersonView) {
  return { coalitionId, stream: id, version: nameVersion, field: 'name' };
}

@Resolver(() => PersonObject)
export class PersonResolver {
  constructor(
    private readonly people: People,
    private readonly reading: Reading,
    private readonly privacy: PrivateReading,
    readers: NodeReaders,
  ) {
    readers.register('Person', (key, context) => this.reading.row(context, PEOPLE, key));
    readers.register('Affiliation', (key, context) => this.#affiliation(key, context));
  }

  @ResolveField()
  async name(@Parent() person: PersonView, @Context() context: GraphqlContext): Promise<string | null> {
    if (!knows(context, person)) return null;
    const name = await this.privacy.read(context, person.name, nameOf(person));
    return typeof name === 'string' ? name : name && erasedText(name);
  }

  @ResolveField()
  async erased(@Parent() person: PersonView, @Context() context: GraphqlContext): Promise<Erasure | null> {
    return person.name ? null : this.privacy.erasure(context, nameOf(person));
  }

  @ResolveField()
  visibility(@Parent() person: PersonView): NameVisibility {
    return nameVisibility(person);
  }

  @ResolveField(() => AffiliationConnection, {
    nullable: true,
    description: 'The organizations to which the person belongs or belonged; open to whom the name is open.',
  })
  async affiliations(
    @Parent() person: PersonView,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Affiliation> | null> {
    return knows(context, person) ? this.reading.page(context, AFFILIATIONS_OF_PERSON, person, page) : null;
  }

  @ResolveField(() => MandateConnection, {
    description: 'The mandates that the person holds or held, the latest first.',
  })
  mandates(
    @Parent() person: PersonView,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Mandate>> {
    return this.reading.page(context, MANDATES_OF_PERSON, person, page);
  }

  @Access('member')
  @Mutation(() => RegisterPersonResult, { description: 'Registers a person; a steward does.' })
  async registerPerson(
    @Args('input', { description: 'The person to register.' }) input: RegisterPersonInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { id: coalitionId } = readGlobalId('Coalition', input.coalitionId);
    const { name, email = null, steward } = input;
    const actor = actorOf(context.principal, coalitionId, 'registerPerson', input);
    const person = { name: readWords(name), email, steward };
    const acted = await this.people.registerPerson(actor, person);
    return answer({ reading: this.reading, context }, acted, {
      noun: 'person',
      of: PEOPLE,
      id: ({ personId }) => personId,
    });
  }

  @Access('member')
  @Mutation(() => AffiliateResult, {
    description: 'Notes that a person belongs to an organization; a steward does.',
  })
  async affiliate(
    @Args('input', { description: 'The person and the organization.' }) input: AffiliateInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: personId } = readGlobalId('Person', input.personId);
    const { id: organizationId } = readGlobalId('Organization', input.organizationId);
    const { beginsAt = null, endsAt = null, contested } = input;
    const actor = actorOf(context.principal, coalitionId, 'affiliate', input);
    const affiliate = { personId, organizationId, beginsAt, endsAt, contested };
    const acted = await this.people.affiliate(actor, affiliate);
    return this.#answer(context, acted);
  }

  @Access('member')
  @Mutation(() => EndAffiliationResult, {
    description: 'Ends the belonging of a person to an organization; a steward does.',
  })
  async endAffiliation(
    @Args('input', { description: 'The affiliation to end.' }) input: EndAffiliationInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: affiliationId } = readGlobalId('Affiliation', input.affiliationId);
    const { expectedVersion, endsAt = null } = input;
    const actor = actorOf(context.principal, coalitionId, 'endAffiliation', input);
    const acted = await this.people.endAffiliation(actor, { affiliationId, expectedVersion, endsAt });
    return this.#answer(context, acted);
  }

  #answer(context: GraphqlContext, acted: Awaited<ReturnType<People['affiliate']>>): Promise<object> {
    return answer({ reading: this.reading, context }, acted, {
      noun: 'affiliation',
      of: AFFILIATIONS,
      id: ({ affiliationId }) => affiliationId,
    });
  }

  async #affiliation(key: RowKey, context: GraphqlContext): Promise<Affiliation | null> {
    const affiliation = await this.reading.row(context, AFFILIATIONS, key);
    if (!affiliation) return null;
    const { coalitionId, personId } = affiliation;
    const person = await this.reading.row(context, PEOPLE, { coalitionId, id: personId });
    return person && knows(context, person) ? affiliation : null;
  }
}

@Resolver(() => AffiliationObject)
export class AffiliationResolver {
  constructor(private readonly reading: Reading) {}

  @ResolveField(() => PersonObject, { description: 'The person.' })
  person(
    @Parent() { coalitionId, personId }: Affiliation,
    @Context() context: GraphqlContext,
  ): Promise<PersonView | null> {
    return this.reading.row(context, PEOPLE, { coalitionId, id: personId });
  }

  @ResolveField(() => OrganizationObject, { description: 'The organization.' })
  organization(
    @Parent() { coalitionId, organizationId }: Affiliation,
    @Context() context: GraphqlContext,
  ): Promise<Organization | null> {
    return this.reading.row(context, ORGANIZATIONS, { coalitionId, id: organizationId });
  }
}
