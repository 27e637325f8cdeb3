/*
 * Measures the counting rules beside published packages, on the same ballots and in the same process. What is
 * measured is CPU time, so that other work on the machine blurs it less; the ratio is what counts.
 *
 *   node test/bench/counting.bench.mjs [ballots]
 *
 * Peers count as their users would call them: single ballots in, winners out.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { build } from '../../tools/build.mjs';

const require = createRequire(import.meta.url);
const ROOT = path.resolve(import.meta.dirname, '../..');
const GOLDEN = path.resolve(ROOT, '../shared/golden/ballots');
const BALLOTS = Number(process.argv[2] ?? 200_000);
const CANDIDATES = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
const SEATS = 3;
const REPEATS = 5;
/** Small work is repeated until it has taken this many milliseconds, so that compiling it is not what is measured. */
const WARM = 500;

await build(['libs/kernel', 'libs/counting']);
const { count, findRule, readBallotFile } = await import(path.join(ROOT, 'dist/libs/counting/src/index.js'));
const votes = await import('votes');
const condorcet = require('condorcet');
const rankedVoting = require('ranked-voting');
const meek = require('meeks-prf-js/run/meek.js');

/** Numbers that are the same on every run (Lehmer, 1951). */
function* sequence(seed) {
  for (let state = seed; ;) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

const next = sequence(20_260_101);
const random = () => next.next().value;

/** Rankings of one to eight candidates, some candidates dearer than others. */
function randomRanking() {
  const left = [...CANDIDATES];
  const length = 1 + Math.floor(random() * CANDIDATES.length);
  return Array.from({ length }, () => left.splice(Math.floor(random() ** 1.5 * left.length), 1)[0]);
}

/** The least CPU time of several runs, in milliseconds, and what the last one gave. */
function measure(run) {
  let [best, spent, result] = [Infinity, 0, null];
  for (let repeat = 0; repeat < REPEATS || spent < WARM; repeat += 1) {
    const start = process.cpuUsage();
    result = run();
    const { user, system } = process.cpuUsage(start);
    const milliseconds = (user + system) / 1000;
    spent += milliseconds;
    best = Math.min(best, milliseconds);
  }
  return { milliseconds: best, result };
}

const rankings = Array.from({ length: BALLOTS }, randomRanking);
const single = rankings.map((ids) => ({
  ballot: { kind: 'ranking', ranking: ids.map((id) => [id]) },
  weight: 1n,
}));
const options = CANDIDATES.map((id) => ({ id }));
const weighted = rankings.map((ids) => ({ ranking: ids.map((id) => [id]), weight: 1 }));
const ranks = rankings.map((ids) => new Map(ids.map((id, at) => [id, at + 1])));

function own(rule, more = {}) {
  const result = count({
    rule: findRule(rule),
    params: {},
    options,
    ballots: single,
    lot: CANDIDATES,
    ...more,
  });
  if ('refused' in result) throw new Error(result.because);
  return result.outcome.elected;
}

const first = ([winners]) => winners;
const peers = [
  {
    work: 'Schulze, single ballots',
    papers: BALLOTS,
    own: () => own('schulze'),
    peer: [
      'votes 3.0.0',
      () => first(new votes.Schulze(votes.utils.matrixFromBallots(weighted, CANDIDATES)).ranking()),
    ],
  },
  {
    work: 'ranked pairs, single ballots',
    papers: BALLOTS,
    own: () => own('ranked-pairs'),
    peer: [
      'votes 3.0.0',
      () => first(new votes.RankedPairs(votes.utils.matrixFromBallots(weighted, CANDIDATES)).ranking()),
    ],
  },
  {
    work: 'Schulze, single ballots',
    papers: BALLOTS,
    own: () => own('schulze'),
    peer: [
      'condorcet 0.1.0',
      () => {
        const election = new condorcet.Schulze(new Set(CANDIDATES));
        for (const ballot of ranks) election.addBallot(ballot);
        return election.rank().slice(0, 1);
      },
    ],
  },
  {
    work: 'instant runoff, single ballots',
    papers: BALLOTS,
    own: () => own('irv'),
    peer: [
      'ranked-voting 0.0.3',
      () => {
        const controller = new rankedVoting.VoteController(
          CANDIDATES.map((id) => new rankedVoting.VoteOption(id)),
        );
        for (const ids of rankings) controller.acceptUserVotes(new rankedVoting.UserVotes(ids));
        return [controller.getFinalResult().winner];
      },
    ],
  },
  {
    work: 'instant runoff, single ballots',
    papers: BALLOTS,
    own: () => own('irv'),
    peer: [
      'votes 3.0.0',
      () => first(new votes.InstantRunoff({ ballots: weighted, candidates: CANDIDATES }).ranking()),
    ],
  },
  ...(await publishedWards()),
];

/** Grouped papers of Scottish wards, where the published ballots lie beside the project. */
async function publishedWards() {
  const wards = ['Anderston-City-2007', 'Hillhead-2007', 'Linn-2007'];
  const cases = [];
  for (const ward of wards) {
    const file = path.join(GOLDEN, `stv-droop-gpl3/blt/${ward}.blt`);
    if (!existsSync(file)) continue;
    const { options: named, groups } = await readBallotFile(readFileSync(file), { name: ward });
    const ids = named.map(({ id }) => id);
    const papers = groups.reduce((sum, { weight }) => sum + Number(weight), 0);
    const election = { options: named, ballots: groups, lot: ids, seats: SEATS };
    const grouped = groups.map(({ ballot, weight }) => [Number(weight), ballot.ranking?.flat() ?? []]);
    cases.push(
      {
        work: `Scottish STV, ${ward}, grouped`,
        papers,
        own: () => own('stv-scottish', election),
        peer: null,
      },
      {
        work: `Meek, ${ward}, grouped`,
        papers,
        own: () => own('stv-meek-prf', election),
        peer: [
          'meeks-prf-js 1.0.0',
          () => [...meek.tabulate(SEATS, ids, grouped, ids.length, ids, [], [], {}).elected],
        ],
      },
    );
  }
  return cases;
}

const rate = (papers, milliseconds) => `${(papers / milliseconds / 1000).toFixed(2)} M/s`;
for (const { work, papers, own: run, peer } of peers) {
  const ours = measure(run);
  const line = [work.padEnd(40), rate(papers, ours.milliseconds).padStart(10)];
  if (peer) {
    const [name, runPeer] = peer;
    const theirs = measure(runPeer);
    const same = [...ours.result].sort().join() === [...theirs.result].sort().join();
    line.push(name.padEnd(20), rate(papers, theirs.milliseconds).padStart(10));
    line.push(
      `${(theirs.milliseconds / ours.milliseconds).toFixed(1)} x`.padStart(8),
      same ? 'same winners' : 'OTHER winners',
    );
  }
  console.log(line.join('  '));
}

const budget = path.join(GOLDEN, 'equalshares/poland_wieliczka_2023_green-budget.pb');
if (existsSync(budget)) {
  const {
    options: projects,
    groups,
    parameters,
  } = await readBallotFile(readFileSync(budget), { name: budget });
  const input = {
    rule: findRule('equal-shares'),
    params: { completion: 'add1', add1Stop: 'last_affordable' },
    options: projects,
    ballots: groups,
    budget: parameters.budget,
  };
  const { milliseconds, result } = measure(() => count(input));
  console.log(
    `equal shares, Wieliczka 2023, exact: ${milliseconds.toFixed(0)} ms, ${result.outcome.funded.length} projects`,
  );
}
