/*
 * How long it takes to verify a record of 100,000 entries in memory, in one process: every signature, tile, stream and
 * form, every document, each closed vote recounted from its ballots by its rule, and each draw drawn again; without
 * the network. Then the same without the recounts.
 *
 *   node test/bench/verify.bench.mjs
 */
import { provingSortition } from '#rotation';
import { MissingFile, verifyRecord, type RecordCheck } from '#transparency';
import { RECORD_KINDS, recordChecks } from '../../apps/steward/src/record-checks.js';
import { VOTE_KINDS, writeDraw, writeVote } from './verify.boxes.js';
import { RecordFiles } from './verify.record.js';

const SIZE = 100_000;
/** Votes of a whole coalition, one in so many; the others are of a committee. */
const LARGE_EVERY = 50;
const ELECTORS = { large: 5_000, small: 50 };
const DRAW_EVERY = 15;
const POOL = 200;

/** A record of votes by every kind of ballot, large and small, with draws between them. */
function votesAndDraws(): RecordFiles {
  const record = new RecordFiles();
  for (let n = 0; record.size < SIZE; n += 1) {
    const [kind] = VOTE_KINDS.slice(n % VOTE_KINDS.length);
    // Of each fifty the large one is of another kind than that of the fifty before.
    const isLarge = n % LARGE_EVERY === Math.floor(n / LARGE_EVERY) % VOTE_KINDS.length;
    if (kind) writeVote(record, kind, isLarge ? ELECTORS.large : ELECTORS.small);
    if (n % DRAW_EVERY === 0) writeDraw(record, POOL);
  }
  return record;
}

const { files, policy } = votesAndDraws().signed();

async function measure(what: string, checks: readonly RecordCheck[]): Promise<void> {
  const [cpu, begun] = [process.cpuUsage(), performance.now()];
  const { verdicts, entries, reports } = await verifyRecord({
    policy,
    prior: [],
    checks,
    kinds: RECORD_KINDS,
    fetchBytes(file) {
      const bytes = files.get(file);
      return bytes ? Promise.resolve(bytes) : Promise.reject(new MissingFile(file));
    },
  });
  const { user, system } = process.cpuUsage(cpu);
  if (verdicts.length > 0) throw new Error(verdicts[0]?.because);
  const seconds = (performance.now() - begun) / 1000;
  const done = reports
    .filter(({ checked }) => checked > 0)
    .map((report) => `${report.checked} ${report.what}`);
  console.log(
    `${entries} entries verified ${what} in ${seconds.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of CPU${done.length > 0 ? `: ${done.join(', ')}` : ''}`,
  );
}

await measure('with recounts (goal 20 s)', recordChecks(provingSortition()));
await measure('without recounts', []);
