/*
 * Measures the planning of turns: CPU time, and how fair the plans are beside two rules by which others give turns,
 * smooth weighted round robin between sectors and least load between people.
 *
 *   node test/bench/rotation.bench.mjs [cases]
 */
import path from 'node:path';
import process from 'node:process';
import { build } from '../../tools/build.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CASES = Number(process.argv[2] ?? 1_000_000);
const BODIES = 500;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const REPEATS = 9;

await build(['libs/kernel', 'libs/rotation']);
const dist = path.join(ROOT, 'dist/libs/rotation/src');
const { planTurns } = await import(path.join(dist, 'rotation.rules.js'));
const { ChairmanAssignment } = await import(path.join(dist, 'apportionment.rules.js'));

/** Whole numbers below a bound that are the same on every run (Lehmer, 1951). */
let state = 20_260_101;
function below(bound) {
  state = (state * 48_271) % 2_147_483_647;
  return state % bound;
}

const week = (n) => new Date(Date.UTC(2026, 0, 5) + n * WEEK_MS);

function planning(turns, absences) {
  const sectors = ['labour', 'culture', 'residents', 'academic'];
  const away = () =>
    Array.from({ length: absences }, () => {
      const from = below(turns);
      return { from: week(from), until: week(from + 1 + below(4)) };
    });
  return {
    slots: Array.from({ length: turns }, (_, n) => ({ beginsAt: week(n), endsAt: week(n + 1) })),
    sectors,
    weightings: [{ fromSlot: 0, weights: [3, 2, 2, 1] }],
    members: Array.from({ length: 12 }, (_, n) => ({
      personId: `person ${n}`,
      sectorId: sectors[n % sectors.length],
      present: [{ from: week(-1), until: null }],
      away: away(),
    })),
    spacing: 2,
    fixed: new Map(),
    previous: new Map(),
  };
}

/** The least CPU time of several runs in milliseconds, with what is read of every plan when it is made. */
function measure(plannings, read) {
  let best = Infinity;
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const start = process.cpuUsage();
    let sum = 0;
    for (const one of plannings) sum += read(planTurns(one));
    const { user, system } = process.cpuUsage(start);
    if (Number.isNaN(sum)) throw new Error('A plan has no numbers.');
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

/** Reads every number of every reason. */
function readReasons({ turns }) {
  let sum = 0;
  for (const { reason } of turns) {
    const { lag, parts, had, fewest, most, passedOver, away } = reason;
    sum += lag / parts + had + (fewest ?? 0) + (most ?? 0) + passedOver.length + away.length;
  }
  return sum;
}

/** The largest difference of loads in a plan by least load: each turn to whoever is free and has had the fewest. */
function leastLoadSpread({ slots, members }, { turns }) {
  const loads = new Map(members.map((member) => [member.personId, 0]));
  for (const { slot, sectorId } of turns) {
    const { beginsAt, endsAt } = slots[slot];
    const free = members.filter(
      (member) =>
        member.sectorId === sectorId &&
        !member.away.some(({ from, until }) => from < endsAt && beginsAt < until),
    );
    const [least] = free.sort((a, b) => loads.get(a.personId) - loads.get(b.personId));
    if (least) loads.set(least.personId, loads.get(least.personId) + 1);
  }
  return squares(loads);
}

const squares = (loads) => [...loads.values()].reduce((sum, load) => sum + load * load, 0);

function loadsOf({ turns }, members) {
  const loads = new Map(members.map(({ personId }) => [personId, 0]));
  for (const { personId } of turns) if (personId) loads.set(personId, loads.get(personId) + 1);
  return loads;
}

function report(name, plannings) {
  const milliseconds = measure(plannings, ({ moved }) => moved);
  // A plan keeps its reasons as numbers; here every turn of every plan is written out, and its reason read.
  const written = measure(plannings, readReasons);
  const plans = plannings.map((one) => planTurns(one));
  const optimal = plans.filter(({ isOptimal }) => isOptimal).length;
  const ours = plans.map((plan, n) => squares(loadsOf(plan, plannings[n].members)));
  const theirs = plans.map((plan, n) => leastLoadSpread(plannings[n], plan));
  const behind = theirs.filter((sum, n) => sum > ours[n]).length;
  console.log(
    `${name}: ${milliseconds.toFixed(0)} ms of CPU (${written.toFixed(0)} ms with every reason written out), ${optimal} of ${plans.length} certified as even as can be; ` +
      `least load is less even in ${behind}`,
  );
}

/** How often a sector was further from its due than 1 - 1/(2k - 2), in a rule's turns. */
function violated(weights, slots, next) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const parts = 2 * weights.length - 2;
  const had = weights.map(() => 0);
  for (let slot = 1; slot <= slots; slot += 1) {
    had[next()] += 1;
    for (let sector = 0; sector < weights.length; sector += 1) {
      const apart = Math.abs(weights[sector] * slot - had[sector] * total);
      if (apart * parts > total * (parts - 1)) return true;
    }
  }
  return false;
}

function chairman(weights, slots) {
  const assignment = ChairmanAssignment.begin([{ fromSlot: 0, weights }], slots);
  return () => {
    assignment.advance();
    const sector = assignment.choose(() => true);
    assignment.give(sector);
    return sector;
  };
}

function smoothRoundRobin(weights) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const current = weights.map(() => 0);
  return () => {
    let best = 0;
    for (let sector = 0; sector < weights.length; sector += 1) {
      current[sector] += weights[sector];
      if (current[sector] > current[best]) best = sector;
    }
    current[best] -= total;
    return best;
  };
}

report(
  `${BODIES} bodies, ten years of weekly turns`,
  Array.from({ length: BODIES }, () => planning(520, 0)),
);
report(
  `${BODIES} bodies, 120 turns, everybody away at times`,
  Array.from({ length: BODIES }, () => planning(120, 6)),
);

let [ours, theirs] = [0, 0];
for (let n = 0; n < CASES; n += 1) {
  const sectors = 2 + below(6);
  const weights = Array.from({ length: sectors }, () => 1 + below(40));
  const slots = 5 + below(45);
  if (violated(weights, slots, chairman(weights, slots))) ours += 1;
  if (violated(weights, slots, smoothRoundRobin(weights))) theirs += 1;
}
console.log(
  `${CASES} random weightings: the bound is broken in ${ours}, by smooth weighted round robin in ${theirs}`,
);
