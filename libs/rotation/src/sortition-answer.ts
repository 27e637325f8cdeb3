import type { Highs } from 'highs';
import { conflictAmong, type Conflict } from './sortition-conflict.js';
import { fairestLottery, type SortitionProgress } from './sortition-leximin.js';
import type { Fairness, Lottery, SortitionProblem } from './sortition.types.js';

/** What the solver is asked. */
export interface SortitionTask {
  readonly problem: SortitionProblem;
  readonly fairness: Fairness;
}

/** A lottery, or why there is none. */
export type SortitionAnswer = { readonly lottery: Lottery } | { readonly conflict: Conflict };

/** The fairest lottery, or the conflict among the bounds when no panel keeps them. Blocks its thread. */
export function answerSortition(
  highs: Highs,
  { problem, fairness }: SortitionTask,
  onProgress: (progress: SortitionProgress) => void,
): SortitionAnswer {
  const lottery = fairestLottery(highs, problem, fairness, onProgress);
  return lottery === null ? { conflict: conflictAmong(highs, problem) } : { lottery };
}
