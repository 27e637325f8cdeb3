import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { COMMANDS } from '../apps/steward/src/commands/index.js';
import { readElection } from '../apps/steward/src/replay/election.js';
import { replayElection } from '../apps/steward/src/replay/replay-election.js';
import { documentOf } from '../apps/steward/src/replay/report.js';
import { apiOf } from '../apps/steward/src/replay/scratch-server.js';
import { runLine } from '../apps/steward/src/spec-support/terminal.js';
import { moveClock } from './support/database.js';
import { describeGolden, goldenPath } from './support/golden.js';
import { startTestServer, type TestServer } from './support/world.js';

const FOLDER = 'ballots/k8s-elections';
const ELECTIONS = goldenPath(FOLDER);

/** Six elections as their results were published; of 2021 only the winners were. */
const PUBLISHED = {
  2018: {
    seats: 3,
    votes: 307,
    winners: ['Aaron Crickenberger', 'Timothy St. Clair', 'Davanum Srinivas'],
    order:
      'Aaron Crickenberger|Timothy St. Clair|Davanum Srinivas|Nikhita Raghunath|Kris Nova|Quinton Hoole|Stephen Augustus|Tim Pepper',
  },
  2019: {
    seats: 4,
    votes: 377,
    winners: ['Paris Pittman', 'Nikhita Raghunath', 'Christoph Blecker', 'Derek Carr'],
    order:
      'Paris Pittman|Nikhita Raghunath|Christoph Blecker|Derek Carr|Stephen Augustus|Lachlan Evenson|Brendan Burns|Vallery Lancey|Pengfei Ni|Kris Nova|Klaus Ma',
  },
  2021: {
    seats: 4,
    votes: 256,
    winners: ['parispittman', 'justaugustus', 'cblecker', 'tpepper'],
    order: null,
  },
  2023: {
    seats: 4,
    votes: 209,
    winners: ['soltysh', 'pohly', 'pacoxu', 'justaugustus'],
    order:
      'soltysh|pohly|pacoxu|justaugustus|natalisucks|ameukam|divya-mohan0209|xmudrii|vincepri|detiber|qedrakmar',
  },
  2025: {
    seats: 4,
    votes: 210,
    winners: ['soltysh', 'ritazh', 'pacoxu', 'katcosgrove'],
    order: 'soltysh|ritazh|pacoxu|katcosgrove|priyankasaggu11929|natalisucks|xmudrii|stmcginnis',
  },
  'coc-2025': {
    seats: 3,
    votes: 6,
    winners: ['divya-mohan0209', 'endocrimes', 'stmcginnis'],
    order: 'divya-mohan0209=endocrimes|stmcginnis|swatisehgal|sreeram-venkitesh',
  },
} as const;

type Year = keyof typeof PUBLISHED;
const YEARS = Object.keys(PUBLISHED) as unknown as Year[];

/** Seconds that the votes are open; shorter than a session may be idle, since the clock then jumps to the closing. */
const OPEN = 1200;

/** Holds one election again; names without the handles that some files put behind them. */
async function replay(server: TestServer, year: Year, untilClosed: () => Promise<void>) {
  const { seats } = PUBLISHED[year];
  const wish = { seats, rule: 'schulze', parameters: {} };
  const election = await readElection(path.join(ELECTIONS, `${year}.csv`), wish);
  const interrupted = new AbortController().signal;
  const watch = { interrupted, seconds: OPEN, untilClosed };
  const replayed = await replayElection(apiOf(server), `k8s-${year}`, election, watch);
  const { elected, ranking, ...document } = documentOf(election, replayed);
  const plain = (name: string) => name.replace(/ \(@.*\)$/, '');
  return {
    ...document,
    elected: elected.map(plain),
    ranking: ranking.map((tied) => tied.map(plain).sort().join('=')).join('|'),
  };
}

/** Lets nobody pass until all are there and the last of them has done the work. */
function meeting(all: number, work: () => Promise<void>): () => Promise<void> {
  let here = 0;
  let open: (passed: Promise<void>) => void;
  const gate = new Promise<void>((resolve) => (open = resolve));
  return () => {
    here += 1;
    if (here === all) open(work());
    return gate;
  };
}

describeGolden('six real elections, held again at the same time on one server', FOLDER, () => {
  let server: TestServer;
  const replays = new Map<Year, Awaited<ReturnType<typeof replay>>>();

  beforeAll(async () => {
    server = await startTestServer({ QUORATE_DATABASE_POOL: '20' });
    const everybodyHasVoted = meeting(YEARS.length, () => moveClock(server.database.dataSource, OPEN * 1000));
    await Promise.all(
      YEARS.map(async (year) => replays.set(year, await replay(server, year, everybodyHasVoted))),
    );
  }, 600_000);

  afterAll(() => server.stop());

  it.each(YEARS)('%s elects whom it elected', (year) => {
    const { winners, order } = PUBLISHED[year];
    const { elected, ranking, outcome } = replays.get(year)!;
    expect(outcome).toBe('ELECTED');
    expect(elected.toSorted()).toEqual(winners.toSorted());
    if (order !== null) expect(ranking).toBe(order);
  });

  it.each(YEARS)('%s heard everybody, the changed ballots included', (year) => {
    const { votes } = PUBLISHED[year];
    const { turnout, receipts, rule } = replays.get(year)!;
    const changed = Math.floor(votes / 7);
    expect(rule).toBe('schulze@2011');
    expect(turnout).toMatchObject({ entitled: votes, cast: votes, changed });
    expect(receipts.count).toBe(votes + changed);
  });

  it.each(YEARS)('%s leaves a record that a stranger verifies and recounts', (year) => {
    const { verification } = replays.get(year)!;
    expect(verification.verdicts).toEqual([]);
    expect(verification).toMatchObject({
      verified: true,
      policy: 'held',
      unknownKinds: {},
    });
    expect(verification.checks.flatMap(({ skipped }) => skipped)).toEqual([
      expect.stringMatching(/^Who holds a mandate is committed to/),
    ]);
    expect(verification.checks).toContainEqual(expect.objectContaining({ name: 'boxes', checked: 1 }));
    expect(verification.consistentWith).toHaveLength(1);
    expect(verification.entries).toBe(verification.size);
  });
});

describeGolden('the command itself', FOLDER, () => {
  it('holds an election on a server of its own, prints the published result and leaves nothing behind', async () => {
    const scratch = () => readdirSync(tmpdir()).filter((name) => name.startsWith('quorate-replay-'));
    const before = scratch();
    const file = path.join(ELECTIONS, 'coc-2025.csv');
    const ran = await runLine(['replay', file, '--seats', '3', '--rule', 'schulze@2011'], COMMANDS);
    expect({ exit: ran.exit, left: scratch() }).toEqual({ exit: 0, left: before });
    expect(ran.out).toMatch(
      /^coc-2025: 6 ballots, 5 candidates, 3 seats\ncounted by schulze@2011, .*: ELECTED\n/,
    );
    expect(ran.out).toMatch(
      / 1\. [a-z0-9-]+ {2}\(elected\)\n +1\. [a-z0-9-]+ {2}\(elected\)\n +3\. stmcginnis {2}\(elected\)/,
    );
    expect(ran.out).toContain('Turnout   6 of 6');
    expect(ran.out).toContain('Record    VERIFIED');
  }, 300_000);
});

describe('a replay that means nothing ends with 2 and one sentence', () => {
  it.each([
    ['without a rule', ['votes.csv'], 'replay needs --rule.'],
    ['by an unknown rule', ['votes.csv', '--rule', 'dictator'], 'There is no rule "dictator" that elects.'],
    [
      'by a rule that does not elect',
      ['votes.csv', '--rule', 'majority'],
      'There is no rule "majority" that elects.',
    ],
    [
      'of no seats',
      ['votes.csv', '--rule', 'schulze', '--seats', '0'],
      '--seats is a whole number above 0, not "0".',
    ],
    ['of a file that is not there', ['/nowhere.csv', '--rule', 'schulze'], '/nowhere.csv cannot be read.'],
    [
      'with half a parameter',
      ['a', '--rule', 'schulze', '--param', 'last'],
      '--param is written name=value, not "last".',
    ],
  ])('%s', async (_what, args, sentence) => {
    const { exit, err, out } = await runLine(['replay', ...args], COMMANDS);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err.split('\n')[0]).toBe(sentence);
  });
});
