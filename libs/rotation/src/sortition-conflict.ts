import type { Highs } from 'highs';
import { PanelProgram, SolverFailed } from './sortition-programs.js';
import type { Bound, SortitionProblem } from './sortition.types.js';

/** Why no panel keeps all bounds, and the least change after which one does. Bounds are named by their index. */
export interface Conflict {
  /** Bounds that cannot be kept together, though any of them could be let go of and the others kept. */
  readonly clashing: readonly number[];
  /** The changed bounds of the least total change; empty when the pool has too few people of some types. */
  readonly relaxed: readonly { readonly bound: number; readonly min: number; readonly max: number }[];
}

/**
 * Finds the conflict among bounds that no panel keeps: what clashes by leaving out one bound after the other
 * (Chinneck and Dravnieks, ORSA J. Computing 3, 1991), the relaxation by one integer program over what each bound
 * must give way. Blocks its thread.
 */
export function conflictAmong(highs: Highs, problem: SortitionProblem): Conflict {
  return { clashing: clashingBounds(highs, problem), relaxed: leastRelaxation(highs, problem) };
}

/**
 * Proves again that bounds had to give way, and that these are the least total change after which a panel keeps them.
 * Returns what does not hold, in sentences. Blocks its thread.
 */
export function relaxationFaults(highs: Highs, before: SortitionProblem, after: SortitionProblem): string[] {
  if (hasPanel(highs, before)) return ['The quotas could be kept as they were.'];
  const wider = after.bounds.map(({ min, max }, index) => {
    const bound = before.bounds[index];
    return bound && min <= bound.min && bound.max <= max ? bound.min - min + max - bound.max : NaN;
  });
  const least = leastRelaxation(highs, before).reduce((sum, { bound, min, max }) => {
    const was = before.bounds[bound];
    return was ? sum + was.min - min + max - was.max : sum;
  }, 0);
  const isLeast = wider.length === before.bounds.length && wider.reduce((sum, by) => sum + by, 0) === least;
  if (!isLeast) return ['The quotas were changed by more than it takes.'];
  return hasPanel(highs, after) ? [] : ['The change does not help.'];
}

function clashingBounds(highs: Highs, problem: SortitionProblem): number[] {
  let kept = [...problem.bounds.keys()];
  for (const left of problem.bounds.keys()) {
    const others = kept.filter((bound) => bound !== left);
    if (!hasPanel(highs, { ...problem, bounds: boundsAt(problem, others) })) kept = others;
  }
  return kept;
}

function boundsAt({ bounds }: SortitionProblem, indices: readonly number[]): Bound[] {
  return bounds.filter((_, index) => indices.includes(index));
}

function hasPanel(highs: Highs, problem: SortitionProblem): boolean {
  const program = new PanelProgram(highs, problem);
  try {
    return program.best(problem.sizes.map(() => 0)) !== null;
  } finally {
    program.dispose();
  }
}

/** Columns: places of each type, then for each bound what it falls short of its least and exceeds its greatest. */
function leastRelaxation(highs: Highs, { seats, sizes, bounds }: SortitionProblem): Conflict['relaxed'] {
  const types = sizes.length;
  const slack = bounds.flatMap((_, bound) => [types + 2 * bound, types + 2 * bound + 1] as const);
  const rows = [
    { indices: [...sizes.keys()], values: sizes.map(() => 1), min: seats, max: seats },
    ...bounds.map(({ types: counted, min, max }, bound) => ({
      indices: [...counted, types + 2 * bound, types + 2 * bound + 1],
      values: [...counted.map(() => 1), 1, -1],
      min,
      max,
    })),
  ];
  const columns = types + slack.length;
  let end = 0;
  const { variableType, modelStatus } = highs.constants;
  const found = highs.withModel(
    {
      numCols: columns,
      numRows: rows.length,
      colCost: Array.from({ length: columns }, (_, column) => (column < types ? 0 : 1)),
      colLower: Array.from({ length: columns }, () => 0),
      colUpper: [...sizes.map((size) => Math.min(size, seats)), ...slack.map(() => highs.infinity)],
      rowLower: rows.map(({ min }) => min),
      rowUpper: rows.map(({ max }) => max),
      matrix: {
        format: 'csr',
        numRows: rows.length,
        numCols: columns,
        starts: [0, ...rows.map(({ indices }) => (end += indices.length))],
        indices: rows.flatMap(({ indices }) => indices),
        values: rows.flatMap(({ values }) => values),
      },
      integrality: Array.from({ length: columns }, () => variableType.integer),
    },
    (model) => {
      model.options.set({ output_flag: false, mip_rel_gap: 0 });
      const status = model.run().modelStatus;
      if (status === modelStatus.infeasible) return null;
      if (status !== modelStatus.optimal) throw new SolverFailed(`The relaxation ended with ${status}.`);
      return Array.from(model.getSolution().colValue, Math.round);
    },
  );
  if (found === null) return [];
  return bounds.flatMap(({ min, max }, bound) => {
    const [short = 0, over = 0] = found.slice(types + 2 * bound, types + 2 * bound + 2);
    return short + over === 0 ? [] : [{ bound, min: min - short, max: max + over }];
  });
}
