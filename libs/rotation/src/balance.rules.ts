import { findImbalance } from './evenness.rules.js';
import { matchTurns } from './matching.rules.js';
import type { FixedTurn, Planning, SectorOrAll } from './rotation.types.js';
import { FairShares, stintsIn, type MemberStint } from './stints.rules.js';

const NOBODY = -1;

/** A turn as it stands: who has it, and whether planning anew would leave it. */
export interface StandingTurn extends FixedTurn {
  readonly isFixed: boolean;
}

/** How evenly the turns of a sector are shared between its people. */
export interface SectorBalance {
  readonly sectorId: SectorOrAll;
  /**
   * The fewest and the most turns among those who sit to the end, in the count that evens out joining and leaving;
   * null where nobody does.
   */
  readonly fewest: number | null;
  readonly most: number | null;
  /** True when no plan with the same fixed turns and the same absences is more even. */
  readonly isOptimal: boolean;
}

/**
 * How evenly turns are shared, and whether they could be shared more evenly, checked without the planner: they could
 * exactly when a chain of turns that are not fixed, each moved to somebody who is free for it, leads from one person to
 * another who has two turns fewer (Harvey et al. 2006, theorem 2.1).
 *
 * @param turns one for each slot, in their order
 */
export function balancesOf(
  planning: Pick<Planning, 'slots' | 'sectors' | 'members'>,
  turns: readonly StandingTurn[],
): SectorBalance[] {
  const stints = stintsIn(planning);
  return planning.sectors.map((sectorId, sector) =>
    balanceOf(sectorId, { planning, turns, stints: stints[sector] ?? [] }),
  );
}

function balanceOf(
  sectorId: SectorOrAll,
  {
    planning: { slots: times, members },
    turns,
    stints,
  }: {
    readonly planning: Pick<Planning, 'slots' | 'members'>;
    readonly turns: readonly StandingTurn[];
    readonly stints: readonly MemberStint[];
  },
): SectorBalance {
  const holders = new Int32Array(times.length).fill(NOBODY);
  const pinned = holders.slice();
  const slots: number[] = [];
  turns.forEach((turn, slot) => {
    if (turn.personId === null || turn.sectorId !== sectorId) return;
    const holder = stints.findIndex(
      ({ member, from, until }) =>
        from <= slot && slot < until && members[member]?.personId === turn.personId,
    );
    if (holder < 0) return;
    slots.push(slot);
    holders[slot] = holder;
    if (turn.isFixed) pinned[slot] = holder;
  });
  // With every turn pinned the matching only counts.
  const nobody = new Int32Array(times.length).fill(NOBODY);
  const counted = { stints, slots, pinned: holders, previous: nobody, balances: new FairShares(stints) };
  const { loads } = matchTurns(counted);
  const lasting = stints.flatMap(({ until }, stint) => (until >= times.length ? [loads[stint] ?? 0] : []));
  return {
    sectorId,
    fewest: lasting.length === 0 ? null : Math.min(...lasting),
    most: lasting.length === 0 ? null : Math.max(...lasting),
    isOptimal: findImbalance({ stints, slots, pinned }, { holders, loads }) === null,
  };
}
