import type { Highs } from 'highs';
import { lotteryFaults } from './sortition-check.js';
import { relaxationFaults } from './sortition-conflict.js';
import { loadSolver } from './sortition-programs.js';
import type { ProveSortition } from './sortition.check.js';

/** Proves lotteries and changes of quotas by a solver, which is loaded at the first one. */
export function provingSortition(): ProveSortition {
  let solver: Promise<Highs> | null = null;
  const loaded = () => (solver ??= loadSolver());
  return {
    lotteryFaults: async (problem, lottery) => lotteryFaults(await loaded(), problem, lottery),
    relaxationFaults: async (before, after) => relaxationFaults(await loaded(), before, after),
  };
}
