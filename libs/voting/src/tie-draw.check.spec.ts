import { randomUUID } from 'node:crypto';
import { isRefusal } from '#kernel';
import { DRAW_COMMITTED, listOfLines, poolOrder } from '#rotation';
import { toBase64, type Entry, type JsonObject, type JsonValue } from '#transparency';
import { boxCheck } from './box.check.js';
import {
  ballotsDocument,
  boxHash,
  BOX_CLOSED,
  BOX_COUNTED,
  BOX_DRAWN,
  BOX_OPENED,
  digestOf,
  drawDocument,
  electorateDocument,
  optionsDocument,
  tallyDocument,
  type BoxTerms,
} from './box.entries.js';
import { tallyBox } from './tally.rules.js';
import type { BoxDraw, BoxElector, BoxOption } from './voting.types.js';

const [BOX, DRAW] = [randomUUID(), randomUUID()];
const SEED = new Uint8Array(32).fill(5);
const IDS = ['a', 'b', 'c'];
const OPTIONS: readonly BoxOption[] = IDS.map((id) => ({
  id,
  name: [],
  cost: null,
  personId: null,
  groups: [],
}));
const ELECTOR = {
  elector: randomUUID(),
  seatId: randomUUID(),
  sectorId: null,
  organizationId: null,
  weight: 1,
};
const [OPENS, CLOSES, KNOWN] = [
  '2026-12-01T12:00:00.000Z',
  '2026-12-02T12:00:00.000Z',
  '2026-12-02T12:00:03.000Z',
];
const SOURCE = { origin: 'DRAND', round: 9, name: null, at: KNOWN, sectors: null, sealedBy: null };

interface Story {
  readonly source: JsonObject;
  readonly committedAt: string;
  readonly ofBox: string;
  readonly pool: readonly string[];
  readonly seed: Uint8Array | null;
  readonly shown: BoxDraw;
  readonly drawnTimes: number;
  readonly closedWith: BoxDraw | null;
}

const lot: BoxDraw = { secret: null, seed: toBase64(SEED), order: poolOrder(SEED, IDS) };
const HONEST: Story = {
  source: SOURCE,
  committedAt: OPENS,
  ofBox: BOX,
  pool: IDS,
  seed: SEED,
  shown: lot,
  drawnTimes: 1,
  closedWith: null,
};

function entry(kind: string, stream: string, at: string, body: object): Entry {
  return { id: randomUUID(), kind, stream, ver: 1, at, body, commit: {}, docs: [] } as unknown as Entry;
}

async function failures(change: Partial<Story> = {}): Promise<string[]> {
  const story = { ...HONEST, ...change };
  const documents = new Map<string, Uint8Array>();
  const keep = ({ content }: { readonly content: Uint8Array }) => {
    documents.set(digestOf(content), content);
    return digestOf(content);
  };
  const terms = {
    box: BOX,
    proposal: randomUUID(),
    question: 'CHOICE',
    rule: 'approval@1',
    parameters: {},
    quorum: { quorum: '0', quorumStrict: false, quorumCount: 0, quorumBy: 'cast', clause: '2' },
    takes: null,
    options: keep(optionsDocument(OPTIONS)),
    seats: 1,
    budget: null,
    caps: [],
    draw: null,
    tieDraw: DRAW,
    electorate: keep(electorateDocument([ELECTOR as unknown as BoxElector])),
    entitled: 1,
    roster: { seats: 1, filled: 1, recused: 0, alternates: 0 },
    recused: [],
    opensAt: OPENS,
    closesAt: CLOSES,
  } as unknown as BoxTerms;
  const ballots = keep(ballotsDocument([]));
  const counted = {
    ...terms,
    options: OPTIONS,
    ballots: [],
    ballotsDigest: ballots,
    draw: lot,
    setAside: [],
  };
  const tally = tallyBox(counted);
  if (isRefusal(tally)) throw new Error(tally.because);
  const closed = {
    box: BOX,
    cast: 0,
    ballots,
    draw: story.closedWith && keep(drawDocument(story.closedWith)),
    setAside: [],
  };
  const drawn = { box: BOX, draw: keep(drawDocument(story.shown)) };
  const check = boxCheck({ seedOf: (id) => (id === DRAW ? story.seed : null) });
  [
    entry(DRAW_COMMITTED, DRAW, story.committedAt, {
      box: story.ofBox,
      source: story.source,
      pool: listOfLines(story.pool).digest,
    }),
    entry(BOX_OPENED, BOX, OPENS, { terms: terms as unknown as JsonValue, boxHash: boxHash(terms) }),
    entry(BOX_CLOSED, BOX, CLOSES, closed),
    ...Array.from({ length: story.drawnTimes }, () => entry(BOX_DRAWN, BOX, KNOWN, drawn)),
    entry(BOX_COUNTED, BOX, KNOWN, { box: BOX, tally: keep(tallyDocument(tally)) }),
  ].forEach((one, index) => {
    check.see(one, index, new Uint8Array());
  });
  const report = await check.finish((digest) => Promise.resolve(documents.get(digest) ?? new Uint8Array()));
  return report.failures.map(({ because }) => because);
}

it('a vote that takes over the order of its draw is recounted', async () => {
  expect(await failures()).toEqual([]);
  expect(await failures({ closedWith: lot })).toEqual([]);
});

it.each<[string, Partial<Story>, RegExp]>([
  [
    'whose source was known before the closing',
    { source: { ...SOURCE, at: CLOSES } },
    /comes after the closing/,
  ],
  ['by secrets of sectors', { source: { ...SOURCE, origin: 'COMMIT_REVEAL' } }, /comes after the closing/],
  ['that was committed to before', { committedAt: '2026-11-01T12:00:00.000Z' }, /draw of its own/],
  ['of another vote', { ofBox: randomUUID() }, /draw of its own/],
  ['from other options', { pool: ['a', 'b'] }, /from other options/],
  ['that is not settled', { seed: null }, /not settled/],
  ['with another seed', { seed: new Uint8Array(32).fill(6) }, /another order/],
  ['in another order', { shown: { ...lot, order: lot.order.toReversed() } }, /another order/],
  ['with a secret besides', { shown: { ...lot, secret: toBase64(SEED) } }, /another order/],
  ['that it did not wait for', { drawnTimes: 0 }, /before its ties were drawn/],
  ['that it took over twice', { drawnTimes: 2 }, /does not wait/],
  [
    'beside another one at its closing',
    { closedWith: { ...lot, order: lot.order.toReversed() } },
    /closed with another order/,
  ],
])('a draw %s does not hold', async (_what, change, because) => {
  expect((await failures(change)).join('\n')).toMatch(because);
});
