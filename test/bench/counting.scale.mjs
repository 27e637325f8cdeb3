/*
 * Measures how counting grows: ten thousand, a hundred thousand and a million single ballots of ten candidates, each
 * in a process of its own, read from a file as `steward count` reads it, then counted. CPU time and peak memory.
 *
 *   node test/bench/counting.scale.mjs
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { build } from '../../tools/build.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CANDIDATES = Array.from('ABCDEFGHIJ');
const RULES = ['schulze', 'irv', 'stv-scottish'];
const SIZES = [10_000, 100_000, 1_000_000];

/** A file of ballots that are hardly ever equal, as lines; the same on every run (Lehmer, 1951). */
function* lines(count) {
  let state = 20_260_101;
  const below = (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * limit);
  };
  yield Buffer.from(`#/Candidates: ${CANDIDATES.join(' ; ')}\n`);
  for (let ballot = 0; ballot < count; ballot += 1) {
    const left = [...CANDIDATES];
    const ranked = Array.from({ length: 4 + below(7) }, () => left.splice(below(left.length), 1)[0]);
    yield Buffer.from(`${ranked.join(' > ')}\n`);
  }
}

function cpuSince(start) {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

async function measureOne(size, rule) {
  const { count, findRule, readBallotFile } = await import(
    path.join(ROOT, 'dist/libs/counting/src/index.js')
  );
  const reading = process.cpuUsage();
  const { groups, options } = await readBallotFile(lines(size), { name: 'scale', format: 'condorcet' });
  const read = cpuSince(reading);
  const counting = process.cpuUsage();
  const seats = rule.startsWith('stv-') ? 3 : 1;
  const lot = options.map(({ id }) => id);
  const result = count({ rule: findRule(rule), params: {}, options, ballots: groups, seats, lot });
  if ('refused' in result) throw new Error(result.because);
  return { read, counted: cpuSince(counting), distinct: groups.length, peak: process.resourceUsage().maxRSS };
}

const [size, rule] = process.argv.slice(2);
if (size !== undefined && rule !== undefined) {
  process.stdout.write(JSON.stringify(await measureOne(Number(size), rule)));
} else {
  await build(['libs/kernel', 'libs/counting']);
  for (const name of RULES) {
    for (const ballots of SIZES) {
      const out = execFileSync(process.execPath, [import.meta.filename, String(ballots), name]);
      const { read, counted, distinct, peak } = JSON.parse(out.toString());
      const line = [
        name.padEnd(14),
        `${ballots} ballots, ${distinct} distinct`.padEnd(34),
        `read ${read.toFixed(0)} ms`.padStart(14),
        `counted ${counted.toFixed(0)} ms`.padStart(17),
        `${((counted * 1000) / ballots).toFixed(2)} us a ballot`.padStart(18),
        `peak ${(peak / 1024).toFixed(0)} MB`.padStart(13),
      ];
      console.log(line.join('  '));
    }
  }
}
