import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access, notFound, readGlobalId, Reading, type GraphqlContext } from '#platform';
import type { Mandate } from './assembly.types.js';
import { CountedMandateObject, EligibilityArgs, EligibilityObject } from './eligibility.graphql.js';
import { EligibilityQueries } from './eligibility.queries.js';
import { readOptionalId } from './inputs.js';
import { MandateObject } from './seat.graphql.js';
import { MANDATES } from './seat.queries.js';

@Resolver(() => CountedMandateObject)
export class EligibilityResolver {
  constructor(
    private readonly queries: EligibilityQueries,
    private readonly reading: Reading,
  ) {}

  @Access('member')
  @Query(() => EligibilityObject, {
    description:
      'Whether a person may be given a seat, by what is known; the people of the coalition may ask.',
  })
  async eligibility(
    @Args() { seat, person, onBehalfOf, beginsAt, asKnownAt }: EligibilityArgs,
    @Context() { principal }: GraphqlContext,
  ): Promise<EligibilityObject> {
    const { coalitionId, id: seatId } = readGlobalId('Seat', seat);
    const { id: personId } = readGlobalId('Person', person);
    if (!principal.persons.has(coalitionId)) throw notFound();
    const found = await this.queries.eligibility(
      { coalitionId, seatId, personId },
      {
        onBehalfOf: readOptionalId('Organization', onBehalfOf),
        beginsAt: beginsAt ?? null,
        asKnownAt: asKnownAt ?? null,
      },
    );
    const { nextEligible, limits, cases } = found;
    return {
      ...found,
      nextEligible: nextEligible && { at: null, ...nextEligible },
      limits: limits.map((limit) => ({
        ...limit,
        counted: limit.counted.map((one) => ({ ...one, coalitionId })),
      })),
      cases: cases.map(({ readings, answer }) => ({
        readings,
        isEligible: answer.obstacles.length === 0,
      })),
    };
  }

  @ResolveField(() => MandateObject, { description: 'The mandate.' })
  mandate(
    @Parent() { coalitionId, mandateId }: CountedMandateObject,
    @Context() context: GraphqlContext,
  ): Promise<Mandate | null> {
    return this.reading.row(context, MANDATES, { coalitionId, id: mandateId });
  }
}
