import { isRefusal } from '#kernel';
import {
  chancesOf,
  drawPanel,
  loadSolver,
  lotteryFaults,
  problemOf,
  quotasInfeasible,
  solveSortition,
  sortitionOf,
  type DrawnPanel,
  type Fairness,
  type Lottery,
  type Sortition,
} from '#rotation';
import { wholeNumber } from '../arguments.js';
import { defineCommand } from '../command.js';
import { CommandProblem, UsageProblem } from '../problems.js';
import { hashOf, SEED_OPTION } from './draw-options.js';
import { placedIn, readPool, readQuotas } from './sortition-files.js';

/** `steward sortition`. */
export const sortition = defineCommand({
  name: 'sortition',
  summary: 'Find the fairest lottery over panels that keep quotas, and draw one; without a server.',
  operands: '',
  operandCount: 0,
  options: {
    pool: { type: 'string', value: 'CSV', help: 'The people: an id, then a column for each feature.' },
    quotas: { type: 'string', value: 'CSV', help: 'The quotas: feature, value, min, max.' },
    seats: { type: 'string', value: 'N', help: 'How many people a panel has.' },
    fairness: {
      type: 'string',
      value: 'F',
      help: 'leximin, unless told maximin: only the least chance is lifted.',
    },
    seed: { ...SEED_OPTION, help: 'Draw the panel and its people by this seed, 64 hexadecimal digits.' },
    check: { type: 'boolean', help: 'Prove the lottery again before it is printed.' },
  },
  notes: `With --json it prints the lottery: the types of people, the panels with whole weights, and for each stage the level
and the prices that prove it. The document names people by their ids; publish it as you would publish the pool. It
ends with 1 when no panel keeps the quotas, with the conflict and the least change that helps, or when pool and quotas
do not fit, with file and line; and with 2 when a file cannot be used.`,
  async run({ values }, session) {
    const { pool, quotas, seats } = values;
    if (pool === undefined || quotas === undefined || seats === undefined) {
      throw new UsageProblem('sortition needs --pool, --quotas and --seats.');
    }
    const fairness = fairnessOf(values.fairness ?? 'leximin');
    const seed = values.seed === undefined ? null : hashOf('--seed', values.seed);
    const [people, table] = [await readPool(pool), await readQuotas(quotas)];
    const read = sortitionOf(people.items, table.items, wholeNumber('--seats', seats));
    if (isRefusal(read)) throw new CommandProblem(placedIn(read, people, table));
    const problem = problemOf(read);
    const progress = session.progress('types settled');
    const answer = await solveSortition(
      { problem, fairness },
      { signal: session.interrupted, onProgress: ({ settled, types }) => progress.update(settled, types) },
    );
    if ('conflict' in answer) throw new CommandProblem(quotasInfeasible(read, answer.conflict).because);
    const { lottery } = answer;
    if (values.check) {
      const faults = lotteryFaults(await loadSolver(), problem, lottery);
      if (faults.length > 0) throw new CommandProblem(faults.join('\n'));
      session.say('The lottery is proved.');
    }
    const drawn = seed === null ? null : drawPanel(read, lottery, seed);
    return { document: documentOf(read, lottery, drawn), text: textOf(read, lottery, drawn) };
  },
});

function fairnessOf(text: string): Fairness {
  if (text === 'leximin' || text === 'maximin') return text;
  throw new UsageProblem(`--fairness is leximin or maximin, not "${text}".`);
}

function documentOf(
  { seats, features, quotas, types }: Sortition,
  lottery: Lottery,
  drawn: DrawnPanel | null,
) {
  const chances = chancesOf(sizesOf(types), lottery.panels);
  return {
    seats,
    features: [...features],
    quotas: quotas.map((quota) => ({ ...quota })),
    types: types.map(({ values, members }, type) => ({
      values: [...values],
      members: [...members],
      chance: chances[type] ?? 0,
    })),
    fairness: lottery.fairness,
    panels: lottery.panels.map(({ panel, weight }) => ({ panel: [...panel], weight })),
    excluded: [...lottery.excluded],
    stages: lottery.stages.map(({ level, prices, fixed }) => ({
      level,
      prices: [...prices],
      fixed: [...fixed],
    })),
    drawn: drawn && { ...drawn, members: [...drawn.members], substitutes: [...drawn.substitutes] },
  };
}

function textOf(
  { seats, types }: Sortition,
  { panels, excluded, stages }: Lottery,
  drawn: DrawnPanel | null,
): string {
  const people = types.reduce((sum, { members }) => sum + members.length, 0);
  const chances = chancesOf(sizesOf(types), panels);
  const lines = [
    `${people} people of ${types.length} types, ${seats} seats, ${panels.length} panels, ${stages.length} stages.`,
    `The least chance is ${percent(stages[0]?.level ?? 0)}, the greatest ${percent(Math.max(...chances))}; even would be ${percent(seats / people)}.`,
    ...excluded.map((type) => `No panel has room for: ${types[type]?.values.join(', ') ?? ''}.`),
    ...(drawn
      ? [`Drawn, by number ${drawn.number} of ${drawn.of}:`, ...drawn.members.map((id) => `  ${id}`)]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function sizesOf(types: Sortition['types']): number[] {
  return types.map(({ members }) => members.length);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(4)} %`;
}
