/*
 * Measures how long it takes to ask who of 10,000 people may be seated, against 20 years of mandates, limits with two
 * readings, cooling-off and qualifications.
 *
 *   node test/bench/eligibility.bench.mjs [people]
 */
import path from 'node:path';
import process from 'node:process';
import { build } from '../../tools/build.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PEOPLE = Number(process.argv[2] ?? 10_000);
const REPEATS = 7;

await build(['libs']);
const load = (name) => import(path.join(ROOT, `dist/libs/assembly/src/${name}.rules.js`));
const { eligibility } = await load('eligibility');
const { Provisions } = await load('provision');

const provide = (topic, parameters) => ({
  topic,
  precedence: 1,
  source: { section: topic, text: 'words', lang: 'en' },
  parameters: Object.entries(parameters).map(([name, readings]) => ({ name, readings })),
});
const clauses = [
  provide('LIMIT', {
    consecutive: ['2'],
    lifetime: ['4'],
    exemptMonths: ['12'],
    runBy: ['SERVICE', 'NOMINAL_TERM'],
  }),
  provide('COOLING_OFF', { months: ['6'] }),
  provide('QUALIFICATION', { fact: ['breach'], most: ['0'], withinMonths: ['18'] }),
];
const rules = {
  rulebook: [2005, 2012, 2020].map((year) => ({
    beginsAt: new Date(Date.UTC(year, 0, 1)),
    provisions: new Provisions(clauses),
  })),
  rulings: new Map(),
  zone: 'Europe/Rome',
};

/** Numbers that are the same on every run (Lehmer, 1951). */
let state = 20_260_101;
const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;

const year = (n) => new Date(Date.UTC(n, 9, 1));
const people = Array.from({ length: PEOPLE }, (_, person) => {
  const tenures = [];
  for (let begin = 2005 + Math.floor(random() * 4); begin < 2024; begin += 2 + Math.floor(random() * 5)) {
    const left = random() < 0.2;
    tenures.push({
      mandateId: `${person}-${begin}`,
      seatClass: 'elected',
      onBehalfOf: null,
      beginsAt: year(begin),
      endsAt: left ? year(begin + 1) : year(begin + 2),
      scheduledEnd: year(begin + 2),
      serves: 'FULL_TERM',
    });
  }
  const facts = random() < 0.1 ? [{ kind: 'breach', at: year(2024), until: year(2024) }] : [];
  return { tenures, facts, waivers: [] };
});

const wanted = { seatClass: 'elected', onBehalfOf: null, beginsAt: year(2025) };
const times = Array.from({ length: REPEATS }, () => {
  const began = process.cpuUsage();
  const answers = people.map((candidate) => eligibility(rules, candidate, wanted).answer);
  const { user, system } = process.cpuUsage(began);
  return { milliseconds: (user + system) / 1000, answers };
});
const kinds = [...new Set(times[0].answers)];
const mandates = people.reduce((sum, { tenures }) => sum + tenures.length, 0);
const milliseconds = times.map((time) => time.milliseconds).sort((a, b) => a - b);
console.log(`${PEOPLE} people, ${mandates} mandates of 20 years, 3 charter versions`);
for (const kind of kinds) {
  console.log(`  ${kind}: ${times[0].answers.filter((answer) => answer === kind).length}`);
}
console.log(
  `  CPU ms: first ${times[0].milliseconds.toFixed(0)}, median ${milliseconds[REPEATS >> 1].toFixed(0)}`,
);
