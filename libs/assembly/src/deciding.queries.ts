import {
  isRefusal,
  refuse,
  type BodyId,
  type CoalitionId,
  type MandateId,
  type Refusal,
  type SeatId,
} from '#kernel';
import type { EntityManager } from 'typeorm';
import type { Elector } from './assembly.types.js';
import { openStatuses } from './attendance.queries.js';
import { loadBody } from './body.queries.js';
import { actingOn, classesWithoutVote, standInsByClause, type Holder } from './conflict.rules.js';
import {
  fallbackOf,
  reckonFrozen,
  refuseWithoutQuorum,
  withFallback,
  type Counts,
  type Fallback,
  type VoteShare,
} from './denominator.rules.js';
import { provisionsAt } from './eligibility.rules.js';
import type { Provision } from './provision.rules.js';
import { refuseOpen, underEveryReading } from './reading.rules.js';
import { electorsOf, inOrderOfSeating } from './seat.queries.js';
import { rulesOfBody } from './seating.queries.js';
import { recusalsOn } from './standing.queries.js';
import type { ConflictKind, RecusalId } from './standing.types.js';

/** Who decides on a subject, and of what the charter reckons that it takes so many. */
export interface Deciding {
  readonly electors: readonly Elector[];
  readonly counts: Counts;
  /** The mandates of those who are recused, why, and who acts in the place of each. */
  readonly recused: readonly RecusedMember[];
  /** What the charter provides on votes; null where it is silent. */
  readonly takes: VoteShare | null;
  /** Who decides where too few are left, because others are recused; null where the charter is silent. */
  readonly fallback: Fallback | null;
}

/** One who is recused from a subject. */
export type RecusedMember = {
  readonly mandate: MandateId;
  readonly recusal: RecusalId;
  readonly clause: string | null;
  readonly interest: ConflictKind | null;
  /** The mandate of the alternate who acts in their place; null where nobody does. */
  readonly alternate: MandateId | null;
};

/** What provisions call the votes of a body. */
const VOTE = 'vote';

/**
 * Who decides on a subject at an instant: the holders who have a vote and are not recused, with alternates in the place of others,
 * and how many it takes. Refuses where too few are left (`QUORUM_MISSING`), where the charter leaves open what is
 * reckoned (`NEEDS_RULING`), and where it reckons of those who are present, whom nobody notes (`PRESENCE_UNKNOWN`).
 */
export async function decidingOn(
  db: EntityManager,
  { coalitionId, bodyId, subjectId }: { coalitionId: CoalitionId; bodyId: BodyId; subjectId: string },
  at: Date,
): Promise<Deciding | Refusal> {
  const body = await loadBody(db, coalitionId, bodyId);
  if (!body) throw new RangeError('A body that has something to decide is there.');
  const rules = await rulesOfBody(db, { coalitionId, bodyId, asKnownAt: at }, { zone: body.zone, at });
  const provisions = provisionsAt(rules.rulebook, at);
  const recusals = await recusalsOn(db, coalitionId, { bodyId, subjectId });
  const lesser = new Set((await openStatuses(db, coalitionId, bodyId, at)).map(({ mandateId }) => mandateId));
  const all = await electorsOf(db, coalitionId, bodyId, at);
  const sitting = all.filter(({ mandateId }) => !lesser.has(mandateId));
  const classes = await classesOf(db, { coalitionId, bodyId }, at);
  const holders = sitting.map((elector) => ({ ...elector, seatClass: classes.get(elector.seatId) ?? '' }));
  const seated = recusals.length > 0 ? await inOrderOfSeating(db, coalitionId, holders) : holders;
  const recused = new Set(recusals.map(({ personId }) => personId));
  const activated = await standInsAt(db, { coalitionId, bodyId }, at);
  const { cases, agreed } = underEveryReading(
    rules.rulings,
    (read) => {
      const clauses = provisions?.on('ALTERNATE', read) ?? [];
      const alternates = clauses.flatMap((clause) => clause.classes ?? []);
      const known = { recused, standIns: activated, alternateClasses: new Set(alternates) };
      const voteless = classesWithoutVote(provisions?.on('SEATING', read) ?? []);
      const voting = ({ seatClass }: Holder) => !voteless.has(seatClass);
      const standIns = new Map([...activated, ...standInsByClause(clauses, seated.filter(voting), known)]);
      const { acting, counts } = actingOn<Holder & Elector>(holders.filter(voting), { ...known, standIns });
      const seats = [...classes.values()].filter(
        (seatClass) => !alternates.includes(seatClass) && !voteless.has(seatClass),
      ).length;
      const clause = provisions?.on('DENOMINATOR', read).find(({ of }) => of === VOTE);
      const takes = clause ? freeze(clause) : null;
      const fallback = fallbackOf(provisions?.on('CONFLICT', read) ?? []);
      return { acting, standIns, takes, fallback, counts: { ...counts, seats } };
    },
    (a, b) => JSON.stringify([a.takes, a.counts]) === JSON.stringify([b.takes, b.counts]),
  );
  if (!agreed) return refuseOpen(cases, 'What a vote takes');
  const [{ answer }] = cases;
  const { takes, counts, fallback } = answer;
  if (isRefusal(takes)) return takes;
  const missing = takes && refuseWithoutQuorum(reckonFrozen(takes, counts, { yes: 0, no: 0 }), counts);
  if (missing) return withFallback(missing, counts, fallback);
  const electors = answer.acting.map(({ seatClass: _, ...elector }) => elector);
  const acting = new Set(electors.map(({ mandateId }) => mandateId));
  const out = seated.flatMap(({ mandateId: mandate, personId }) =>
    recusals
      .filter((recusal) => recusal.personId === personId)
      .map(({ id: recusal, clause, interest }): RecusedMember => {
        const standIn = answer.standIns.get(mandate) ?? null;
        return {
          mandate,
          recusal,
          clause,
          interest,
          alternate: standIn && acting.has(standIn) ? standIn : null,
        };
      }),
  );
  return { electors, counts, takes, fallback, recused: out };
}

/** The class of every seat that a body has at an instant. */
async function classesOf(
  db: EntityManager,
  { coalitionId, bodyId }: { coalitionId: CoalitionId; bodyId: BodyId },
  at: Date,
): Promise<ReadonlyMap<SeatId, string>> {
  const seats = await db.query<{ id: SeatId; seatClass: string }[]>(
    `SELECT id, seat_class AS "seatClass" FROM seat
     WHERE coalition_id = $1 AND body_id = $2 AND begins_at <= $3 AND (ends_at IS NULL OR $3 < ends_at)`,
    [coalitionId, bodyId, at],
  );
  return new Map(seats.map(({ id, seatClass }) => [id, seatClass]));
}

/** The holders in whose place an alternate acts at an instant, each with the alternate's mandate. */
async function standInsAt(
  db: EntityManager,
  { coalitionId, bodyId }: { coalitionId: CoalitionId; bodyId: BodyId },
  at: Date,
): Promise<ReadonlyMap<MandateId, MandateId>> {
  const activations = await db.query<{ mandateId: MandateId; standsInFor: MandateId }[]>(
    `SELECT mandate_id AS "mandateId", stands_in_for AS "standsInFor" FROM alternate_activation
     WHERE coalition_id = $1 AND body_id = $2 AND begins_at <= $3 AND $3 < ends_at`,
    [coalitionId, bodyId, at],
  );
  return new Map(activations.map(({ mandateId, standsInFor }) => [standsInFor, mandateId]));
}

/** What a clause says, as a vote freezes it. */
function freeze({
  clause,
  kind,
  base,
  share,
  strict,
  least,
  allBut,
  recused,
}: Provision<'DENOMINATOR'>): VoteShare | Refusal {
  if (base === 'PRESENT') {
    const because =
      'The charter reckons of those who are present, and nobody notes that in this vote; amend it to count ballots.';
    return refuse('PRESENCE_UNKNOWN', because, { clause });
  }
  return { clause, kind, base, share: `${share.num}/${share.den}`, strict, least, allBut, recused };
}
