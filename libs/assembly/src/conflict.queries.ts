import { exactText, type CoalitionId, type OrganizationId, type PersonId, type Refusal } from '#kernel';
import type { EntityManager } from 'typeorm';
import { loadBody } from './body.queries.js';
import type { CharterVersion } from './charter.types.js';
import { paymentsTo } from './funding.queries.js';
import { groupsOf } from './group.rules.js';
import { isProvision, Provisions } from './provision.rules.js';
import { refuseOpen, underEveryReading } from './reading.rules.js';
import { electorsOf } from './seat.queries.js';
import { belongingsOf, relationsAt, rulesOfBody, type Known } from './seating.queries.js';
import { challengeTermsOf, type ChallengeTerms, type Concern, type Member } from './stake.rules.js';
import type { ConflictKind, InterestKind, SubjectParty } from './standing.types.js';

/** Whom a subject concerns, with the groups of related organizations as they are at an instant. */
export async function concernOf(
  db: EntityManager,
  coalitionId: CoalitionId,
  { bodyId, subjectId }: Pick<SubjectParty, 'bodyId' | 'subjectId'>,
  at: Date,
): Promise<Concern> {
  const parties = await db.query<Concern['parties']>(
    `SELECT coalesce(party.organization_id, funding.funder_id) AS "organizationId",
       party.person_id AS "personId", party.funding_id AS "fundingId"
     FROM subject_party party
     LEFT JOIN funding ON funding.coalition_id = party.coalition_id AND funding.id = party.funding_id
     WHERE party.coalition_id = $1 AND party.body_id = $2 AND party.subject_id = $3
       AND party.withdrawn_at IS NULL
     ORDER BY party.id`,
    [coalitionId, bodyId, subjectId],
  );
  const relations = parties.length > 0 ? await relationsAt(db, coalitionId, at) : [];
  return { parties, groupOf: groupsOf(relations) };
}

interface Stake {
  readonly personId: PersonId;
  readonly kind: InterestKind;
  readonly organizationId: OrganizationId | null;
}

/** Who sits in a body at an instant, with all that may conflict with a subject then. */
export async function membersAt(
  db: EntityManager,
  { coalitionId, bodyId }: Pick<Known, 'coalitionId' | 'bodyId'>,
  at: Date,
): Promise<Member[]> {
  const electors = await electorsOf(db, coalitionId, bodyId, at);
  const people = [...new Set(electors.map(({ personId }) => personId))];
  const belongings = await belongingsOf(db, coalitionId, { people, at });
  const stakes = await db.query<Stake[]>(
    `SELECT person_id AS "personId", kind, organization_id AS "organizationId" FROM interest
     WHERE coalition_id = $1 AND person_id = ANY ($2) AND begins_at <= $3 AND (ends_at IS NULL OR $3 < ends_at)`,
    [coalitionId, people, at],
  );
  const organizations = electors.flatMap(({ organizationId }) => organizationId ?? []);
  const payments = await paymentsTo(db, coalitionId, { organizations, at });
  return people.map((personId) => {
    const speaksFor = electors.flatMap((one) =>
      one.personId === personId ? (one.organizationId ?? []) : [],
    );
    return {
      personId,
      speaksFor,
      belongings: belongings(personId),
      stakes: stakes.filter((stake) => stake.personId === personId),
      payments: payments.filter(({ organizationId }) => speaksFor.includes(organizationId)),
    };
  });
}

/**
 * What a charter version says of challenges of an interest; null where it keeps nobody out of a vote for it. Refuses
 * where that depends on what it leaves open (`NEEDS_RULING`).
 *
 * @param charterDigest the version that a vote has frozen
 */
export async function challengeTermsIn(
  db: EntityManager,
  { coalitionId, bodyId, asKnownAt }: Known,
  { charterDigest, interest }: { readonly charterDigest: string; readonly interest: ConflictKind },
): Promise<ChallengeTerms | null | Refusal> {
  const body = await loadBody(db, coalitionId, bodyId);
  if (!body) throw new RangeError('A body that has voted is there.');
  const { rulings } = await rulesOfBody(
    db,
    { coalitionId, bodyId, asKnownAt },
    { zone: body.zone, at: asKnownAt },
  );
  const [version] = await db.query<Pick<CharterVersion, 'clauses'>[]>(
    'SELECT clauses FROM charter_version WHERE coalition_id = $1 AND body_id = $2 AND digest = $3 LIMIT 1',
    [coalitionId, bodyId, charterDigest],
  );
  const provisions = new Provisions((version?.clauses ?? []).filter(isProvision));
  const { cases, agreed } = underEveryReading(
    rulings,
    (read) => challengeTermsOf(provisions.on('CONFLICT', read), interest),
    (a, b) => termsAsText(a) === termsAsText(b),
  );
  return agreed ? cases[0].answer : refuseOpen(cases, 'Whether this can be challenged');
}

function termsAsText(terms: ChallengeTerms | null): string {
  return terms === null ? '' : JSON.stringify({ ...terms, upheldBy: exactText(terms.upheldBy) });
}
