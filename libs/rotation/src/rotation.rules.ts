import { isRefusal, type PersonId, type Refusal } from '#kernel';
import { ChairmanAssignment, deviationBound } from './apportionment.rules.js';
import { findImbalance, matchTurns, type Matching, type MatchingTask } from './matching.rules.js';
import { awayIn, PersonalReasons } from './reason.rules.js';
import type { FixedTurn, Plan, PlannedTurn, Planning, SectorOrAll } from './rotation.types.js';
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
  const pools = stints.map((mine, sector) => sharePool(planning, { shared, sector, stints: mine }));
  const holders = holdersIn(pools, slots.length);
  spread({ holders, apart: spacing, ...exchangesIn(planning, { shared, pools, holders }) });
  const matchings = pools.map((pool) => ({ pool, matching: settled(pool, holders) }));
  const reasons = new PersonalReasons(slots.length);
  for (const { pool, matching } of matchings) reasons.count(pool.task, matching);
  let turns: readonly PlannedTurn[] | null = null;
  return {
    get turns() {
      return (turns ??= turnsOf(planning, { shared, stints, holders }, reasons));
    },
    deviation: { num: shared.furthest, den: assignment.measure },
    bound: deviationBound(sectors.length),
    isOptimal: matchings.every(({ pool, matching }) => findImbalance(pool.task, matching) === null),
    tooClose: tooClose(holders, spacing),
    moved: countMoved(planning, holders),
  };
}

function countMoved({ slots, members, fixed, previous }: Planning, holders: Int32Array): number {
  let moved = 0;
  for (const [slot, before] of previous) {
    const now = fixed.get(slot) ?? members[holders[slot] ?? NOBODY];
    if (slot < slots.length && hasMoved(before, now?.personId ?? null)) moved += 1;
  }
  return moved;
}

function hasMoved(before: FixedTurn | undefined, personId: PersonId | null): boolean {
  return before !== undefined && before.personId !== null && before.personId !== personId;
}

/** Which sector has which slot, and how it stood when it got it. */
interface Shared {
  /** By slot: the place of the sector, -1 for a slot of nobody. */
  readonly sectors: Int32Array;
  /** By slot: the lag of its sector before it, in parts of `measure`. */
  readonly lags: Float64Array;
  readonly measure: number;
  readonly passedOver: ReadonlyMap<number, readonly SectorOrAll[]>;
  /** By slot: nobody, for all that is neither fixed nor was planned before. */
  readonly nobody: Int32Array;
  /** The largest deviation at any moment, in parts of `measure`. */
  readonly furthest: number;
}

function shareAmongSectors(
  { slots, sectors, fixed, previous }: Planning,
  assignment: ChairmanAssignment,
  stints: readonly (readonly MemberStint[])[],
): Shared {
  const nobody = new Int32Array(slots.length).fill(NOBODY);
  const shares = nobody.slice();
  const lags = new Float64Array(slots.length);
  const passedOver = new Map<number, readonly SectorOrAll[]>();
  const able = stints.map((mine) => anyFree(mine, slots.length));
  const placeOf = (turn: FixedTurn | undefined) => (turn?.personId ? sectors.indexOf(turn.sectorId) : NOBODY);
  let [slot, furthest] = [0, 0];
  const isAble = (sector: number) => able[sector]?.[slot] === 1;
  const isEveryoneAble = (at: number) => {
    for (const free of able) if (free[at] !== 1) return false;
    return true;
  };
  const choose = () => {
    const before = placeOf(previous.get(slot));
    const isKept = before >= 0 && isAble(before) && assignment.mayTake(before, slots.length - 1);
    const sector = isKept ? before : (assignment.choose(isAble) ?? NOBODY);
    if (!isEveryoneAble(slot)) {
      const passed = passedBy(assignment, sector, isAble).map((place) => sectors[place] ?? null);
      if (passed.length > 0) passedOver.set(slot, passed);
    }
    return sector;
  };
  for (; slot < slots.length; slot += 1) {
    assignment.advance();
    const given = fixed.get(slot);
    const sector = given ? placeOf(given) : choose();
    shares[slot] = sector;
    if (sector >= 0) {
      lags[slot] = assignment.lag(sector);
      assignment.give(sector);
    }
    furthest = Math.max(furthest, assignment.furthest());
  }
  return { sectors: shares, lags, measure: assignment.measure, passedOver, nobody, furthest };
}

/** By slot: 1 where somebody of the sector can take it. */
function anyFree(stints: readonly MemberStint[], slots: number): Uint8Array {
  const always = stints.find(({ free }) => !free.includes(0));
  if (always) return always.free;
  const any = new Uint8Array(slots);
  for (const { from, until, free } of stints) {
    for (let slot = from; slot < until; slot += 1) if (free[slot] === 1) any[slot] = 1;
  }
  return any;
}

/** The sectors whose turn it was before this one's, and that had nobody free. */
function passedBy(
  assignment: ChairmanAssignment,
  sector: number,
  isAble: (sector: number) => boolean,
): number[] {
  const passed: number[] = [];
  for (;;) {
    const next = assignment.choose((place) => !passed.includes(place));
    if (next === null || next === sector || isAble(next)) return passed;
    passed.push(next);
  }
}

/** The people of one sector, and which of its turns they have. */
interface Pool {
  readonly stints: readonly MemberStint[];
  readonly task: MatchingTask & { readonly stints: readonly MemberStint[] };
  readonly matching: Matching;
}

function sharePool(
  { slots, members, fixed, previous }: Planning,
  { shared, sector, stints }: { shared: Shared; sector: number; stints: readonly MemberStint[] },
): Pool {
  const stintsBy = (turns: ReadonlyMap<number, FixedTurn>) => {
    if (turns.size === 0) return shared.nobody;
    const places = new Int32Array(slots.length).fill(NOBODY);
    for (const [slot, { personId }] of turns) {
      places[slot] = stints.findIndex(
        ({ member, from, until }) => from <= slot && slot < until && members[member]?.personId === personId,
      );
    }
    return places;
  };
  const pinned = stintsBy(fixed);
  const mine: number[] = [];
  for (let slot = 0; slot < slots.length; slot += 1) {
    if (shared.sectors[slot] !== sector) continue;
    // A turn of somebody who sat here then by no mandate that is known now counts for the sector alone.
    const isOutside = fixed.has(slot) && (pinned[slot] ?? NOBODY) < 0;
    if (!isOutside) mine.push(slot);
  }
  const task = {
    stints,
    slots: mine,
    pinned,
    previous: stintsBy(previous),
    balances: new FairShares(stints),
  };
  return { stints, task, matching: matchTurns(task) };
}

/** By slot: the place of the member who has it, -1 where no member has. */
function holdersIn(pools: readonly Pool[], slots: number): Int32Array {
  const holders = new Int32Array(slots).fill(NOBODY);
  for (const { stints, task, matching } of pools) {
    for (const slot of task.slots) holders[slot] = stints[matching.holders[slot] ?? NOBODY]?.member ?? NOBODY;
  }
  return holders;
}

/** A sector's turns as they are after the exchanges, which leave every load as it was. */
function settled({ stints, task, matching }: Pool, members: Int32Array): Matching {
  let holders = matching.holders;
  for (const slot of task.slots) {
    const member = members[slot] ?? NOBODY;
    if (stints[holders[slot] ?? NOBODY]?.member === member) continue;
    if (holders === matching.holders) holders = holders.slice();
    holders[slot] = stints.findIndex(
      (stint) => stint.member === member && stint.from <= slot && slot < stint.until,
    );
  }
  return { holders, loads: matching.loads };
}

/** The plan as it comes into being. */
interface Draft {
  readonly shared: Shared;
  readonly pools: readonly Pool[];
  readonly holders: Int32Array;
}

/** Turns change hands within a sector, when both people can come, and when not more of them move for it. */
function exchangesIn({ members, fixed, previous }: Planning, { shared, pools, holders }: Draft) {
  const canCome = (slot: number, member: number) => {
    const pool = pools[shared.sectors[slot] ?? NOBODY];
    return pool?.stints.some((stint) => stint.member === member && stint.free[slot] === 1) ?? false;
  };
  const moved = (slot: number, holder: number) =>
    Number(hasMoved(previous.get(slot), members[holder]?.personId ?? null));
  return {
    mayExchange: (slot: number, other: number) =>
      shared.sectors[slot] === shared.sectors[other] &&
      !fixed.has(slot) &&
      !fixed.has(other) &&
      canCome(slot, holders[other] ?? NOBODY) &&
      canCome(other, holders[slot] ?? NOBODY),
    moves: (slot: number, other: number) => {
      const [here, there] = [holders[slot] ?? NOBODY, holders[other] ?? NOBODY];
      return moved(slot, there) + moved(other, here) - moved(slot, here) - moved(other, there);
    },
  };
}

function turnsOf(
  { slots, sectors, members, fixed }: Planning,
  { shared, stints, holders }: Omit<Draft, 'pools'> & { stints: readonly (readonly MemberStint[])[] },
  reasons: PersonalReasons,
): PlannedTurn[] {
  let before: PersonId | null = null;
  return slots.map((_, slot) => {
    const given = fixed.get(slot);
    const holder = holders[slot] ?? NOBODY;
    const mine = stints[shared.sectors[slot] ?? NOBODY] ?? [];
    const personId = given ? given.personId : (members[holder]?.personId ?? null);
    const { had, fewest, most } = reasons.at(slot);
    const turn = {
      slot,
      sectorId: sectors[shared.sectors[slot] ?? NOBODY] ?? null,
      personId,
      reason: {
        lag: shared.lags[slot] ?? 0,
        parts: shared.measure,
        passedOver: shared.passedOver.get(slot) ?? NO_SECTORS,
        had,
        fewest,
        most,
        away: holder < 0 ? NO_ONE : awayIn(slot, { members, stints: mine, holder }),
        before,
      },
    };
    before = personId;
    return turn;
  });
}
