import { isRefusal, type PersonId, type Refusal } from '#kernel';
import { ChairmanAssignment, deviationBound } from './apportionment.rules.js';
import { findImbalance } from './evenness.rules.js';
import { matchTurns } from './matching.rules.js';
import type { Matching, MatchingTask } from './matching.types.js';
import { awayIn, PersonalReasons } from './reason.rules.js';
import type { FixedTurn, Plan, PlannedTurn, Planning, SectorOrAll } from './rotation.types.js';
import { shareAmongSectors, type SectorTurns } from './sector-turns.rules.js';
import { spread, tooClose } from './spacing.rules.js';
import { FairShares, stintsIn, type MemberStint } from './stints.rules.js';

const NOBODY = -1;
const NO_SECTORS: readonly SectorOrAll[] = [];
const NO_ONE: readonly PersonId[] = [];

/**
 * Plans turns: sectors by the chairman assignment, people inside a sector by an optimal semi-matching, then
 * exchanges for rest. The same planning gives the same plan.
 *
 * What is fixed stays. Of what was planned before, a turn stays with its sector while the bound can be kept so, and
 * with its person while the sharing is none the less even for it.
 */
export function planTurns(planning: Planning): Plan | Refusal {
  const { slots, sectors, weightings, spacing } = planning;
  const assignment = ChairmanAssignment.begin(weightings, slots.length);
  if (isRefusal(assignment)) return assignment;
  const stints = stintsIn(planning);
  const shared = shareAmongSectors(planning, assignment, stints);
  const draft = sharePeople(planning, shared, stints);
  const { holders, pools } = draft;
  let faults = tooClose(holders, spacing);
  if (faults > 0) {
    faults = spread({ holders, apart: spacing, ...exchangesIn(planning, draft) });
    settle(draft);
  }
  return new WrittenPlan(planning, draft, {
    deviation: { num: shared.furthest, den: assignment.measure },
    bound: deviationBound(sectors.length),
    isOptimal: pools.every(({ task, matching }) => findImbalance(task, matching) === null),
    tooClose: faults,
    moved: countMoved(planning, holders),
  });
}

/** A plan as numbers. Its turns are written out when they are first asked for. */
class WrittenPlan implements Plan {
  readonly deviation: Plan['deviation'];
  readonly bound: Plan['bound'];
  readonly isOptimal: boolean;
  readonly tooClose: number;
  readonly moved: number;
  readonly #planning: Planning;
  readonly #draft: Draft;
  #turns: readonly PlannedTurn[] | null = null;

  constructor(planning: Planning, draft: Draft, found: Omit<Plan, 'turns'>) {
    this.deviation = found.deviation;
    this.bound = found.bound;
    this.isOptimal = found.isOptimal;
    this.tooClose = found.tooClose;
    this.moved = found.moved;
    this.#planning = planning;
    this.#draft = draft;
  }

  // On the prototype: a getter of the object's own would make a hidden class for every plan, which keeps it in memory.
  get turns(): readonly PlannedTurn[] {
    return (this.#turns ??= turnsOf(this.#planning, this.#draft));
  }
}

/** The plan as it comes into being. */
interface Draft {
  readonly shared: SectorTurns;
  readonly pools: readonly Pool[];
  /** By slot: the place of the member who has it, -1 where no member has. */
  readonly holders: Int32Array;
}

/** The people of one sector, and which of its turns they have. */
interface Pool {
  readonly task: MatchingTask<MemberStint>;
  readonly matching: Matching;
}

function sharePeople(
  planning: Planning,
  shared: SectorTurns,
  stints: readonly (readonly MemberStint[])[],
): Draft {
  const { slots, fixed, previous } = planning;
  const nobody = new Int32Array(slots.length).fill(NOBODY);
  const pinned = fixed.size === 0 ? nobody : placesOf(fixed, { planning, shared, stints });
  const before = previous.size === 0 ? nobody : placesOf(previous, { planning, shared, stints });
  // By slot, the stint in its sector: each sector fills its own slots.
  const held = pinned.slice();
  const holders = nobody.slice();
  const pools = stints.map((mine, sector): Pool => {
    const all = shared.slots[sector] ?? [];
    // A turn of somebody who sat here then by no mandate that is known now counts for the sector alone.
    const isInside = (slot: number) => !fixed.has(slot) || at(pinned, slot) >= 0;
    const task: MatchingTask<MemberStint> = {
      stints: mine,
      slots: fixed.size === 0 ? all : all.filter(isInside),
      pinned,
      previous: before,
      balances: new FairShares(mine),
    };
    const matching = matchTurns(task, held);
    for (let place = 0; place < task.slots.length; place += 1) {
      const slot = task.slots[place] ?? 0;
      holders[slot] = mine[held[slot] ?? NOBODY]?.member ?? NOBODY;
    }
    return { task, matching };
  });
  return { shared, pools, holders };
}

/** By slot: the stint, in the sector whose turn it is, of the person who had it; -1 where there is none. */
function placesOf(
  turns: ReadonlyMap<number, FixedTurn>,
  {
    planning: { slots, members },
    shared,
    stints,
  }: { planning: Planning; shared: SectorTurns; stints: readonly (readonly MemberStint[])[] },
): Int32Array {
  const places = new Int32Array(slots.length).fill(NOBODY);
  for (const [slot, { personId }] of turns) {
    const mine = stints[at(shared.sectors, slot)] ?? [];
    places[slot] = mine.findIndex(
      ({ member, from, until }) => from <= slot && slot < until && members[member]?.personId === personId,
    );
  }
  return places;
}

/**
 * Turns change hands within a sector, when both people can come and have sat there without a break between the two, so
 * that nobody's count of a stint changes, and when not more turns move for it.
 */
function exchangesIn({ members, fixed, previous }: Planning, { shared, pools, holders }: Draft) {
  const canComeTo = (slot: number, other: number) =>
    pools[at(shared.sectors, slot)]?.task.stints.some(
      ({ member, free }) => member === holders[other] && free[other] === 1 && free[slot] === 1,
    ) ?? false;
  return {
    mayCome: (slot: number, other: number) =>
      shared.sectors[slot] === shared.sectors[other] &&
      !fixed.has(slot) &&
      !fixed.has(other) &&
      canComeTo(slot, other),
    hasMoved: (slot: number, holder: number) =>
      Number(hasMoved(previous.get(slot), members[holder]?.personId ?? null)),
  };
}

/** Brings the stints to what the exchanges have made of their members; every load stays as it was. */
function settle({ pools, holders }: Draft): void {
  for (const { task, matching } of pools) {
    for (let place = 0; place < task.slots.length; place += 1) {
      const slot = at(task.slots, place);
      const member = at(holders, slot);
      if (task.stints[at(matching.holders, slot)]?.member === member) continue;
      matching.holders[slot] = task.stints.findIndex(
        (stint) => stint.member === member && stint.from <= slot && slot < stint.until,
      );
    }
  }
}

function countMoved({ slots, members, fixed, previous }: Planning, holders: Int32Array): number {
  let moved = 0;
  for (const [slot, before] of previous) {
    const now = fixed.get(slot) ?? members[at(holders, slot)];
    if (slot < slots.length && hasMoved(before, now?.personId ?? null)) moved += 1;
  }
  return moved;
}

function hasMoved(before: FixedTurn | undefined, personId: PersonId | null): boolean {
  return before !== undefined && before.personId !== null && before.personId !== personId;
}

function turnsOf(
  { slots, sectors, members, fixed }: Planning,
  { shared, pools, holders }: Draft,
): PlannedTurn[] {
  const reasons = new PersonalReasons(slots.length);
  for (const { task, matching } of pools) reasons.count(task, matching);
  const awayFrom = pools.map(({ task }) => (isAlwaysFree(task.stints) ? null : task.stints));
  const [isNew, isInTurn] = [fixed.size === 0, shared.passedOver.size === 0];
  const turns = new Array<PlannedTurn>(slots.length);
  let before: PersonId | null = null;
  for (let slot = 0; slot < slots.length; slot += 1) {
    const given = isNew ? undefined : fixed.get(slot);
    const sector = shared.sectors[slot] ?? NOBODY;
    const holder = holders[slot] ?? NOBODY;
    const personId = given ? given.personId : (members[holder]?.personId ?? null);
    const stints = holder < 0 ? null : awayFrom[sector];
    const reason = {
      lag: shared.lags[slot] ?? 0,
      parts: shared.measure,
      passedOver: isInTurn ? NO_SECTORS : (shared.passedOver.get(slot) ?? NO_SECTORS),
      had: reasons.had(slot),
      fewest: reasons.fewest(slot),
      most: reasons.most(slot),
      away: stints ? awayIn(slot, { members, stints, holder }) : NO_ONE,
      before,
    };
    turns[slot] = { slot, sectorId: sectors[sector] ?? null, personId, reason };
    before = personId;
  }
  return turns;
}

function isAlwaysFree(stints: readonly MemberStint[]): boolean {
  return stints.every(({ from, until, free }) => from === 0 && until === free.length && !free.includes(0));
}

/** What stands at a place that exists; a place outside is nobody's. */
function at(numbers: ArrayLike<number>, index: number): number {
  return numbers[index] ?? NOBODY;
}
