import { Injectable } from '@nestjs/common';
import type { CoalitionId, OrganizationId, PersonId, SeatId } from '#kernel';
import { databaseNow, loadRow, notFound } from '#platform';
import { DataSource } from 'typeorm';
import { loadBody } from './body.queries.js';
import { eligibility } from './eligibility.rules.js';
import type { Eligibility } from './eligibility.types.js';
import { loadPerson } from './person.queries.js';
import { SEATS } from './seat.queries.js';
import { candidateOf, rulesOfBody } from './seating.queries.js';

/** What the question leaves open: null for now, and for the organization that fills the seat. */
export interface EligibilityAsked {
  readonly onBehalfOf: OrganizationId | null;
  readonly beginsAt: Date | null;
  readonly asKnownAt: Date | null;
}

/** Answers who may be seated, by the rules that every appointment passes. */
@Injectable()
export class EligibilityQueries {
  constructor(private readonly dataSource: DataSource) {}

  /** Whether a person may be given a seat. Throws NOT_FOUND when the seat or the person is absent. */
  async eligibility(
    { coalitionId, seatId, personId }: { coalitionId: CoalitionId; seatId: SeatId; personId: PersonId },
    asked: EligibilityAsked,
  ): Promise<Eligibility> {
    const db = this.dataSource.manager;
    const seat = await loadRow(db, SEATS, coalitionId, seatId);
    const body = seat && (await loadBody(db, coalitionId, seat.bodyId));
    if (!seat || !body || !(await loadPerson(db, coalitionId, personId))) throw notFound();
    const now = await databaseNow(this.dataSource);
    const known = { coalitionId, bodyId: body.id, asKnownAt: asked.asKnownAt ?? now };
    const beginsAt = asked.beginsAt ?? now;
    const rules = await rulesOfBody(db, known, { zone: body.zone, at: beginsAt });
    const candidate = await candidateOf(db, known, personId);
    const { seatClass, organizationId } = seat;
    return eligibility(rules, candidate, {
      seatClass,
      onBehalfOf: asked.onBehalfOf ?? organizationId,
      beginsAt,
    });
  }
}
