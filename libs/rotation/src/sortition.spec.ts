import { spawnSync } from 'node:child_process';
import path from 'node:path';
import fc from 'fast-check';
import type { Highs } from 'highs';
import { isRefusal } from '#kernel';
import { describeGolden, readGoldenText } from '../../../test/support/golden.js';
import { lotteryFaults } from './sortition-check.js';
import { conflictAmong, relaxationFaults } from './sortition-conflict.js';
import { fairestLottery } from './sortition-leximin.js';
import { chancesOf, drawPanel } from './sortition-lottery.rules.js';
import { loadSolver } from './sortition-programs.js';
import { solveSortition } from './sortition-thread.js';
import { problemOf, quotasInfeasible, sortitionOf } from './sortition.rules.js';
import type { Fairness, Lottery, PoolMember, Quota, SortitionProblem } from './sortition.types.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const quiet = () => undefined;

let highs: Highs;
beforeAll(async () => {
  highs = await loadSolver();
});

function lotteryOf(problem: SortitionProblem, fairness: Fairness = 'leximin'): Lottery {
  const lottery = fairestLottery(highs, problem, fairness, quiet);
  if (lottery === null) throw new Error('No panel keeps the quotas.');
  return lottery;
}

/** One woman who is conservative, and two large groups: everybody's chance can still be the same. */
function example(seats: number, liberalWomen: number, conservativeMen: number, least: number) {
  const bounds = [[0, 1], [2], [0, 2], [1]].map((types) => ({ types, min: least, max: seats - least }));
  // The four quotas have `seats` as their greatest, as published: 9 to 20 of 20, 99 to 200 of 200.
  return {
    seats,
    sizes: [1, liberalWomen, conservativeMen],
    bounds: bounds.map((bound) => ({ ...bound, max: seats })),
  };
}

/** Small problems of which all panels can be listed; some cannot be met. */
const problems = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }),
    seats: fc.integer({ min: 1, max: 4 }),
    bounds: fc.array(
      fc.record({
        types: fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }),
        min: fc.integer({ min: 0, max: 3 }),
        more: fc.integer({ min: 0, max: 2 }),
      }),
      { maxLength: 3 },
    ),
  })
  .filter(({ sizes, seats }) => sizes.reduce((sum, size) => sum + size, 0) >= seats)
  .map(({ sizes, seats, bounds }): SortitionProblem => ({
    sizes,
    seats,
    bounds: bounds.map(({ types, min, more }) => ({
      types: types.filter((type) => type < sizes.length),
      min,
      max: min + more,
    })),
  }));

/** Every panel, by trying all. */
function panelsOf({ seats, sizes, bounds }: SortitionProblem): number[][] {
  const all = sizes.reduce<number[][]>(
    (panels, size) =>
      panels.flatMap((panel) => Array.from({ length: size + 1 }, (_, places) => [...panel, places])),
    [[]],
  );
  const count = (panel: number[], types: readonly number[]) =>
    types.reduce((sum, type) => sum + (panel[type] ?? 0), 0);
  return all.filter(
    (panel) =>
      count(panel, [...sizes.keys()]) === seats &&
      bounds.every(({ types, min, max }) => count(panel, types) >= min && count(panel, types) <= max),
  );
}

describe('the fairest lottery', () => {
  it('finds a panel whenever there is one, excludes whom none has, and proves itself', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const panels = panelsOf(problem);
        const lottery = fairestLottery(highs, problem, 'leximin', quiet);
        expect(lottery === null).toBe(panels.length === 0);
        if (lottery === null) return;
        const nobody = [...problem.sizes.keys()].filter((type) => panels.every((panel) => panel[type] === 0));
        expect(lottery.excluded).toEqual(nobody);
        expect(lotteryFaults(highs, problem, lottery)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('raises the second lowest as far as it goes, too', () => {
    // Seat 1 goes to one of two, seat 2 to one of three, and the fourth type is never on a panel.
    const problem: SortitionProblem = {
      seats: 2,
      sizes: [2, 3, 5],
      bounds: [
        { types: [0], min: 1, max: 1 },
        { types: [1], min: 1, max: 1 },
      ],
    };
    const lottery = lotteryOf(problem);
    const chances = chancesOf(problem.sizes, lottery.panels);
    expect(lottery.excluded).toEqual([2]);
    expect(chances.map((chance) => chance.toFixed(9))).toEqual(['0.500000000', '0.333333333', '0.000000000']);
    expect(lottery.stages.map(({ level }) => level.toFixed(9))).toEqual(['0.333333333', '0.500000000']);
  });

  it('changes nothing else when it only lifts the least chance', () => {
    const problem = example(20, 99, 100, 9);
    const lottery = lotteryOf(problem, 'maximin');
    expect(lottery.stages).toHaveLength(1);
    expect(lotteryFaults(highs, problem, lottery)).toEqual([]);
  });
});

describeGolden('LEXIMIN of the published examples', 'mandates', () => {
  const { published } = JSON.parse(readGoldenText('mandates/sortition-results.json')) as {
    readonly published: readonly { readonly instance: string; readonly leximin_min_pct: number }[];
  };

  it.each([
    ['example_small_20', example(20, 99, 100, 9)],
    ['example_large_200', example(200, 999, 1000, 99)],
  ])('has the published least chance in %s', (instance, problem) => {
    const least = published.find((row) => row.instance === instance)!.leximin_min_pct / 100;
    const lottery = lotteryOf(problem);
    expect(Math.min(...chancesOf(problem.sizes, lottery.panels))).toBeCloseTo(least, 9);
    expect(lotteryFaults(highs, problem, lottery)).toEqual([]);
  });
});

describe('the proof of a lottery', () => {
  const problem = example(20, 99, 100, 9);

  it.each<[string, (lottery: Lottery) => Lottery, RegExp]>([
    [
      'a panel outside the quotas',
      (lottery) => ({ ...lottery, panels: [{ panel: [0, 20, 0], weight: 1 }] }),
      /Panel 1 does not keep/,
    ],
    [
      'weights that favour one panel',
      ({ panels: [first, ...others], ...lottery }) => ({
        ...lottery,
        panels: [{ panel: first!.panel, weight: first!.weight + 1 }, ...others],
      }),
      /has less than its level/,
    ],
    [
      'somebody excluded whom a panel has room for',
      (lottery) => ({ ...lottery, excluded: [0] }),
      /Type 1 is excluded/,
    ],
    [
      'a level below what is possible',
      (lottery) => ({ ...lottery, stages: [{ ...lottery.stages[0]!, level: 0.05 }] }),
      /a fairer lottery is possible/,
    ],
    [
      'prices that are no proof',
      (lottery) => ({ ...lottery, stages: [{ ...lottery.stages[0]!, prices: [0, 1, 0] }] }),
      /a fairer lottery is possible/,
    ],
    ['no stages', (lottery) => ({ ...lottery, stages: [] }), /do not settle everybody/],
  ])('refuses %s', (_what, spoil, sentence) => {
    expect(lotteryFaults(highs, problem, spoil(lotteryOf(problem))).join('\n')).toMatch(sentence);
  });
});

const POOL: readonly PoolMember[] = Array.from({ length: 60 }, (_, n) => ({
  id: `person-${n}`,
  features: { gender: n % 3 === 0 ? 'man' : 'woman', ward: ['harbour', 'hill', 'mill'][n % 4] ?? 'hill' },
}));
const quota = (feature: string, value: string, min: number, max: number): Quota => ({
  feature,
  value,
  min,
  max,
});
const QUOTAS: readonly Quota[] = [
  quota('gender', 'man', 4, 6),
  quota('gender', 'woman', 4, 6),
  quota('ward', 'harbour', 2, 4),
  quota('ward', 'hill', 2, 6),
  quota('ward', 'mill', 2, 4),
];

function sortition(pool = POOL, quotas = QUOTAS, seats = 10) {
  const read = sortitionOf(pool, quotas, seats);
  if (isRefusal(read)) throw new Error(read.because);
  return read;
}

describe('a sortition', () => {
  it('is the same however people and quotas are listed', () => {
    expect(sortition(POOL.toReversed(), QUOTAS.toReversed())).toEqual(sortition());
  });

  it('draws a panel that keeps the quotas, and everybody else as a substitute', () => {
    const read = sortition();
    const lottery = lotteryOf(problemOf(read));
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
        const { members, substitutes, number, of } = drawPanel(read, lottery, seed);
        expect(members).toHaveLength(10);
        expect([...members, ...substitutes].toSorted()).toEqual(POOL.map(({ id }) => id).toSorted());
        expect(number).toBeLessThan(of);
        for (const { feature, value, min, max } of QUOTAS) {
          const count = POOL.filter(
            ({ id, features }) => members.includes(id) && features[feature] === value,
          );
          expect(count.length).toBeGreaterThanOrEqual(min);
          expect(count.length).toBeLessThanOrEqual(max);
        }
      }),
    );
  });

  it('draws each panel as often as its weight says', () => {
    const read = sortition();
    const even: Lottery = {
      ...lotteryOf(problemOf(read)),
      panels: lotteryOf(problemOf(read))
        .panels.slice(0, 2)
        .map(({ panel }, at) => ({ panel, weight: 1 + 2 * at })),
    };
    const first = Array.from({ length: 400 }, (_, n) =>
      drawPanel(read, even, Uint8Array.of(n >> 8, n & 255)),
    );
    const times = first.filter(({ panel }) => panel === 0).length;
    // A hundred are expected, and nine is one deviation.
    expect(Math.abs(times - 100)).toBeLessThan(36);
  });

  it.each<[string, readonly PoolMember[], readonly Quota[], number]>([
    ['POOL_EMPTY', [], QUOTAS, 10],
    ['PERSON_TWICE', [...POOL, POOL[0]!], QUOTAS, 10],
    ['POOL_TOO_SMALL', POOL, QUOTAS, 61],
    ['SEATS_INVALID', POOL, QUOTAS, 0],
    ['QUOTA_TWICE', POOL, [...QUOTAS, QUOTAS[0]!], 10],
    ['QUOTA_INVALID', POOL, [quota('gender', 'man', 6, 4)], 10],
    ['QUOTA_INVALID', POOL, [quota('gender', 'man', 11, 12)], 10],
    ['UNKNOWN_FEATURE', POOL, [...QUOTAS, quota('age', 'young', 0, 10)], 10],
    ['UNKNOWN_CATEGORY', POOL, [quota('gender', 'man', 0, 10)], 10],
    ['UNKNOWN_CATEGORY', POOL, [...QUOTAS, quota('gender', 'other', 1, 2)], 10],
  ])('refuses %s', (code, pool, quotas, seats) => {
    expect(sortitionOf(pool, quotas, seats)).toMatchObject({
      refused: true,
      code,
      clause: expect.stringContaining('quotas'),
    });
  });
});

describe('quotas that no panel keeps', () => {
  const read = sortition(POOL, [
    quota('gender', 'man', 7, 10),
    quota('gender', 'woman', 5, 9),
    ...QUOTAS.slice(2),
  ]);

  it('are told with what clashes and the least change that helps', () => {
    const conflict = conflictAmong(highs, problemOf(read));
    const refusal = quotasInfeasible(read, conflict);
    expect(refusal).toMatchObject({
      code: 'QUOTAS_INFEASIBLE',
      clashing: [quota('gender', 'man', 7, 10), quota('gender', 'woman', 5, 9)],
    });
    expect(refusal.because).toMatch(
      /together: gender man 7-10, gender woman 5-9\. The least change that helps: gender (man from 7-10 to 5-10|woman from 5-9 to 3-9|man from 7-10 to 6-10, gender woman from 5-9 to 4-9)\.$/,
    );
  });

  it('can be kept after that change, and by no smaller one', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        fc.pre(panelsOf(problem).length === 0);
        const { clashing, relaxed } = conflictAmong(highs, problem);
        const keeping = (bounds: SortitionProblem['bounds']) => panelsOf({ ...problem, bounds }).length > 0;
        const only = (indices: readonly number[]) => problem.bounds.filter((_, at) => indices.includes(at));
        expect(keeping(only(clashing))).toBe(false);
        for (const left of clashing) expect(keeping(only(clashing.filter((at) => at !== left)))).toBe(true);
        const after = problem.bounds.map((bound, at) => {
          const change = relaxed.find((other) => other.bound === at);
          return change ? { ...bound, min: change.min, max: change.max } : bound;
        });
        expect(keeping(after)).toBe(true);
        const change = after.reduce(
          (sum, { min, max }, at) => sum + problem.bounds[at]!.min - min + max - problem.bounds[at]!.max,
          0,
        );
        expect(change).toBe(leastChange(problem));
        expect(relaxationFaults(highs, problem, { ...problem, bounds: after })).toEqual([]);
        expect(relaxationFaults(highs, { ...problem, bounds: after }, problem)).not.toEqual([]);
        const further = after.map((bound) => ({ ...bound, max: bound.max + 1 }));
        expect(relaxationFaults(highs, problem, { ...problem, bounds: further })).not.toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  /** How far the panel is outside the bounds that is least far outside. */
  function leastChange(problem: SortitionProblem): number {
    const outside = panelsOf({ ...problem, bounds: [] }).map((panel) =>
      problem.bounds.reduce((sum, { types, min, max }) => {
        const count = types.reduce((total, type) => total + (panel[type] ?? 0), 0);
        return sum + Math.max(0, min - count, count - max);
      }, 0),
    );
    return Math.min(...outside);
  }
});

describe('the thread of the solver', () => {
  beforeAll(() => {
    const { status, stderr } = spawnSync(process.execPath, ['tools/build.mjs'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
  });
  const problem = example(20, 99, 100, 9);

  it('answers what the solver answers here, and tells how far it is', async () => {
    const told: number[] = [];
    const answer = await solveSortition(
      { problem, fairness: 'leximin' },
      { onProgress: ({ panels }) => told.push(panels) },
    );
    expect(answer).toEqual({ lottery: lotteryOf(problem) });
    expect(told.length).toBeGreaterThan(0);
  });

  it('answers with the conflict where there is no panel', async () => {
    const none = { ...problem, bounds: [{ types: [0], min: 2, max: 3 }] };
    expect(await solveSortition({ problem: none, fairness: 'maximin' })).toEqual({
      conflict: { clashing: [0], relaxed: [{ bound: 0, min: 1, max: 3 }] },
    });
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const answer = solveSortition(
      { problem, fairness: 'leximin' },
      { signal: stop.signal, onProgress: () => stop.abort(new Error('Enough.')) },
    );
    await expect(answer).rejects.toThrow('Enough.');
    await expect(solveSortition({ problem, fairness: 'maximin' }, { signal: stop.signal })).rejects.toThrow(
      'Enough.',
    );
  });
});
