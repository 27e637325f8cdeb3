import type { BodyId, CoalitionId, MandateId, OrganizationId, PersonId } from '#kernel';
import type { EntityManager } from 'typeorm';
import type { FilledBy } from './assembly.types.js';
import type { Composition, Seated } from './cap.rules.js';
import type { CharterVersion } from './charter.types.js';
import type { BodyRules, Candidate } from './eligibility.types.js';
import type { Vacancy } from './filling.rules.js';
import { groupsOf } from './group.rules.js';
import { isProvision, Provisions } from './provision.rules.js';
import type { OrganizationRelation } from './standing.types.js';
import type { KnownFact, Tenure, Waiver } from './term.types.js';

/** A body of a coalition, as it was known at an instant. */
export interface Known {
  readonly coalitionId: CoalitionId;
  readonly bodyId: BodyId;
  /** What was recorded later is left out. */
  readonly asKnownAt: Date;
}

/** Whether a row's first entry was recorded by the instant that is the statement's first value. */
export const RECORDED = (row: string) => `EXISTS (
  SELECT FROM record_event first WHERE first.coalition_id = ${row}.coalition_id AND first.stream = ${row}.id
    AND first.stream_version = 1 AND first.recorded_at <= $1
)`;

/**
 * As `RECORDED`, and true as well for a row of the very act that asks: its entry is written when the act ends, and until
 * then nobody else sees the row.
 */
const NOT_LATER = (row: string) => `NOT EXISTS (
  SELECT FROM record_event first WHERE first.coalition_id = ${row}.coalition_id AND first.stream = ${row}.id
    AND first.stream_version = 1 AND first.recorded_at > $1
)`;

/**
 * What is known at an instant of a mandate: what the last entry says of it that was recorded by then and tells it. The
 * record is the memory of what was known when; rows hold only what is known now. The instant is the statement's first value.
 */
export const KNOWN = (row: string, fact: string) => `(
  SELECT convert_from(last.entry, 'UTF8')::jsonb->'body'->>'${fact}' FROM record_event last
  WHERE last.coalition_id = ${row}.coalition_id AND last.stream = ${row}.id AND last.recorded_at <= $1
    AND jsonb_exists(convert_from(last.entry, 'UTF8')::jsonb->'body', '${fact}')
  ORDER BY last.stream_version DESC LIMIT 1
)`;

/** When the term of a mandate ends or would have ended, as it was when it began: also where the holder goes on after it. */
const END_AT_FIRST = (row: string) => `(
  SELECT convert_from(first.entry, 'UTF8')::jsonb->'body'->'term'->>'endsAt' FROM record_event first
  WHERE first.coalition_id = ${row}.coalition_id AND first.stream = ${row}.id AND first.stream_version = 1
)::timestamptz`;

/** The rules of a body: its charter versions and what was ruled on them, as known at an instant or made by this act. */
export async function rulesOfBody(
  db: EntityManager,
  { coalitionId, bodyId, asKnownAt }: Known,
  { zone, at }: { readonly zone: string; readonly at: Date },
): Promise<BodyRules> {
  const versions = await db.query<Pick<CharterVersion, 'clauses' | 'beginsAt'>[]>(
    `SELECT version.clauses, version.begins_at AS "beginsAt" FROM charter_version version
     LEFT JOIN record_event event ON event.coalition_id = version.coalition_id
       AND event.stream = version.entry_stream AND event.stream_version = version.entry_version
     WHERE coalesce(event.recorded_at <= $1, TRUE) AND version.coalition_id = $2 AND version.body_id = $3
     ORDER BY version.begins_at`,
    [asKnownAt, coalitionId, bodyId],
  );
  const rulings = await db.query<{ question: string; reading: string }[]>(
    `SELECT DISTINCT ON (question) question, reading FROM ruling
     WHERE ${NOT_LATER('ruling')} AND coalition_id = $2 AND body_id = $3 AND begins_at <= $4
     ORDER BY question, begins_at DESC`,
    [asKnownAt, coalitionId, bodyId, at],
  );
  return {
    zone,
    rulings: new Map(rulings.map(({ question, reading }) => [question, reading])),
    rulebook: versions.map(({ clauses, beginsAt }) => ({
      beginsAt,
      provisions: new Provisions(clauses.filter(isProvision)),
    })),
  };
}

/** What is known of a person who is to be seated on a body. */
export async function candidateOf(
  db: EntityManager,
  { coalitionId, bodyId, asKnownAt }: Known,
  personId: PersonId,
): Promise<Candidate> {
  const tenures = await db.query<Tenure[]>(
    `SELECT mandate.id AS "mandateId", seat.seat_class AS "seatClass", ${KNOWN('mandate', 'organization')} AS "onBehalfOf",
       ${KNOWN('mandate', 'beginsAt')}::timestamptz AS "beginsAt", ${KNOWN('mandate', 'endsAt')}::timestamptz AS "endsAt",
       CASE WHEN mandate.holdover AND ${KNOWN('mandate', 'endsAt')} IS NULL AND ${END_AT_FIRST('mandate')} < $1 THEN $1
         ELSE ${END_AT_FIRST('mandate')} END AS "scheduledEnd",
       CASE WHEN mandate.replaces IS NULL THEN 'FULL_TERM' ELSE 'REMAINDER' END AS serves,
       ${KNOWN('mandate', 'reason')} AS "endReason"
     FROM mandate JOIN seat ON seat.coalition_id = mandate.coalition_id AND seat.id = mandate.seat_id
     WHERE ${RECORDED('mandate')} AND mandate.coalition_id = $2 AND mandate.body_id = $3 AND mandate.person_id = $4`,
    [asKnownAt, coalitionId, bodyId, personId],
  );
  const facts = await db.query<KnownFact[]>(
    `SELECT kind, begins_at AS at, ends_at AS until FROM known_fact
     WHERE ${RECORDED('known_fact')} AND coalition_id = $2 AND person_id = $3`,
    [asKnownAt, coalitionId, personId],
  );
  const waivers = await db.query<Waiver[]>(
    `SELECT clause, begins_at AS "beginsAt", ends_at AS "endsAt" FROM limit_waiver
     WHERE ${RECORDED('limit_waiver')} AND coalition_id = $2 AND body_id = $3 AND person_id = $4`,
    [asKnownAt, coalitionId, bodyId, personId],
  );
  return { tenures, facts, waivers };
}

/** When the term of a mandate ends or would have ended, as it was when it began; null for no end. */
export async function scheduledEndOf(
  db: EntityManager,
  coalitionId: CoalitionId,
  mandateId: MandateId,
): Promise<Date | null> {
  const [row] = await db.query<{ endsAt: Date | null }[]>(
    `SELECT ${END_AT_FIRST('mandate')} AS "endsAt" FROM mandate WHERE coalition_id = $1 AND id = $2`,
    [coalitionId, mandateId],
  );
  return row?.endsAt ?? null;
}

interface Belonging {
  readonly id: string;
  readonly personId: PersonId;
  readonly organizationId: OrganizationId;
  readonly contested: boolean;
}

/** The pairs of organizations that are related at an instant. */
export async function relationsAt(
  db: EntityManager,
  coalitionId: CoalitionId,
  at: Date,
): Promise<Pick<OrganizationRelation, 'organizationId' | 'relatedId'>[]> {
  return db.query(
    `SELECT organization_id AS "organizationId", related_id AS "relatedId" FROM organization_relation
     WHERE coalition_id = $1 AND begins_at <= $2 AND (ends_at IS NULL OR $2 < ends_at)`,
    [coalitionId, at],
  );
}

/** To which groups people belong at an instant, as caps see it. */
export async function belongingsOf(
  db: EntityManager,
  coalitionId: CoalitionId,
  { people, at }: { readonly people: readonly PersonId[]; readonly at: Date },
): Promise<(person: PersonId) => Seated['belongings']> {
  const relations = await relationsAt(db, coalitionId, at);
  const belongings = await db.query<Belonging[]>(
    `SELECT id, person_id AS "personId", organization_id AS "organizationId", contested FROM affiliation
     WHERE coalition_id = $1 AND person_id = ANY ($3) AND begins_at <= $2 AND (ends_at IS NULL OR $2 < ends_at)`,
    [coalitionId, at, people],
  );
  const groupOf = groupsOf(relations);
  return (person) =>
    belongings
      .filter(({ personId }) => personId === person)
      .map(({ id, organizationId, contested }) => ({
        organizationId,
        groupId: groupOf(organizationId),
        question: contested ? `affiliation ${id}` : null,
      }));
}

/**
 * A body at an instant: its seats, and who holds them with the groups to which they belong.
 *
 * @param without mandates that end at that instant, because somebody follows
 */
export async function compositionAt(
  db: EntityManager,
  { coalitionId, bodyId }: Pick<Known, 'coalitionId' | 'bodyId'>,
  at: Date,
  without: readonly MandateId[] = [],
): Promise<Composition> {
  const seats = await db.query<Composition['seats']>(
    `SELECT seat_class AS "seatClass" FROM seat
     WHERE coalition_id = $1 AND body_id = $2 AND begins_at <= $3 AND (ends_at IS NULL OR $3 < ends_at)`,
    [coalitionId, bodyId, at],
  );
  const sitting = await db.query<Omit<Seated, 'belongings'>[]>(
    `SELECT mandate.person_id AS "personId", seat.seat_class AS "seatClass",
       coalesce(seat.sector_id, organization.sector_id) AS "sectorId"
     FROM mandate
     JOIN seat ON seat.coalition_id = mandate.coalition_id AND seat.id = mandate.seat_id
     LEFT JOIN organization
       ON organization.coalition_id = mandate.coalition_id AND organization.id = mandate.on_behalf_of
     WHERE mandate.coalition_id = $1 AND mandate.body_id = $2
       AND mandate.begins_at <= $3 AND (mandate.ends_at IS NULL OR $3 < mandate.ends_at)
       AND mandate.id <> ALL ($4)
     ORDER BY mandate.seat_id`,
    [coalitionId, bodyId, at, without],
  );
  const people = sitting.map(({ personId }) => personId);
  const belongings = await belongingsOf(db, coalitionId, { people, at });
  return { seats, seated: sitting.map((one) => ({ ...one, belongings: belongings(one.personId) })) };
}

/**
 * The later instants at which something begins that caps on a body look at: mandates and versions of the charter, what
 * those who sit or shall sit belong to, and which organizations are related.
 *
 * @param people those who shall sit, besides those who do
 */
export async function changesAfter(
  db: EntityManager,
  { coalitionId, bodyId }: Pick<Known, 'coalitionId' | 'bodyId'>,
  {
    from,
    until,
    people,
  }: { readonly from: Date; readonly until: Date | null; readonly people: readonly PersonId[] },
): Promise<Date[]> {
  const rows = await db.query<{ at: Date }[]>(
    `WITH mandates AS (
       SELECT person_id, begins_at FROM mandate
       WHERE coalition_id = $1 AND body_id = $2 AND (ends_at IS NULL OR $3 < ends_at)
     ), begins AS (
       SELECT begins_at FROM mandates
       UNION SELECT begins_at FROM charter_version WHERE coalition_id = $1 AND body_id = $2
       UNION SELECT begins_at FROM organization_relation WHERE coalition_id = $1
       UNION SELECT begins_at FROM affiliation
         WHERE coalition_id = $1 AND person_id IN (SELECT person_id FROM mandates UNION SELECT unnest($5::uuid[]))
     )
     SELECT begins_at AS at FROM begins WHERE $3 < begins_at AND ($4::timestamptz IS NULL OR begins_at < $4)
     ORDER BY begins_at`,
    [coalitionId, bodyId, from, until, people],
  );
  return rows.map(({ at }) => at);
}

/** The bodies of a coalition. */
export async function bodyIds(db: EntityManager, coalitionId: CoalitionId): Promise<BodyId[]> {
  const rows = await db.query<{ id: BodyId }[]>('SELECT id FROM body WHERE coalition_id = $1', [coalitionId]);
  return rows.map(({ id }) => id);
}

/** How many seats of a body are filled at an instant, and which steps have filled seats since the last election. */
export async function vacancyOf(
  db: EntityManager,
  { coalitionId, bodyId }: Pick<Known, 'coalitionId' | 'bodyId'>,
  at: Date,
): Promise<Pick<Vacancy, 'filledSeats' | 'used'>> {
  const filled = await db.query<{ filledBy: FilledBy | null; beginsAt: Date; endsAt: Date | null }[]>(
    `SELECT filled_by AS "filledBy", begins_at AS "beginsAt", ends_at AS "endsAt" FROM mandate
     WHERE coalition_id = $1 AND body_id = $2 AND begins_at <= $3`,
    [coalitionId, bodyId, at],
  );
  const elections = filled.filter(({ filledBy }) => filledBy === 'ELECTION');
  const lastElection = Math.max(0, ...elections.map(({ beginsAt }) => beginsAt.getTime()));
  return {
    filledSeats: filled.filter(({ endsAt }) => endsAt === null || at < endsAt).length,
    used: filled
      .filter(({ beginsAt }) => beginsAt.getTime() >= lastElection)
      .flatMap(({ filledBy }) => (filledBy === null || filledBy === 'ELECTION' ? [] : [filledBy])),
  };
}
