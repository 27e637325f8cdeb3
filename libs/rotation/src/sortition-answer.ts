import type { Highs } from 'highs';
import { lotteryFaults } from './sortition-check.js';
import { conflictAmong, type Conflict } from './sortition-conflict.js';
import { fairestLottery, type SortitionProgress } from './sortition-leximin.js';
import { SolverFailed } from './sortition-programs.js';
import type { Fairness, Lottery, SortitionProblem } from './sortition.types.js';

/** What the solver is asked. */
export interface SortitionTask {
  readonly problem: SortitionProblem;
  readonly fairness: Fairness;
  /** Whether the lottery is proved again before it is answered. */
  readonly isProved?: boolean;
}

/** A lottery, or why there is none. */
export type SortitionAnswer = { readonly lottery: Lottery } | { readonly conflict: Conflict };

/**
 * The fairest lottery, or the conflict among the bounds when no panel keeps them. Blocks its thread. Throws SolverFailed
 * for a lottery that the proof does not hold of.
 */
export function answerSortition(
  highs: Highs,
  { problem, fairness, isProved = false }: SortitionTask,
  onProgress: (progress: SortitionProgress) => void,
): SortitionAnswer {
  const lottery = fairestLottery(highs, problem, fairness, onProgress);
  if (lottery === null) return { conflict: conflictAmong(highs, problem) };
  const faults = isProved ? lotteryFaults(highs, problem, lottery) : [];
  if (faults.length > 0) throw new SolverFailed(faults.join(' '));
  return { lottery };
}
