import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  Access,
  databaseNow,
  loadRow,
  notFound,
  readGlobalId,
  Reading,
  type GraphqlContext,
} from '#platform';
import { DataSource } from 'typeorm';
import type { Mandate } from './assembly.types.js';
import { loadBody } from './body.queries.js';
import { CountedMandateObject, EligibilityArgs, EligibilityObject } from './eligibility.graphql.js';
import { eligibility } from './eligibility.rules.js';
import { readOptionalId } from './inputs.js';
import { loadPerson } from './person.queries.js';
import { MandateObject } from './seat.graphql.js';
import { MANDATES, SEATS } from './seat.queries.js';
import { candidateOf, rulesOfBody } from './seating.queries.js';

@Resolver(() => CountedMandateObject)
export class EligibilityResolver {
  constructor(
    private readonly dataSource: DataSource,
    private readonly reading: Reading,
  ) {}

  @Access('member')
  @Query(() => EligibilityObject, {
    description:
      'Whether a person may be given a seat, by what is known; the people of the coalition may ask.',
  })
  async eligibility(
    @Args() { seat: seatKey, person, onBehalfOf, beginsAt, asKnownAt }: EligibilityArgs,
    @Context() { principal }: GraphqlContext,
  ): Promise<EligibilityObject> {
    const { coalitionId, id: seatId } = readGlobalId('Seat', seatKey);
    const { id: personId } = readGlobalId('Person', person);
    const db = this.dataSource.manager;
    const seat = principal.persons.has(coalitionId) ? await loadRow(db, SEATS, coalitionId, seatId) : null;
    const body = seat && (await loadBody(db, coalitionId, seat.bodyId));
    if (!seat || !body || !(await loadPerson(db, coalitionId, personId))) throw notFound();
    const now = await databaseNow(this.dataSource);
    const known = { coalitionId, bodyId: body.id, asKnownAt: asKnownAt ?? now };
    const wanted = {
      seatClass: seat.seatClass,
      onBehalfOf: readOptionalId('Organization', onBehalfOf) ?? seat.organizationId,
      beginsAt: beginsAt ?? now,
    };
    const rules = await rulesOfBody(db, known, { zone: body.zone, at: wanted.beginsAt });
    const found = eligibility(rules, await candidateOf(db, known, personId), wanted);
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
