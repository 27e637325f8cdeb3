import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Access, readGlobalId, Reading, type GraphqlContext } from '#platform';
import { answer, actorOf } from '#record';
import { MANDATES } from './seat.queries.js';
import { FillVacancyInput, FillVacancyResult } from './vacancy.graphql.js';
import { Vacancies } from './vacancy.service.js';

@Resolver()
export class VacancyResolver {
  constructor(
    private readonly vacancies: Vacancies,
    private readonly reading: Reading,
  ) {}

  @Access('member')
  @Mutation(() => FillVacancyResult, {
    description: 'Gives a vacant seat to the first candidate who may take it; a steward does.',
  })
  async fillVacancy(
    @Args('input', { description: 'The seat, the step and the candidates.' }) input: FillVacancyInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: seatId } = readGlobalId('Seat', input.seatId);
    const { id: replaces } = readGlobalId('Mandate', input.replaces);
    const candidates = input.candidates.map((person) => readGlobalId('Person', person).id);
    const { by, nextNominations = null } = input;
    const actor = actorOf(context.principal, coalitionId, 'fillVacancy', input);
    const vacancy = { seatId, by, candidates, replaces, nextNominations };
    const acted = await this.vacancies.fillVacancy(actor, vacancy);
    return answer({ reading: this.reading, context }, acted, {
      noun: 'mandate',
      of: MANDATES,
      id: ({ mandateId }) => mandateId,
    });
  }
}
