import { createRequire } from 'node:module';
import type { Highs, Model } from 'highs';
import type { Panel, SortitionProblem } from './sortition.types.js';

/** The solver, as WebAssembly in the calling thread: its `run` blocks. */
export function loadSolver(): Promise<Highs> {
  // The declarations of the package are those of its CommonJS build; its ES module exports the loader otherwise.
  const { default: load } = createRequire(import.meta.url)('highs') as typeof import('highs');
  return load();
}

/** A program ended in a way that says nothing about its answer, such as at a limit. */
export class SolverFailed extends Error {
  override readonly name = 'SolverFailed';
}

const FEASIBILITY = 1e-9;

/** The integer program over panels: which panel that keeps the quotas is worth most. */
export class PanelProgram {
  readonly #highs: Highs;
  readonly #model: Model;
  readonly #types: number;

  constructor(highs: Highs, { seats, sizes, bounds }: SortitionProblem) {
    this.#highs = highs;
    this.#types = sizes.length;
    const all = sizes.map((_, type) => type);
    const rows = [{ types: all, min: seats, max: seats }, ...bounds];
    const { variableType, objectiveSense } = highs.constants;
    this.#model = highs.createModel({
      numCols: sizes.length,
      numRows: rows.length,
      sense: objectiveSense.maximize,
      colCost: sizes.map(() => 0),
      colLower: sizes.map(() => 0),
      colUpper: sizes.map((size) => Math.min(size, seats)),
      rowLower: rows.map(({ min }) => min),
      rowUpper: rows.map(({ max }) => max),
      matrix: rowsOf(rows, sizes.length),
      integrality: sizes.map(() => variableType.integer),
    });
    this.#model.options.set({ output_flag: false, mip_rel_gap: 0, mip_abs_gap: 1e-10 });
  }

  /** The panel with the greatest sum of values times places, or null when no panel keeps the quotas. */
  best(values: readonly number[]): { readonly panel: Panel; readonly worth: number } | null {
    const model = this.#model;
    const { modelStatus } = this.#highs.constants;
    values.forEach((value, type) => model.changeColCost(type, value));
    const status = model.run().modelStatus;
    if (status === modelStatus.infeasible) return null;
    if (status !== modelStatus.optimal) throw new SolverFailed(`The integer program ended with ${status}.`);
    const panel = Array.from(model.getSolution().colValue.subarray(0, this.#types), Math.round);
    return { panel, worth: panel.reduce((sum, places, type) => sum + places * (values[type] ?? 0), 0) };
  }

  dispose(): void {
    this.#model.dispose();
  }
}

/** What the linear program over mixtures of panels found. */
export interface Mixture {
  /** The least chance of the types that are not fixed. */
  readonly level: number;
  /** What a place of each type is worth. */
  readonly values: readonly number[];
  /** What a panel must be worth more than, to lift the level. */
  readonly threshold: number;
  /** How often each panel is drawn, in the order in which they were added. */
  readonly weights: readonly number[];
}

/**
 * The linear program over mixtures of the panels that are known so far: the greatest level that every type which is
 * not fixed reaches, while the fixed ones keep theirs.
 */
export class MixtureProgram {
  readonly #highs: Highs;
  readonly #model: Model;
  readonly #sizes: readonly number[];

  /** Rows: one a type, then the sum of the weights. Columns: the level, then one a panel. */
  constructor(highs: Highs, sizes: readonly number[]) {
    this.#highs = highs;
    this.#sizes = sizes;
    const rows = sizes.length + 1;
    this.#model = highs.createModel({
      numCols: 1,
      numRows: rows,
      sense: highs.constants.objectiveSense.maximize,
      colCost: [1],
      colLower: [0],
      colUpper: [highs.infinity],
      rowLower: [...sizes.map(() => 0), 1],
      rowUpper: [...sizes.map(() => highs.infinity), 1],
      matrix: {
        format: 'csc',
        numRows: rows,
        numCols: 1,
        starts: [0, sizes.length],
        indices: sizes.map((_, type) => type),
        values: sizes.map((size) => -size),
      },
    });
    this.#model.options.set({
      output_flag: false,
      solver: 'simplex',
      primal_feasibility_tolerance: FEASIBILITY,
      dual_feasibility_tolerance: FEASIBILITY,
    });
  }

  add(panel: Panel): void {
    const places = panel.map((count, type) => [type, count] as const).filter(([, count]) => count > 0);
    this.#model.addCol(0, 0, this.#highs.infinity, {
      indices: [...places.map(([type]) => type), this.#sizes.length],
      values: [...places.map(([, count]) => count), 1],
    });
  }

  /** From now on the type has this chance at least, and the level no longer asks about it. */
  fix(type: number, chance: number): void {
    this.#model.changeCoefficient(type, 0, 0);
    this.#model.changeRowBounds(type, chance * (this.#sizes[type] ?? 0), this.#highs.infinity);
  }

  solve(): Mixture {
    const model = this.#model;
    const status = model.run().modelStatus;
    if (status !== this.#highs.constants.modelStatus.optimal) {
      throw new SolverFailed(`The linear program ended with ${status}.`);
    }
    const { colValue, rowDual } = model.getSolution();
    const types = this.#sizes.length;
    return {
      level: colValue[0] ?? 0,
      values: Array.from(rowDual.subarray(0, types), (dual) => Math.max(0, -dual)),
      threshold: rowDual[types] ?? 0,
      weights: Array.from(colValue.subarray(1)),
    };
  }

  dispose(): void {
    this.#model.dispose();
  }
}

function rowsOf(rows: readonly { readonly types: readonly number[] }[], numCols: number) {
  const indices = rows.flatMap(({ types }) => types);
  let end = 0;
  const starts = [0, ...rows.map(({ types }) => (end += types.length))];
  return {
    format: 'csr',
    numRows: rows.length,
    numCols,
    starts,
    indices,
    values: indices.map(() => 1),
  } as const;
}
