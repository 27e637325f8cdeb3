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
import type { Person } from './assembly.types.js';
import {
  ActivateAlternateInput,
  ActivateAlternateResult,
  DeclareInterestInput,
  DeclareInterestResult,
  EndInterestInput,
  EndInterestResult,
  InterestConnection,
  InterestObject,
  RecuseInput,
  RecuseResult,
} from './conflict.graphql.js';
import { Conflicts } from './conflict.service.js';
import { readOptionalId, readWords } from './inputs.js';
import { PersonObject } from './person.graphql.js';
import {
  ACTIVATIONS,
  INTEREST_DETAILS,
  INTERESTS,
  INTERESTS_OF_PERSON,
  RECUSALS,
} from './standing.queries.js';
import type { Interest } from './standing.types.js';

@Resolver(() => PersonObject)
export class ConflictResolver {
  constructor(
    private readonly conflicts: Conflicts,
    private readonly reading: Reading,
    readers: NodeReaders,
  ) {
    readers.register('Interest', (key, context) => this.reading.row(context, INTERESTS, key));
    readers.register('Recusal', (key, context) => this.reading.row(context, RECUSALS, key));
    readers.register('AlternateActivation', (key, context) => this.reading.row(context, ACTIVATIONS, key));
  }

  @ResolveField(() => InterestConnection, { description: 'What the person has declared to have at stake.' })
  interests(
    @Parent() person: Person,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Interest>> {
    return this.reading.page(context, INTERESTS_OF_PERSON, person, page);
  }

  @Access('member')
  @Mutation(() => DeclareInterestResult, { description: 'Declares what one has at stake.' })
  async declareInterest(
    @Args('input', { description: 'The interest.' }) input: DeclareInterestInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: personId } = readGlobalId('Person', input.personId);
    const organizationId = readOptionalId('Organization', input.organizationId);
    const { kind, beginsAt = null, endsAt = null } = input;
    const actor = actorOf(context.principal, coalitionId, 'declareInterest', input);
    const interest = { personId, kind, organizationId, details: readWords(input.details), beginsAt, endsAt };
    const acted = await this.conflicts.declareInterest(actor, interest);
    return answer({ reading: this.reading, context }, acted, {
      noun: 'interest',
      of: INTERESTS,
      id: ({ interestId }) => interestId,
    });
  }

  @Access('member')
  @Mutation(() => EndInterestResult, { description: 'Ends an interest that one has declared.' })
  async endInterest(
    @Args('input', { description: 'The interest and its end.' }) input: EndInterestInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: interestId } = readGlobalId('Interest', input.interestId);
    const { expectedVersion, endsAt = null } = input;
    const actor = actorOf(context.principal, coalitionId, 'endInterest', input);
    const acted = await this.conflicts.endInterest(actor, { interestId, expectedVersion, endsAt });
    return answer({ reading: this.reading, context }, acted, {
      noun: 'interest',
      of: INTERESTS,
      id: (result) => result.interestId,
    });
  }

  @Access('member')
  @Mutation(() => RecuseResult, { description: 'Stays out of a proposal that the body decides on.' })
  async recuse(
    @Args('input', { description: 'The body and the proposal.' }) input: RecuseInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: bodyId } = readGlobalId('Body', input.bodyId);
    const { id: personId } = readGlobalId('Person', input.personId);
    const { id: subjectId } = readGlobalId('Proposal', input.proposalId);
    const actor = actorOf(context.principal, coalitionId, 'recuse', input);
    const recusal = { bodyId, personId, subjectId, because: readWords(input.because) };
    const acted = await this.conflicts.recuse(actor, recusal);
    return answer({ reading: this.reading, context }, acted, {
      noun: 'recusal',
      of: RECUSALS,
      id: ({ recusalId }) => recusalId,
    });
  }

  @Access('member')
  @Mutation(() => ActivateAlternateResult, {
    description: 'Lets an alternate act in the place of a holder for a time; a steward does.',
  })
  async activateAlternate(
    @Args('input', { description: 'The alternate, the holder and the time.' }) input: ActivateAlternateInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: mandateId } = readGlobalId('Mandate', input.mandateId);
    const { id: standsInFor } = readGlobalId('Mandate', input.standsInFor);
    const { occasion, beginsAt = null, endsAt } = input;
    const actor = actorOf(context.principal, coalitionId, 'activateAlternate', input);
    const activation = { mandateId, standsInFor, occasion, beginsAt, endsAt };
    const acted = await this.conflicts.activateAlternate(actor, activation);
    return answer({ reading: this.reading, context }, acted, {
      noun: 'activation',
      of: ACTIVATIONS,
      id: ({ activationId }) => activationId,
    });
  }
}

@Resolver(() => InterestObject)
export class InterestResolver {
  constructor(
    private readonly reading: Reading,
    private readonly privacy: PrivateReading,
  ) {}

  @ResolveField(() => String, {
    nullable: true,
    description: 'What it is, in words; null where that is not shown to the caller, or was erased.',
  })
  async details(
    @Parent() { coalitionId, id }: Interest,
    @Context() context: GraphqlContext,
  ): Promise<string | null> {
    const shown = await this.reading.row(context, INTEREST_DETAILS, { coalitionId, id });
    return this.privacy.open(shown?.details ?? null);
  }
}
