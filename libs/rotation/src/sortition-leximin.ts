import type { Highs } from 'highs';
import { MixtureProgram, PanelProgram, type Mixture } from './sortition-programs.js';
import { weighPanels } from './sortition-weights.rules.js';
import type { Fairness, Lottery, Panel, SortitionProblem, Stage } from './sortition.types.js';

/** How far the work has come: panels known, and types whose chance is settled of all types. */
export interface SortitionProgress {
  readonly panels: number;
  readonly settled: number;
  readonly types: number;
}

/** A panel lifts the level only when it is worth more than this above the threshold. */
const GAIN = 1e-9;
/** A price below this is the noise of a linear program. */
const PRICED = 1e-7;
/** By how much a type loses weight for a place on a starting panel. */
const FADE = 0.5;

/**
 * The fairest lottery over panels that keep the quotas, by column generation (Flanigan et al., Nature 596, 2021),
 * over types instead of people. Blocks its thread; null when no panel keeps the quotas.
 */
export function fairestLottery(
  highs: Highs,
  problem: SortitionProblem,
  fairness: Fairness,
  onProgress: (progress: SortitionProgress) => void,
): Lottery | null {
  const panels = new PanelProgram(highs, problem);
  try {
    const start = startingPanels(panels, problem);
    if (start === null) return null;
    const mixtures = new MixtureProgram(highs, problem.sizes);
    try {
      return new Search(problem, panels, mixtures, onProgress).run(start, fairness);
    } finally {
      mixtures.dispose();
    }
  } finally {
    panels.dispose();
  }
}

interface Start {
  readonly known: readonly Panel[];
  readonly excluded: readonly number[];
}

/** Panels of many kinds, so that every type that can be on a panel is on one. */
function startingPanels(program: PanelProgram, { sizes }: SortitionProblem): Start | null {
  const known = new Map<string, Panel>();
  const weights = sizes.map((size) => 1 / size);
  const covered = new Set<number>();
  for (let round = 0; round < sizes.length && covered.size < sizes.length; round += 1) {
    const found = program.best(weights);
    if (found === null) return null;
    known.set(found.panel.join(), found.panel);
    found.panel.forEach((places, type) => {
      if (places > 0) covered.add(type);
      weights[type] = (weights[type] ?? 0) * FADE ** (places / (sizes[type] ?? 1));
    });
    const sum = weights.reduce((total, weight) => total + weight, 0);
    weights.forEach((weight, type) => (weights[type] = (weight / sum) * sizes.length + 1e-3));
  }
  const excluded: number[] = [];
  for (let type = 0; type < sizes.length; type += 1) {
    if (covered.has(type)) continue;
    const found = program.best(sizes.map((_, other) => (other === type ? 1 : 0)));
    if (found === null) return null;
    if (found.worth === 0) excluded.push(type);
    else known.set(found.panel.join(), found.panel);
    found.panel.forEach((places, other) => places > 0 && covered.add(other));
  }
  return { known: [...known.values()], excluded };
}

class Search {
  readonly #known = new Map<string, Panel>();
  readonly #open: Set<number>;

  constructor(
    private readonly problem: SortitionProblem,
    private readonly panels: PanelProgram,
    private readonly mixtures: MixtureProgram,
    private readonly onProgress: (progress: SortitionProgress) => void,
  ) {
    this.#open = new Set(problem.sizes.keys());
  }

  run({ known, excluded }: Start, fairness: Fairness): Lottery {
    for (const panel of known) this.#add(panel);
    for (const type of excluded) this.#settle(type, 0);
    const stages: Stage[] = [];
    let weights: readonly number[];
    do {
      const { mixture, stage } = this.#stage();
      stages.push(stage);
      weights = mixture.weights;
    } while (fairness === 'leximin' && this.#open.size > 0);
    return { fairness, panels: weighPanels([...this.#known.values()], weights), excluded, stages };
  }

  /** Lifts the level until no panel lifts it further, and settles the types that hold it down. */
  #stage(): { readonly stage: Stage; readonly mixture: Mixture } {
    let mixture: Mixture;
    for (;;) {
      this.#tell();
      mixture = this.mixtures.solve();
      const scale = 1 / Math.max(...mixture.values);
      const found = this.panels.best(mixture.values.map((value) => value * scale));
      if (found === null || found.worth <= mixture.threshold * scale * (1 + GAIN)) break;
      // A panel that is known already is worth no more than the threshold, but for rounding.
      if (!this.#add(found.panel)) break;
    }
    const prices = mixture.values.map((value, type) => value * (this.problem.sizes[type] ?? 0));
    const fixed = [...this.#open].filter((type) => (prices[type] ?? 0) > PRICED);
    for (const type of fixed) this.#settle(type, mixture.level);
    return { stage: { level: mixture.level, prices, fixed }, mixture };
  }

  /** False when the panel is known already. */
  #add(panel: Panel): boolean {
    const key = panel.join();
    if (this.#known.has(key)) return false;
    this.#known.set(key, panel);
    this.mixtures.add(panel);
    return true;
  }

  #settle(type: number, chance: number): void {
    this.#open.delete(type);
    this.mixtures.fix(type, chance);
  }

  #tell(): void {
    const types = this.problem.sizes.length;
    this.onProgress({ panels: this.#known.size, settled: types - this.#open.size, types });
  }
}
