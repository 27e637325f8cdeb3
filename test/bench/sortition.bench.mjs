/*
 * Measures sortition: the two published examples that are built from words, and pools that are resampled from 150
 * people with quotas of the people's shares, two more or fewer. The pools and their quotas are made up here, by numbers
 * that are the same on every run.
 *
 *   node test/bench/sortition.bench.mjs [seed]
 *
 * The published figures are those of other machines and solvers (see SOURCES.md beside the golden data), so that a
 * ratio to them is an order of magnitude and no more. Every lottery is proved again; the time of that is beside it.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { build } from '../../tools/build.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const GOLDEN = path.resolve(ROOT, '../shared/golden/mandates/sortition-results.json');
const PEOPLE = 150;
/** How the people are spread over the values of each feature. */
const SHARES = [
  [0.5, 0.48, 0.02],
  [0.3, 0.4, 0.2, 0.1],
  [0.55, 0.3, 0.15],
  [0.6, 0.4],
  [0.35, 0.25, 0.25, 0.15],
];

await build(['libs']);
const load = (name) => import(path.join(ROOT, `dist/libs/rotation/src/${name}.js`));
const { fairestLottery } = await load('sortition-leximin');
const { loadSolver } = await load('sortition-programs');
const { lotteryFaults } = await load('sortition-check');

const published = existsSync(GOLDEN) ? JSON.parse(readFileSync(GOLDEN, 'utf8')) : null;
const secondsOf = (instance) => published?.published.find((row) => row.instance === instance)?.median_s;
const documented = published?.scaled_fixture_maximin_ms.their_docs_s ?? {};

/** Numbers that are the same on every run (Lehmer, 1951). */
let state = Number(process.argv[2] ?? 20_260_101);
const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;

function valueOf(shares) {
  let left = random();
  const value = shares.findIndex((share) => (left -= share) < 0);
  return value === -1 ? shares.length - 1 : value;
}

const base = Array.from({ length: PEOPLE }, () => SHARES.map(valueOf));

function resampled(people, seats) {
  const sizes = new Map();
  for (let person = 0; person < people; person += 1) {
    const type = base[Math.floor(random() * PEOPLE)].join();
    sizes.set(type, (sizes.get(type) ?? 0) + 1);
  }
  const types = [...sizes.keys()].sort();
  const typesWith = (feature, value) =>
    types.flatMap((type, at) => (type.split(',')[feature] === String(value) ? [at] : []));
  const bounds = SHARES.flatMap((shares, feature) =>
    shares.map((share, value) => {
      const places = Math.round(share * seats);
      return { types: typesWith(feature, value), min: Math.max(0, places - 2), max: places + 2 };
    }),
  );
  return { seats, sizes: types.map((type) => sizes.get(type)), bounds };
}

/** One conservative woman, liberal women and conservative men; each of the four words describes so many at least. */
function example(seats, women, men, least) {
  const bounds = [[0, 1], [2], [0, 2], [1]].map((types) => ({ types, min: least, max: seats }));
  return { seats, sizes: [1, women, men], bounds };
}

const highs = await loadSolver();
/** CPU time, so that other work on the machine blurs it less. */
const timed = (work) => {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  return { result, ms: (user + system) / 1000 };
};

function measure(name, fairness, problem, theirs) {
  const { result: lottery, ms } = timed(() => fairestLottery(highs, problem, fairness, () => undefined));
  if (lottery === null) return console.log(`${name}: no panel keeps the quotas.`);
  const { result: faults, ms: proving } = timed(() => lotteryFaults(highs, problem, lottery));
  console.log(
    [
      name.padEnd(18),
      fairness,
      `${problem.sizes.length} types`.padStart(9),
      `${ms.toFixed(0)} ms`.padStart(9),
      `least chance ${lottery.stages[0].level.toFixed(9)}`,
      `${lottery.stages.length} stages`,
      faults.length === 0 ? `proved in ${proving.toFixed(0)} ms` : faults.join(' '),
      theirs === undefined ? '' : `published time / ours ${((theirs * 1000) / ms).toFixed(0)}`,
    ].join('  '),
  );
}

measure('example_small_20', 'leximin', example(20, 99, 100, 9), secondsOf('example_small_20'));
measure('example_large_200', 'leximin', example(200, 999, 1000, 99), secondsOf('example_large_200'));
for (const [people, seats] of [
  [150, 22],
  [300, 45],
  [750, 112],
  [2000, 300],
]) {
  const problem = resampled(people, seats);
  measure(`${people}/${seats}`, 'maximin', problem, documented[`${people}/${seats}`]?.mip);
}
measure('750/112', 'leximin', resampled(750, 112));
