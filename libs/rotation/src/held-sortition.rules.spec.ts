import { isRefusal } from '#kernel';
import {
  lotteryToCommit,
  mayWithdraw,
  MOST_FAILURES,
  quotasToAccept,
  stageOf,
  type Standing,
} from './held-sortition.rules.js';
import type { HeldSortition, SortitionStage } from './held-sortition.types.js';
import type { Lottery } from './sortition.types.js';

const LOTTERY: Lottery = {
  fairness: 'maximin',
  panels: [{ panel: [1, 1], weight: 1 }],
  excluded: [],
  stages: [{ level: 0.5, prices: [1, 0], fixed: [0] }],
};
const CONFLICT = { clashing: [0, 1], relaxed: [{ bound: 1, min: 1, max: 2 }] };
const quota = (value: string, min: number) => ({ feature: 'gender', value, min, max: 2 });
const SORTITION = {
  seats: 2,
  quotas: [quota('man', 1), quota('woman', 2)],
  types: [
    { values: ['man'], members: ['a', 'b'] },
    { values: ['woman'], members: ['c', 'd'] },
  ],
  lottery: null,
  panel: null,
  withdrawnAt: null,
} as unknown as HeldSortition;

const work = (change: Partial<Standing['work']> = {}) => ({
  answer: null,
  failures: 0,
  fault: null,
  ...change,
});
const now = new Date(0);

const STANDINGS: Readonly<Record<SortitionStage, Standing>> = {
  SOLVING: { sortition: SORTITION, work: work({ failures: MOST_FAILURES - 1 }) },
  FAILED: { sortition: SORTITION, work: work({ failures: MOST_FAILURES, fault: 'It took too long.' }) },
  SOLVED: { sortition: SORTITION, work: work({ answer: { lottery: LOTTERY } }) },
  INFEASIBLE: { sortition: SORTITION, work: work({ answer: { conflict: CONFLICT } }) },
  COMMITTED: { sortition: { ...SORTITION, lottery: LOTTERY }, work: work({ answer: { lottery: LOTTERY } }) },
  DRAWN: {
    sortition: { ...SORTITION, lottery: LOTTERY, panel: ['a', 'c'] },
    work: work({ answer: { lottery: LOTTERY } }),
  },
  WITHDRAWN: { sortition: { ...SORTITION, withdrawnAt: now }, work: work({ answer: { lottery: LOTTERY } }) },
};

const codeOf = (outcome: unknown) => (isRefusal(outcome) ? outcome.code : 'yes');

it.each<[SortitionStage, string, string, string]>([
  ['SOLVING', 'SORTITION_NOT_SOLVED', 'SORTITION_NOT_SOLVED', 'yes'],
  ['FAILED', 'SORTITION_NOT_SOLVED', 'SORTITION_NOT_SOLVED', 'yes'],
  ['SOLVED', 'yes', 'QUOTAS_FEASIBLE', 'yes'],
  ['INFEASIBLE', 'QUOTAS_INFEASIBLE', 'yes', 'yes'],
  ['COMMITTED', 'SORTITION_COMMITTED', 'SORTITION_COMMITTED', 'SORTITION_COMMITTED'],
  ['DRAWN', 'SORTITION_COMMITTED', 'SORTITION_COMMITTED', 'SORTITION_COMMITTED'],
  ['WITHDRAWN', 'SORTITION_WITHDRAWN', 'SORTITION_WITHDRAWN', 'SORTITION_WITHDRAWN'],
])('a sortition that is %s', (stage, commit, accept, withdraw) => {
  const standing = STANDINGS[stage];
  expect(stageOf(standing)).toBe(stage);
  expect(codeOf(lotteryToCommit(standing))).toBe(commit);
  expect(codeOf(quotasToAccept(standing))).toBe(accept);
  expect(codeOf(mayWithdraw(standing))).toBe(withdraw);
});

it('takes over the change of a conflict and no other', () => {
  expect(quotasToAccept(STANDINGS.INFEASIBLE)).toEqual([quota('man', 1), quota('woman', 1)]);
});

it('says why the solver gave up', () => {
  expect(lotteryToCommit(STANDINGS.FAILED)).toMatchObject({
    because: expect.stringContaining('It took too long.'),
    clause: expect.stringContaining('phase 1'),
  });
});
