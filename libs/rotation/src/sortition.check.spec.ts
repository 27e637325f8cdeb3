import { randomUUID } from 'node:crypto';
import type { Highs } from 'highs';
import type { Entry, JsonObject } from '#transparency';
import { DRAW_COMMITTED, DRAW_SETTLED, listOfLines } from './draw.entries.js';
import { fairestLottery } from './sortition-leximin.js';
import { drawPanel } from './sortition-lottery.rules.js';
import { loadSolver } from './sortition-programs.js';
import { provingSortition } from './sortition-proof.js';
import { sortitionCheck, type ProveSortition } from './sortition.check.js';
import {
  lotteryDocument,
  QUOTAS_RELAXED,
  quotasDocument,
  SORTITION_COMMITTED,
  SORTITION_DRAWN,
  SORTITION_PREPARED,
  SORTITION_WITHDRAWN,
  typesDocument,
} from './sortition.entries.js';
import { problemOf } from './sortition.rules.js';
import { SeatedBody } from './spec-support/seated.js';
import type { Lottery, Quota } from './sortition.types.js';

const SORTITION = randomUUID();
const DRAW = randomUUID();
const SEATED = new SeatedBody([randomUUID()]);
const BODY = SEATED.body;
const SEED = new Uint8Array(32).fill(7);
const at = (minute: number) => `2026-11-30T12:${String(minute).padStart(2, '0')}:00.000Z`;

const quota = (value: string, min: number, max = 3): Quota => ({ feature: 'gender', value, min, max });
const ASKED = [quota('man', 2), quota('woman', 3)];
const TAKEN = [quota('man', 1), quota('woman', 2)];
/** What no panel of three keeps: 2 and 3; the least change is by 2 places, here one of each. */
const TYPES = [
  { values: ['man'], members: ['01', '02', '03'] },
  { values: ['woman'], members: ['11', '12', '13', '14'] },
];
const POOL = TYPES.flatMap(({ members }) => members);

let highs: Highs;
let lottery: Lottery;
beforeAll(async () => {
  highs = await loadSolver();
  const found = fairestLottery(highs, problemOf(sortition(TAKEN)), 'leximin', () => undefined);
  if (found === null) throw new Error('No panel keeps the quotas.');
  lottery = found;
});

const sortition = (quotas: readonly Quota[]) => ({ seats: 3, features: ['gender'], quotas, types: TYPES });

function entry(
  kind: string,
  stream: string,
  minute: number,
  body: JsonObject,
  cause: string | null = null,
): Entry {
  return { id: `${kind} ${stream}`, kind, stream, at: at(minute), body, cause } as unknown as Entry;
}

interface Story {
  readonly asked: readonly Quota[];
  readonly relaxed: readonly Quota[] | null;
  readonly lottery: Lottery;
  readonly fairness: string;
  readonly pool: readonly string[];
  readonly committedAt: number;
  readonly panel: readonly string[];
  readonly number: number;
}

function honest(): Story {
  const { members: panel, number } = drawPanel(sortition(TAKEN), lottery, SEED);
  return {
    asked: ASKED,
    relaxed: TAKEN,
    lottery,
    fairness: 'leximin',
    pool: POOL,
    committedAt: 2,
    panel,
    number,
  };
}

const SOURCE = { origin: 'DRAND', round: 9, name: null, at: at(9), sectors: null, sealedBy: null };

function entriesOf({ asked, relaxed, lottery: told, fairness, pool, committedAt, panel, number }: Story) {
  const quotas = [quotasDocument(asked), ...(relaxed ? [quotasDocument(relaxed)] : [])];
  const documents = [...quotas, typesDocument(TYPES), lotteryDocument(told)].map(({ digest, document }) => [
    digest,
    document.content,
  ]);
  const lists = [listOfLines(pool), listOfLines(panel)];
  const contents = new Map<string, Uint8Array>([
    ...(documents as [string, Uint8Array][]),
    ...lists.map(({ digest, documents: [document] }) => [digest, document!.content] as const),
  ]);
  const of = told.panels.reduce((sum, { weight }) => sum + weight, 0);
  const prepared = {
    body: BODY,
    seats: 3,
    fairness,
    quotas: quotas[0]!.digest,
    types: typesDocument(TYPES).digest,
    size: 7,
  };
  const drawn = { body: BODY, sortition: SORTITION, pool: lists[0]!.digest, source: SOURCE };
  const entries = [
    entry(SORTITION_PREPARED, SORTITION, 0, prepared),
    ...(relaxed
      ? [{ ...entry(QUOTAS_RELAXED, SORTITION, 1, { quotas: quotas[1]!.digest }), actor: SEATED.anybody() }]
      : []),
    entry(DRAW_COMMITTED, DRAW, committedAt, drawn),
    entry(
      SORTITION_COMMITTED,
      SORTITION,
      committedAt,
      { draw: DRAW, lottery: lotteryDocument(told).digest },
      `${DRAW_COMMITTED} ${DRAW}`,
    ),
    entry(DRAW_SETTLED, DRAW, 10, {}),
    entry(
      SORTITION_DRAWN,
      SORTITION,
      10,
      { draw: DRAW, number, of, panel: lists[1]!.digest },
      `${DRAW_SETTLED} ${DRAW}`,
    ),
  ];
  return { entries, contents };
}

async function checked(
  change: Partial<Story> = {},
  rewrite: (entries: readonly Entry[]) => readonly Entry[] = (entries) => entries,
  prove: ProveSortition | null = provingSortition(),
) {
  const { entries, contents } = entriesOf({ ...honest(), ...change });
  const check = sortitionCheck({ seedOf: (draw) => (draw === DRAW ? SEED : null) }, prove);
  [...SEATED.entries(), ...rewrite(entries)].forEach((one, index) => {
    check.see(one, index, new Uint8Array());
  });
  return check.finish((digest) => Promise.resolve(contents.get(digest) ?? Uint8Array.of()));
}

it('an honest panel is proved and drawn again', async () => {
  expect(await checked()).toEqual({
    what: 'sortitions proved and drawn again',
    checked: 1,
    failures: [],
    skipped: [],
  });
  const asAsked = { asked: TAKEN, relaxed: null };
  expect((await checked(asAsked)).failures).toEqual([]);
});

it('says what it does not prove where no programs can be solved, and draws the panel again all the same', async () => {
  const report = await checked({ lottery: { ...lottery, stages: [] } }, undefined, null);
  expect(report).toMatchObject({ failures: [], skipped: [expect.stringContaining('not proved here')] });
  const { failures } = await checked({ number: honest().number + 1 }, undefined, null);
  expect(failures).toHaveLength(1);
});

const drop = (kind: string) => (entries: readonly Entry[]) => entries.filter((one) => one.kind !== kind);

it.each<[string, () => Partial<Story>, RegExp]>([
  [
    'another panel than the seed gives',
    () => ({ panel: ['01', '11', '12'].toReversed() }),
    /does not give the panel/,
  ],
  ['another number', () => ({ number: honest().number + 1 }), /does not give the panel/],
  ['a pool that leaves somebody out', () => ({ pool: POOL.slice(1) }), /another pool/],
  [
    'a lottery that is not the fairest',
    () => ({ lottery: { ...lottery, stages: lottery.stages.map((stage) => ({ ...stage, level: 0.1 })) } }),
    /fairer lottery is possible/,
  ],
  ['a lottery by another fairness', () => ({ fairness: 'maximin' }), /another way/],
  ['quotas that could have been kept', () => ({ asked: TAKEN }), /could be kept/],
  [
    'quotas that gave way too far',
    () => ({ relaxed: [quota('man', 0), quota('woman', 2)] }),
    /more than it takes/,
  ],
  [
    'quotas that became narrower',
    () => ({ relaxed: [quota('man', 2), quota('woman', 3, 2)] }),
    /more than it takes/,
  ],
  [
    'a lottery that was committed to when its source was known',
    () => ({ committedAt: 9 }),
    /draw of its own/,
  ],
])('%s does not hold', async (_what, change, because) => {
  const { failures } = await checked(change());
  expect(failures.map((failure) => failure.because).join('\n')).toMatch(because);
});

it.each<[string, (entries: readonly Entry[]) => readonly Entry[], RegExp]>([
  [
    'quotas that somebody without a mandate changed',
    (entries) =>
      entries.map((one) => (one.kind === QUOTAS_RELAXED ? { ...one, actor: SEATED.actorOf('none') } : one)),
    /nobody who held a mandate/,
  ],
  ['a draw without its lottery', drop(SORTITION_COMMITTED), /no lottery/],
  ['a settled draw without its panel', drop(SORTITION_DRAWN), /no panel/],
  ['a panel without its draw', drop(DRAW_SETTLED), /without its draw/],
  ['a lottery without its draw', drop(DRAW_COMMITTED), /draw of its own/],
  [
    'quotas that are changed afterwards',
    (entries) => [...entries.filter(({ kind }) => kind !== QUOTAS_RELAXED), ...entries.slice(1, 2)],
    /when they were fixed/,
  ],
  [
    'a sortition that is withdrawn afterwards',
    (entries) => [...entries, entry(SORTITION_WITHDRAWN, SORTITION, 11, {})],
    /not to be withdrawn/,
  ],
  ['a panel that is drawn twice', (entries) => [...entries, ...entries.slice(-1)], /without its draw/],
])('%s does not hold', async (_what, rewrite, because) => {
  const { failures } = await checked({}, rewrite);
  expect(failures.map((failure) => failure.because).join('\n')).toMatch(because);
});

it('a sortition that waits for its lottery is told of', async () => {
  const report = await checked({}, (entries) => entries.slice(0, 1));
  expect(report).toMatchObject({ checked: 0, failures: [], skipped: [expect.stringContaining(SORTITION)] });
});
