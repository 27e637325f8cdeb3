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
import { answer, actorOf } from '#record';
import type { Body } from './assembly.types.js';
import { BodyObject } from './body.graphql.js';
import { ORGANIZATIONS } from './coalition.queries.js';
import { RecusalConnection } from './conflict.graphql.js';
import { readWords } from './inputs.js';
import { PEOPLE } from './person.queries.js';
import { RemedyConnection } from './remedy.graphql.js';
import {
  NoteFactInput,
  NoteFactResult,
  RelateOrganizationsInput,
  RelateOrganizationsResult,
  RuleInput,
  RuleResult,
  RulingConnection,
  WaiveLimitInput,
  WaiveLimitResult,
} from './standing.graphql.js';
import {
  RECUSALS_OF_BODY,
  REMEDIES,
  REMEDIES_OF_BODY,
  RULINGS,
  RULINGS_OF_BODY,
} from './standing.queries.js';
import { Standing } from './standing.service.js';
import type { Recusal, Remedy, Ruling } from './standing.types.js';

@Resolver(() => BodyObject)
export class StandingResolver {
  constructor(
    private readonly standing: Standing,
    private readonly reading: Reading,
    readers: NodeReaders,
  ) {
    readers.register('Remedy', (key, context) => this.reading.row(context, REMEDIES, key));
    readers.register('Ruling', (key, context) => this.reading.row(context, RULINGS, key));
  }

  @ResolveField(() => RulingConnection, { description: 'What was ruled on its charter, the first first.' })
  rulings(
    @Parent() body: Body,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Ruling>> {
    return this.reading.page(context, RULINGS_OF_BODY, body, page);
  }

  @ResolveField(() => RemedyConnection, {
    description: 'What is done about caps that are breached and about too few holders, the first first.',
  })
  remedies(
    @Parent() body: Body,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Remedy>> {
    return this.reading.page(context, REMEDIES_OF_BODY, body, page);
  }

  @ResolveField(() => RecusalConnection, { description: 'Who stays out of what, the first first.' })
  recusals(
    @Parent() body: Body,
    @Args() page: PageArgs,
    @Context() context: GraphqlContext,
  ): Promise<Connection<Recusal>> {
    return this.reading.page(context, RECUSALS_OF_BODY, body, page);
  }

  @Access('member')
  @Mutation(() => RuleResult, {
    description: 'Rules which reading of what a charter leaves open holds from now on; a steward does.',
  })
  async rule(
    @Args('input', { description: 'The question and the reading.' }) input: RuleInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: bodyId } = readGlobalId('Body', input.bodyId);
    const actor = actorOf(context.principal, coalitionId, 'rule', input);
    const acted = await this.standing.rule(actor, {
      bodyId,
      question: readWords(input.question),
      reading: readWords(input.reading),
      because: readWords(input.because),
    });
    return answer({ reading: this.reading, context }, acted, {
      noun: 'ruling',
      of: RULINGS,
      id: ({ rulingId }) => rulingId,
    });
  }

  @Access('member')
  @Mutation(() => WaiveLimitResult, { description: 'Waives a limit for one person; a steward does.' })
  async waiveLimit(
    @Args('input', { description: 'The limit and the person.' }) input: WaiveLimitInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: bodyId } = readGlobalId('Body', input.bodyId);
    const { id: personId } = readGlobalId('Person', input.personId);
    const { beginsAt = null, endsAt = null } = input;
    const actor = actorOf(context.principal, coalitionId, 'waiveLimit', input);
    const [clause, because] = [readWords(input.clause), readWords(input.because)];
    const waiver = { bodyId, personId, clause, because, beginsAt, endsAt };
    const acted = await this.standing.waiveLimit(actor, waiver);
    return answer({ reading: this.reading, context }, acted, {
      noun: 'person',
      of: PEOPLE,
      id: () => personId,
    });
  }

  @Access('member')
  @Mutation(() => NoteFactResult, {
    description: 'Notes a fact about a person of which charters speak; a steward does.',
  })
  async noteFact(
    @Args('input', { description: 'The person and the fact.' }) input: NoteFactInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: personId } = readGlobalId('Person', input.personId);
    const { beginsAt = null, endsAt = null } = input;
    const actor = actorOf(context.principal, coalitionId, 'noteFact', input);
    const fact = { personId, kind: readWords(input.kind), beginsAt, endsAt };
    const acted = await this.standing.noteFact(actor, fact);
    return answer({ reading: this.reading, context }, acted, {
      noun: 'person',
      of: PEOPLE,
      id: () => personId,
    });
  }

  @Access('member')
  @Mutation(() => RelateOrganizationsResult, {
    description: 'Notes that two organizations are related, so that caps take them for one; a steward does.',
  })
  async relateOrganizations(
    @Args('input', { description: 'The organizations.' }) input: RelateOrganizationsInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: organizationId } = readGlobalId('Organization', input.organizationId);
    const { id: relatedId } = readGlobalId('Organization', input.relatedId);
    const { beginsAt = null, endsAt = null } = input;
    const actor = actorOf(context.principal, coalitionId, 'relateOrganizations', input);
    const relation = { organizationId, relatedId, beginsAt, endsAt };
    const acted = await this.standing.relateOrganizations(actor, relation);
    return answer({ reading: this.reading, context }, acted, {
      noun: 'organization',
      of: ORGANIZATIONS,
      id: () => organizationId,
    });
  }
}
