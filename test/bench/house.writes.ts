import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Writes } from './house.acts.js';
import type { Measured } from './house.process.js';

/** Odd, so that there is a median. */
const ROUNDS = 9;
const WRITERS = [8, 32];
/** Writes of one arm in one round. */
const WRITES = 384;
/** Writes of each arm before the measuring, in which code is compiled and plans are made. */
const WARMING = 2048;

type Arm = Writes['how'];
const ARMS: readonly Arm[] = ['act', 'plain', 'piped'];

/** What one write took, in microseconds. */
interface Cost {
  /** CPU time of the process that writes. */
  readonly cpu: number;
  readonly wall: number;
}
type Round = Readonly<Record<Arm, Cost>>;

/** Who writes, and where. */
export interface WritesBench {
  /** A process that writes, and is asked for nothing else. */
  readonly writer: Measured;
  readonly owner: DataSource;
  readonly world: Pick<Writes, 'coalitionId' | 'personId'>;
}

/**
 * An act with its entry against the same transaction without: as TypeORM runs it, and as the ledger does (`transact`).
 * A flush takes a millisecond. The arms take turns, each round in another order. Entries get their place in the tree
 * by a third process, while the acts go on; the next arm begins when all have theirs, so that none bears what another
 * left.
 */
export async function compareActs(bench: WritesBench): Promise<void> {
  await setFlush(bench.owner, { commit_delay: 1000, commit_siblings: 0 });
  for (const arm of ARMS) await costOf(bench, arm, 32, WARMING);
  const speeds: Record<number, number> = {};
  for (const writers of WRITERS) {
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const costs: Partial<Record<Arm, Cost>> = {};
      for (let turn = 0; turn < ARMS.length; turn += 1) {
        const arm = ARMS[(round + turn) % ARMS.length] ?? 'act';
        costs[arm] = await costOf(bench, arm, writers, WRITES);
      }
      rounds.push(costs as Round);
    }
    report(writers, rounds);
    speeds[writers] = 1e6 / median(rounds.map(({ act }) => act.wall));
  }
  const [few = NaN, many = NaN] = WRITERS.map((writers) => speeds[writers]);
  console.log(
    `acts at 32 writers against 8: ${many.toFixed(0)} against ${few.toFixed(0)} a second, ${(many / few).toFixed(2)} times (goal no drop)`,
  );
  await setFlush(bench.owner, { commit_delay: 'DEFAULT', commit_siblings: 'DEFAULT' });
}

async function costOf(bench: WritesBench, how: Arm, writers: number, writes: number): Promise<Cost> {
  const times = Math.ceil(writes / writers);
  const { cpu, milliseconds } = await bench.writer.ask({ ask: 'write', how, writers, times, ...bench.world });
  if (how === 'act') await sequenced(bench.owner);
  return { cpu: cpu / (writers * times), wall: (1000 * milliseconds) / (writers * times) };
}

async function sequenced(owner: DataSource): Promise<void> {
  const isWaiting = async () => {
    const [row]: { waits: boolean }[] = await owner.query(
      'SELECT EXISTS (SELECT FROM record_pending) AS waits',
    );
    return row?.waits ?? false;
  };
  while (await isWaiting()) await pause(20);
}

async function setFlush(owner: DataSource, settings: Readonly<Record<string, number | 'DEFAULT'>>) {
  for (const [name, value] of Object.entries(settings))
    await owner.query(`ALTER SYSTEM SET ${name} = ${value}`);
  await owner.query('SELECT pg_reload_conf()');
  await pause(500);
}

function report(writers: number, rounds: readonly Round[]): void {
  const against = (other: Arm, what: keyof Cost) =>
    median(rounds.map((round) => round.act[what] / round[other][what])).toFixed(2);
  const took = (arm: Arm) => {
    const [cpu, wall] = (['cpu', 'wall'] as const).map((what) => median(rounds.map((r) => r[arm][what])));
    return `${cpu?.toFixed(0)} us of CPU, ${(1e6 / (wall ?? NaN)).toFixed(0)} a second`;
  };
  console.log(
    [
      `an act with its entry where a flush takes 1 ms, ${writers} writers: ${took('act')}`,
      `  the same transaction without, as TypeORM runs it: ${took('plain')}; the act takes ${against('plain', 'wall')} times the time (goal 1.25) and ${against('plain', 'cpu')} times the CPU (goal 1.5)`,
      `  the same transaction without, as the ledger runs it: ${took('piped')}; the act takes ${against('piped', 'wall')} times the time and ${against('piped', 'cpu')} times the CPU`,
    ].join('\n'),
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
