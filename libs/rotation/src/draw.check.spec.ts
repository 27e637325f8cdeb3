import { randomUUID } from 'node:crypto';
import {
  appendLeaf,
  emptyFrontier,
  frontierRoot,
  leafHash,
  type Entry,
  type JsonObject,
} from '#transparency';
import { drandRoundTime } from './draw-drand.js';
import { resultOfDraw } from './draw-result.js';
import { drawCheck } from './draw.check.js';
import { DRAW_COMMITTED, DRAW_SETTLED, listOfLines } from './draw.entries.js';
import type { DrawId } from './draw.types.js';

const DRAW = randomUUID() as DrawId;
const POOL = ['ana', 'bo', 'cleo', 'dan', 'eve', 'fay'];
const ROUND = 1000;
const SIGNATURE =
  'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';
const SETTLED_AT = '2023-08-24T00:00:00.000Z';
const LEAVES = [3, 4, 5].map((fill) => leafHash(new Uint8Array(8).fill(fill)));

const drand = (change: JsonObject = {}): JsonObject => ({
  origin: 'DRAND',
  round: ROUND,
  name: null,
  at: drandRoundTime(ROUND).toISOString(),
  sectors: null,
  sealedBy: null,
  ...change,
});

function entry(kind: string, ver: number, at: string, body: JsonObject): Entry {
  return {
    v: 1,
    log: 'quorate.example/log/river',
    id: randomUUID(),
    kind,
    stream: DRAW,
    ver,
    prev: null,
    at,
    actor: { role: 'steward', seat: null, org: null, commit: null },
    rule: null,
    cause: null,
    body,
    commit: {},
    docs: [],
  };
}

interface Story {
  readonly at: string;
  readonly source: JsonObject;
  readonly output: string;
  readonly drawn: readonly string[];
  readonly pool: readonly string[];
  readonly settledAt: string;
}

/** What an honest server writes: entry 1 commits, entry 2 settles. */
function honest(): Story {
  const root = frontierRoot(LEAVES.slice(0, 2).reduce(appendLeaf, emptyFrontier()));
  const draw = { id: DRAW, source: 'DRAND', sourceRound: ROUND, pool: POOL } as const;
  const drawn = resultOfDraw(draw, { leafHash: LEAVES[1]!, root }, { output: SIGNATURE });
  if (!Array.isArray(drawn)) throw new Error('The draw was refused.');
  const at = '2023-08-23T15:00:00.000Z';
  return { at, source: drand(), output: SIGNATURE, drawn, pool: POOL, settledAt: SETTLED_AT };
}

async function checked(change: Partial<Story>, times = 1) {
  const { at, source, output, drawn, pool, settledAt } = { ...honest(), ...change };
  const [listed, order] = [listOfLines(pool), listOfLines(drawn)];
  const checking = drawCheck();
  checking.see(entry('gauge.read', 1, at, {}), 0, LEAVES[0]!);
  checking.see(
    entry(DRAW_COMMITTED, 1, at, { source, pool: listed.digest, size: pool.length }),
    1,
    LEAVES[1]!,
  );
  for (let time = 0; time < times; time += 1) {
    const body = { output, missing: [], drawn: order.digest };
    checking.see(entry(DRAW_SETTLED, 2 + time, settledAt, body), 2 + time, LEAVES[2]!);
  }
  return checking.finish((digest) => {
    expect(digest).toBe(listed.digest);
    return Promise.resolve(listed.documents[0]!.content);
  });
}

it('an honest draw comes out again', async () => {
  expect(await checked({})).toEqual({
    what: 'settled draws drawn again',
    checked: 1,
    failures: [],
    skipped: [],
  });
});

it('a draw that waits for its source is told of', async () => {
  expect(await checked({}, 0)).toMatchObject({
    checked: 0,
    failures: [],
    skipped: [expect.stringMatching(DRAW)],
  });
});

it('a draw by public numbers comes out again', async () => {
  const source = drand({ origin: 'RFC3797', round: null, name: 'Lotto' });
  const drawn = resultOfDraw(
    { id: DRAW, source: 'RFC3797', sourceRound: null, pool: POOL },
    { leafHash: LEAVES[1]!, root: LEAVES[1]! },
    { output: '9319; 2 5' },
  ) as string[];
  expect(await checked({ source, output: '9319; 5 2', drawn })).toMatchObject({ checked: 1, failures: [] });
  expect(await checked({ source, output: '9319; 5 3', drawn })).toMatchObject({ failures: [{ index: 2 }] });
});

it.each<[string, Partial<Story>, number]>([
  ['committed to at the time of its source', { at: drandRoundTime(ROUND).toISOString() }, 1],
  ['whose source is said to be later than it is', { source: drand({ at: '2024-01-01T00:00:00.000Z' }) }, 1],
  ['of another round', { source: drand({ round: 999, at: drandRoundTime(999).toISOString() }) }, 2],
  ['with a forged signature', { output: SIGNATURE.replace('b44', 'b45') }, 2],
  ['with another order', { drawn: honest().drawn.toReversed() }, 2],
  ['of another pool', { pool: [...POOL, 'gil'] }, 2],
  ['of an unknown source', { source: drand({ origin: 'DICE' }) }, 2],
  ['that was settled before its source', { settledAt: '2023-08-23T15:30:00.000Z' }, 2],
])('a draw %s does not hold', async (_what, change, index) => {
  const { failures } = await checked(change);
  expect(failures).toContainEqual({ code: 'DRAW', index, because: expect.stringContaining(DRAW) });
});

it('a draw that is settled again does not hold', async () => {
  expect(await checked({}, 2)).toMatchObject({
    failures: [{ index: 3, because: expect.stringMatching('own') }],
  });
});

it('a draw that is committed to again, until its order suits, does not hold', async () => {
  const { at, source, output, drawn } = honest();
  const [listed, order] = [listOfLines(POOL), listOfLines(drawn)];
  const committed = { source, pool: listed.digest, size: POOL.length };
  const checking = drawCheck();
  checking.see(entry('gauge.read', 1, at, {}), 0, LEAVES[0]!);
  checking.see(entry(DRAW_COMMITTED, 1, at, committed), 1, LEAVES[1]!);
  checking.see(
    entry(DRAW_SETTLED, 2, SETTLED_AT, { output, missing: [], drawn: order.digest }),
    2,
    LEAVES[2]!,
  );
  checking.see(entry(DRAW_COMMITTED, 3, at, committed), 3, LEAVES[2]!);
  const report = await checking.finish(() => Promise.resolve(listed.documents[0]!.content));
  expect(report.failures).toEqual([
    { code: 'DRAW', index: 3, because: expect.stringMatching('second time') },
  ]);
});

it('depends on the tree before it: another record gives another order', () => {
  const draw = { id: DRAW, source: 'DRAND', sourceRound: ROUND, pool: POOL } as const;
  const orders = [1, 2].map((fill) =>
    resultOfDraw(draw, { leafHash: LEAVES[1]!, root: new Uint8Array(32).fill(fill) }, { output: SIGNATURE }),
  );
  expect(orders[0]).not.toEqual(orders[1]);
});
