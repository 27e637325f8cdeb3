import { Injectable } from '@nestjs/common';
import type { BodyId, CoalitionId, MandateId, OrganizationId, PersonId, SeatId } from '#kernel';
import { databaseNow, loader, type GraphqlContext } from '#platform';
import { DataSource } from 'typeorm';
import type { Body } from './assembly.types.js';
import { KNOWN, RECORDED } from './seating.queries.js';

/** Who held a seat at an instant, as the record told it by another. */
export interface RosterLine {
  readonly coalitionId: CoalitionId;
  readonly bodyId: BodyId;
  readonly mandateId: MandateId;
  readonly seatId: SeatId;
  readonly personId: PersonId;
  readonly onBehalfOf: OrganizationId | null;
  readonly beginsAt: Date;
  readonly endsAt: Date | null;
}

const ROSTERS = `
SELECT "coalitionId", "bodyId", "mandateId", "seatId", "personId", "onBehalfOf", "beginsAt", "endsAt" FROM (
  SELECT coalition_id AS "coalitionId", body_id AS "bodyId", id AS "mandateId", seat_id AS "seatId",
    person_id AS "personId", ${KNOWN('mandate', 'organization')}::uuid AS "onBehalfOf",
    ${KNOWN('mandate', 'beginsAt')}::timestamptz AS "beginsAt", ${KNOWN('mandate', 'endsAt')}::timestamptz AS "endsAt"
  FROM mandate
  WHERE (coalition_id, body_id) IN (SELECT * FROM unnest($2::uuid[], $3::uuid[])) AND ${RECORDED('mandate')}
) AS told
WHERE "beginsAt" <= $4 AND ("endsAt" IS NULL OR $4 < "endsAt") ORDER BY "seatId"`;

/** Reads who sat when, from what the record had told by a day. */
@Injectable()
export class RosterQueries {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Who held the seats of a body at an instant; of all bodies that a request asks about by one statement.
   *
   * @param asKnownAt what was recorded later is left out; null for all that is known now
   */
  async asOf(
    context: GraphqlContext,
    body: Body,
    { instant, asKnownAt }: { readonly instant: Date; readonly asKnownAt: Date | null },
  ): Promise<readonly RosterLine[]> {
    const batch = async (bodies: readonly Body[]) => {
      const lines = await this.dataSource.query<RosterLine[]>(ROSTERS, [
        asKnownAt ?? (await databaseNow(this.dataSource)),
        bodies.map(({ coalitionId }) => coalitionId),
        bodies.map(({ id }) => id),
        instant,
      ]);
      return bodies.map(({ id }) => lines.filter(({ bodyId }) => bodyId === id));
    };
    const name = `roster of ${instant.toISOString()} as known at ${asKnownAt?.toISOString() ?? 'now'}`;
    return loader<Body, readonly RosterLine[]>(context, name, batch, ({ id }) => id).load(body);
  }
}
