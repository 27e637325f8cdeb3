import type { Highs } from 'highs';
import { PanelProgram } from './sortition-programs.js';
import { chancesOf } from './sortition-lottery.rules.js';
import type { Lottery, SortitionProblem } from './sortition.types.js';

/** A level is proven when nothing above it by more than this is possible: six digits. */
const PROVEN = 5e-7;

/**
 * Proves a published lottery again, without the linear programs that found it: one integer program a stage asks what
 * any panel is worth at the stage's prices. Returns what does not hold, in sentences; empty when the lottery is the
 * fairest. Blocks its thread.
 */
export function lotteryFaults(highs: Highs, problem: SortitionProblem, lottery: Lottery): string[] {
  const program = new PanelProgram(highs, problem);
  try {
    return [
      ...panelFaults(problem, lottery),
      ...excludedFaults(program, problem, lottery),
      ...stageFaults(program, problem, lottery),
    ];
  } finally {
    program.dispose();
  }
}

function panelFaults({ seats, sizes, bounds }: SortitionProblem, { panels }: Lottery): string[] {
  if (panels.length === 0) return ['The lottery has no panel.'];
  return panels.flatMap(({ panel, weight }, index) => {
    const total = panel.reduce((sum, places) => sum + places, 0);
    const holds = [
      Number.isSafeInteger(weight) && weight > 0,
      panel.length === sizes.length && total === seats,
      panel.every((places, type) => Number.isInteger(places) && places >= 0 && places <= (sizes[type] ?? 0)),
      bounds.every(({ types, min, max }) => {
        const count = types.reduce((sum, type) => sum + (panel[type] ?? 0), 0);
        return count >= min && count <= max;
      }),
    ];
    return holds.every(Boolean) ? [] : [`Panel ${index + 1} does not keep the seats and quotas.`];
  });
}

function excludedFaults(program: PanelProgram, { sizes }: SortitionProblem, { excluded }: Lottery): string[] {
  return excluded.flatMap((type) => {
    const best = program.best(sizes.map((_, other) => (other === type ? 1 : 0)));
    return best?.worth === 0 ? [] : [`Type ${type + 1} is excluded, though a panel has room for it.`];
  });
}

function stageFaults(
  program: PanelProgram,
  { sizes }: SortitionProblem,
  { fairness, panels, excluded, stages }: Lottery,
): string[] {
  const faults: string[] = [];
  const chances = chancesOf(sizes, panels);
  const settled = new Map(excluded.map((type) => [type, 0]));
  stages.forEach(({ level, prices, fixed }, stage) => {
    const say = (what: string) => faults.push(`Stage ${stage + 1}: ${what}`);
    const open = [...sizes.keys()].filter((type) => !settled.has(type));
    if (!open.every((type) => (chances[type] ?? 0) >= level - PROVEN)) {
      say('somebody has less than its level.');
    }
    const sum = open.reduce((total, type) => total + (prices[type] ?? 0), 0);
    if (Math.abs(sum - 1) > PROVEN || !prices.every((price) => price >= 0)) {
      say('its prices are no shares of the whole.');
    }
    const values = sizes.map((size, type) => (prices[type] ?? 0) / size);
    const kept = [...settled].reduce((total, [type, chance]) => total + (prices[type] ?? 0) * chance, 0);
    const scale = 1 / Math.max(...values);
    const best = program.best(values.map((value) => value * scale));
    if (best === null || best.worth / scale - kept > level + PROVEN) say('a fairer lottery is possible.');
    if (!fixed.every((type) => open.includes(type) && (prices[type] ?? 0) > 0)) {
      say('it settles somebody without a price.');
    }
    for (const type of fixed) settled.set(type, level);
  });
  if (stages.length === 0 || (fairness === 'leximin' && settled.size < sizes.length)) {
    faults.push('The stages do not settle everybody.');
  }
  return faults;
}
