import type { Highs } from 'highs';
import type { Planning } from '../rotation.types.js';

/** Turns of one sector to be spread, with how many each person keeps. */
export interface SpacingCase {
  /** By slot: the people who are free, by their places; empty for a slot that stays open. */
  readonly free: readonly (readonly number[])[];
  /** By person: how many turns. */
  readonly loads: readonly number[];
  readonly apart: number;
}

/**
 * The fewest pairs of turns of one person that are too close to each other, among all plans that cover the same slots
 * and leave everybody as many turns: an integer program with a proof, for small cases.
 */
export function fewestFaults(highs: Highs, { free, loads, apart }: SpacingCase): number {
  const columns = free.flatMap((people, slot) => people.map((person) => ({ slot, person })));
  const columnOf = (slot: number, person: number) =>
    columns.findIndex((one) => one.slot === slot && one.person === person);
  const pairs = free.flatMap((_, slot) =>
    Array.from({ length: Math.min(slot, apart - 1) }, (__, n) => ({ slot, near: slot - 1 - n })),
  );
  const rows: {
    readonly terms: readonly (readonly [number, number])[];
    readonly min: number;
    readonly max: number;
  }[] = [];
  free.forEach((people, slot) => {
    if (people.length === 0) return;
    rows.push({ terms: people.map((person) => [columnOf(slot, person), 1] as const), min: 1, max: 1 });
  });
  pairs.forEach(({ slot, near }, pair) => {
    for (const person of (free[slot] ?? []).filter((one) => free[near]?.includes(one))) {
      const terms = [
        [columnOf(slot, person), 1],
        [columnOf(near, person), 1],
        [columns.length + pair, -1],
      ] as const;
      rows.push({ terms, min: -highs.infinity, max: 1 });
    }
  });
  loads.forEach((load, person) => {
    const terms = columns.flatMap((one, column) => (one.person === person ? [[column, 1] as const] : []));
    if (terms.length > 0) rows.push({ terms, min: load, max: load });
  });
  const numCols = columns.length + pairs.length;
  const { variableType, objectiveSense, modelStatus } = highs.constants;
  let end = 0;
  const model = highs.createModel({
    numCols,
    numRows: rows.length,
    sense: objectiveSense.minimize,
    colCost: Array.from({ length: numCols }, (_, column) => (column < columns.length ? 0 : 1)),
    colLower: Array.from({ length: numCols }, () => 0),
    colUpper: Array.from({ length: numCols }, () => 1),
    rowLower: rows.map(({ min }) => min),
    rowUpper: rows.map(({ max }) => max),
    matrix: {
      format: 'csr',
      numRows: rows.length,
      numCols,
      starts: [0, ...rows.map(({ terms }) => (end += terms.length))],
      indices: rows.flatMap(({ terms }) => terms.map(([column]) => column)),
      values: rows.flatMap(({ terms }) => terms.map(([, value]) => value)),
    },
    integrality: Array.from({ length: numCols }, () => variableType.integer),
  });
  model.options.set({ output_flag: false, mip_rel_gap: 0, mip_abs_gap: 1e-6 });
  const status = model.run().modelStatus;
  if (status !== modelStatus.optimal) throw new Error(`The integer program ended with ${status}.`);
  const faults = Math.round(
    model
      .getSolution()
      .colValue.subarray(columns.length)
      .reduce((sum, value) => sum + value, 0),
  );
  model.dispose();
  return faults;
}

/** How many pairs of turns of one person are too close to each other. */
export function closePairs(turns: readonly { readonly personId: string | null }[], apart: number): number {
  return turns.reduce(
    (pairs, { personId }, slot) =>
      pairs +
      turns
        .slice(Math.max(0, slot - apart + 1), slot)
        .filter((near) => personId && near.personId === personId).length,
    0,
  );
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const week = (n: number) => new Date(Date.UTC(2026, 0, 5) + n * WEEK_MS);

/** A planning of one sector in which some of two to five people are away in some of four to twelve weeks. */
export function smallPlanning(below: (bound: number) => number): Planning {
  const count = 4 + below(9);
  const members = Array.from({ length: 2 + below(4) }, (_, n) => ({
    personId: `person ${n}` as Planning['members'][number]['personId'],
    sectorId: null,
    present: [{ from: week(-1), until: null }],
    away: Array.from({ length: count }, (_, slot) => ({ from: week(slot), until: week(slot + 1) })).filter(
      () => below(4) === 0,
    ),
  }));
  return {
    slots: Array.from({ length: count }, (_, n) => ({ beginsAt: week(n), endsAt: week(n + 1) })),
    sectors: [null],
    weightings: [{ fromSlot: 0, weights: [1] }],
    members,
    spacing: 2 + below(3),
    fixed: new Map(),
    previous: new Map(),
  };
}

/** The same as a case for the integer program, with the loads of a plan. */
export function caseOf(
  { slots, members, spacing }: Planning,
  turns: readonly { readonly personId: string | null }[],
): SpacingCase {
  const isFree = (person: number, slot: number) =>
    !members[person]?.away.some(({ from }) => from.getTime() === slots[slot]?.beginsAt.getTime());
  const everybody = members.map((_, person) => person);
  return {
    free: slots.map((_, slot) => everybody.filter((person) => isFree(person, slot))),
    loads: members.map(({ personId }) => turns.filter((turn) => turn.personId === personId).length),
    apart: spacing,
  };
}
