import { PEOPLE, type Person } from '#assembly';
import { isRefusal, type PersonId, type Refusal } from '#kernel';
import type { Act, PrivateReading } from '#record';
import { slotsAround, slotsOf } from './local-time.js';
import { mandateAt, membersOf, sectorsOf, sitsThrough, type RosterMandate } from './roster.rules.js';
import { absencesOf, mandatesFrom } from './rotation.queries.js';
import type { FixedTurn, Plan, PlannedTurn, Planning } from './rotation.types.js';
import { reweighed } from './terms.rules.js';
import { isFixed, turnIdOf } from './turn.rules.js';
import { ENGLISH } from './turn-words/en.js';
import type { DatedWeights, Rotation, SectorWeight, Turn } from './turn.types.js';

/** A planning with what it was made from. */
export interface Prepared extends Planning {
  readonly mandates: readonly RosterMandate[];
  /** The weights by which it is planned, as entries tell them. */
  readonly dated: readonly DatedWeights[];
}

type Terms = Omit<Rotation, 'version' | 'plannedAt'>;

/**
 * Everything that a plan of these terms is made of, as it stands inside an act.
 *
 * @param turns the turns as they stand; none for a rotation that begins
 * @param weights other weights from the first turn on that is not fixed; null for those that hold
 */
export async function prepare(
  act: Act,
  terms: Terms,
  turns: readonly Turn[],
  weights: readonly SectorWeight[] | null = null,
): Promise<Prepared | Refusal> {
  const { coalitionId, bodyId, id, zone, spacing } = terms;
  const found = slotsOf(terms, zone, terms.turns);
  if (isRefusal(found)) return found;
  const from = (turns[0] ?? found[0])?.beginsAt;
  if (!from) throw new RangeError('A rotation has at least one turn.');
  const mandates = await mandatesFrom(act.db, [{ coalitionId, bodyId }], from);
  const sits = sitsThrough.bind(null, mandates);
  const fixed = new Map(
    turns.filter((turn) => isFixed(turn, { now: act.now, sits })).map((turn) => [turn.slot, turn]),
  );
  const slots = slotsAround(found, fixed);
  const first = turns.find(({ slot }) => !fixed.has(slot))?.slot;
  const dated =
    weights && first !== undefined ? reweighed(terms.weightings, first, weights) : terms.weightings;
  const people = [...new Set(mandates.map(({ personId }) => personId))];
  const away = people.map((personId) => ({ coalitionId, personId }));
  const absences = (await absencesOf(act.db, away, from)).filter(({ rotationId }) => rotationId !== id);
  const { sectors, weightings } = sectorsOf(id, dated);
  return {
    slots,
    sectors,
    weightings,
    members: membersOf(id, { mandates, absences, sectors }),
    spacing,
    fixed: new Map([...fixed].map(([slot, turn]) => [slot, asFixed(turn)])),
    previous: new Map(
      turns.filter(({ personId }) => personId !== null).map((turn) => [turn.slot, asFixed(turn)]),
    ),
    mandates,
    dated,
  };
}

/** A missed turn is nobody's in the count; any other is its holder's. */
export function asFixed({ state, personId, sectorId }: Turn): FixedTurn {
  return { personId: state === 'MISSED' ? null : personId, sectorId };
}

/** A planned turn as the first line of its life, or as the change to what it was. */
export function lineOf(
  act: Act,
  { id: rotationId }: Pick<Rotation, 'id'>,
  { slots, mandates }: Prepared,
  planned: PlannedTurn,
): Omit<Turn, 'version' | 'state' | 'entryVersion'> {
  const { slot, personId, sectorId, reason } = planned;
  const time = slots[slot];
  if (!time) throw new RangeError(`Turn ${slot} has no time.`);
  const { away, ...numbers } = reason;
  return {
    coalitionId: act.coalitionId,
    id: turnIdOf(rotationId, slot),
    rotationId,
    slot,
    beginsAt: time.beginsAt,
    endsAt: time.endsAt,
    sectorId,
    mandateId: mandateAt(mandates, personId, time)?.id ?? null,
    personId,
    cause: 'PLANNED',
    reason: numbers,
    away,
    corrects: null,
    changedAt: act.now,
  };
}

/** Who was not free for which turn: committed to, and shown to nobody outside the coalition. */
export function absentIn({ turns }: Pick<Plan, 'turns'>): Record<string, readonly PersonId[]> {
  return Object.fromEntries(
    turns
      .filter(({ reason }) => reason.away.length > 0)
      .map(({ slot, reason }) => [String(slot), reason.away]),
  );
}

/** The names of people as far as they are there. */
export async function namesOf(
  { db, coalitionId }: Act,
  privacy: PrivateReading,
  people: readonly PersonId[],
): Promise<(person: PersonId) => string> {
  const rows = await db.query<Person[]>(
    `SELECT ${PEOPLE.select} FROM person WHERE coalition_id = $1 AND id = ANY($2::uuid[])`,
    [coalitionId, people],
  );
  const names = new Map(rows.map(({ id, name }) => [id, privacy.open(name)]));
  return (person) => names.get(person) ?? ENGLISH.former;
}
