import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Access, readGlobalId, Reading, type GraphqlContext } from '#platform';
import { answer, actorOf } from '#record';
import {
  CorrectAffiliationInput,
  CorrectAffiliationResult,
  CorrectMandateInput,
  CorrectMandateResult,
} from './correction.graphql.js';
import { Corrections } from './correction.service.js';
import { readOptionalId, readWords } from './inputs.js';
import { AFFILIATIONS } from './person.queries.js';
import { MANDATES } from './seat.queries.js';

@Resolver()
export class CorrectionResolver {
  constructor(
    private readonly corrections: Corrections,
    private readonly reading: Reading,
  ) {}

  @Access('member')
  @Mutation(() => CorrectMandateResult, {
    description: 'Corrects when and for whom a seat was held; what was known before stays; a steward does.',
  })
  async correctMandate(
    @Args('input', { description: 'The mandate as it was.' }) input: CorrectMandateInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: mandateId } = readGlobalId('Mandate', input.mandateId);
    const { expectedVersion, beginsAt, endsAt = null } = input;
    const onBehalfOf = readOptionalId('Organization', input.onBehalfOf);
    const because = readWords(input.because);
    const actor = actorOf(context.principal, coalitionId, 'correctMandate', input);
    const correction = { mandateId, expectedVersion, beginsAt, endsAt, onBehalfOf, because };
    const acted = await this.corrections.correctMandate(actor, correction);
    return answer({ reading: this.reading, context }, acted, {
      noun: 'mandate',
      of: MANDATES,
      id: () => mandateId,
    });
  }

  @Access('member')
  @Mutation(() => CorrectAffiliationResult, {
    description:
      'Corrects when somebody belonged to an organization; what was known before stays; a steward does.',
  })
  async correctAffiliation(
    @Args('input', { description: 'The affiliation as it was.' }) input: CorrectAffiliationInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: affiliationId } = readGlobalId('Affiliation', input.affiliationId);
    const { expectedVersion, beginsAt, endsAt = null } = input;
    const because = readWords(input.because);
    const actor = actorOf(context.principal, coalitionId, 'correctAffiliation', input);
    const correction = { affiliationId, expectedVersion, beginsAt, endsAt, because };
    const acted = await this.corrections.correctAffiliation(actor, correction);
    return answer({ reading: this.reading, context }, acted, {
      noun: 'affiliation',
      of: AFFILIATIONS,
      id: () => affiliationId,
    });
  }
}
