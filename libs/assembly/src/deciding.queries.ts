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
import { loadBody } from './body.queries.js';
import { actingOn, type Holder } from './conflict.rules.js';
import { reckonFrozen, refuseWithoutQuorum, type Counts, type VoteShare } from './denominator.rules.js';
import { provisionsAt } from './eligibility.rules.js';
import type { Provision } from './provision.rules.js';
import { underEveryReading } from './reading.rules.js';
import { electorsOf } from './seat.queries.js';
import { rulesOfBody } from './seating.queries.js';
import { recusalsOn } from './standing.queries.js';

/** Who decides on a subject, and of what the charter reckons that it takes so many. */
export interface Deciding {
  readonly electors: readonly Elector[];
  readonly counts: Counts;
  /** What the charter provides on votes; null where it is silent. */
  readonly takes: VoteShare | null;
}

/** What provisions call the votes of a body. */
const VOTE = 'vote';

/**
 * Who decides on a subject at an instant: the holders who are not recused, with alternates in the place of others,
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
  const sitting = await electorsOf(db, coalitionId, bodyId, at);
  const classes = await classesOf(db, { coalitionId, bodyId }, at);
  const holders = sitting.map((elector) => ({ ...elector, seatClass: classes.get(elector.seatId) ?? '' }));
  const recusals = await recusalsOn(db, coalitionId, { bodyId, subjectId });
  const recused = new Set(recusals.map(({ personId }) => personId));
  const standIns = await standInsAt(db, { coalitionId, bodyId }, at);
  const { cases, agreed } = underEveryReading(
    rules.rulings,
    (read) => {
      const alternates = provisions?.on('ALTERNATE', read).flatMap((clause) => clause.classes ?? []) ?? [];
      const facts = { recused, standIns, alternateClasses: new Set(alternates) };
      const { acting, counts } = actingOn<Holder & Elector>(holders, facts);
      const seats = [...classes.values()].filter((seatClass) => !alternates.includes(seatClass)).length;
      const clause = provisions?.on('DENOMINATOR', read).find(({ of }) => of === VOTE);
      return { acting, takes: clause ? freeze(clause) : null, counts: { ...counts, seats } };
    },
    (a, b) => JSON.stringify([a.takes, a.counts]) === JSON.stringify([b.takes, b.counts]),
  );
  if (!agreed) {
    const questions = [...new Set(cases.flatMap(({ readings }) => readings.map(({ question }) => question)))];
    const because = `The charter leaves open what a vote takes; ask for a ruling on: ${questions.join('; ')}.`;
    return refuse('NEEDS_RULING', because, { questions });
  }
  const [{ answer }] = cases;
  const { takes, counts } = answer;
  if (isRefusal(takes)) return takes;
  const missing = takes && refuseWithoutQuorum(reckonFrozen(takes, counts, { yes: 0, no: 0 }), counts);
  if (missing) return missing;
  const electors = answer.acting.map(({ seatClass: _, ...elector }) => elector);
  return { electors, counts, takes };
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
