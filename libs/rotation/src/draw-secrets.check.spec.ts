import { randomUUID } from 'node:crypto';
import type { SectorId } from '#kernel';
import {
  appendLeaf,
  emptyFrontier,
  frontierRoot,
  leafHash,
  toBase64,
  toHex,
  type Entry,
  type JsonObject,
} from '#transparency';
import { resultOfDraw, type Given } from './draw-result.js';
import { commitmentTo, revealedOutput } from './draw-reveal.rules.js';
import { roundAfter } from './draw-source.rules.js';
import { drawCheck } from './draw.check.js';
import {
  DRAW_COMMITTED,
  DRAW_SETTLED,
  listOfLines,
  SECRET_COMMITTED,
  SECRET_REVEALED,
} from './draw.entries.js';
import type { DrawId } from './draw.types.js';
import { SeatedBody } from './spec-support/seated.js';

const DRAW = randomUUID() as DrawId;
const POOL = ['ana', 'bo', 'cleo', 'dan'];
const [LABOUR, RESIDENTS, STRANGERS] = [randomUUID(), randomUUID(), randomUUID()].sort() as SectorId[] as [
  SectorId,
  SectorId,
  SectorId,
];
const SECRETS = new Map(
  [LABOUR, RESIDENTS, STRANGERS].map((sector, at) => [sector, new Uint8Array(32).fill(at + 1)]),
);
const STREAMS = new Map([...SECRETS.keys()].map((sector) => [sector, randomUUID()]));
const minute = (n: number) => new Date(Date.UTC(2026, 10, 30, 12, n)).toISOString();
const leafOf = (index: number) => leafHash(Uint8Array.of(index));

const SEATED = new SeatedBody([LABOUR, RESIDENTS, STRANGERS]);
/** Who sits in the body comes first. */
const SEATS = SEATED.entries();

interface Told {
  readonly kind: string;
  readonly stream: string;
  readonly at: string;
  readonly body: JsonObject;
  readonly actor?: Entry['actor'];
}

const committed: Told = {
  kind: DRAW_COMMITTED,
  stream: DRAW,
  at: minute(0),
  body: {
    body: SEATED.body,
    source: {
      origin: 'COMMIT_REVEAL',
      round: roundAfter(new Date(minute(20))),
      name: null,
      at: minute(20),
      sectors: [LABOUR, RESIDENTS],
      sealedBy: minute(10),
    },
    pool: listOfLines(POOL).digest,
    size: POOL.length,
  },
};
const bytesOf = (sector: SectorId) => SECRETS.get(sector)!;
const streamOf = (sector: SectorId) => STREAMS.get(sector)!;
const sealed = (sector: SectorId, at = minute(1), of = sector): Told => ({
  kind: SECRET_COMMITTED,
  stream: streamOf(sector),
  at,
  body: { draw: DRAW, sector, digest: toBase64(commitmentTo(DRAW, of, bytesOf(of))) },
  actor: SEATED.actorOf(sector),
});
const shown = (sector: SectorId, at = minute(2), secret = bytesOf(sector)): Told => ({
  kind: SECRET_REVEALED,
  stream: streamOf(sector),
  at,
  body: { draw: DRAW, sector, secret: toBase64(secret) },
});
function settled(given: Given, output: string, missing: readonly string[] = [], at = minute(3)): Told {
  const leaves = Array.from({ length: SEATS.length + 1 }, (_, index) => leafOf(index));
  const place = {
    leafHash: leafOf(SEATS.length),
    root: frontierRoot(leaves.reduce(appendLeaf, emptyFrontier())),
  };
  const draw = { id: DRAW, source: 'COMMIT_REVEAL', sourceRound: null, pool: POOL } as const;
  const drawn = resultOfDraw(draw, place, given) as string[];
  return {
    kind: DRAW_SETTLED,
    stream: DRAW,
    at,
    body: { output, missing: [...missing], drawn: listOfLines(drawn).digest },
  };
}
const output = revealedOutput(
  [LABOUR, RESIDENTS],
  [LABOUR, RESIDENTS].map((sectorId) => ({ sectorId, secret: toBase64(bytesOf(sectorId)) })),
)!;
const byAll = settled({ revealed: output }, toHex(output));

/** Where in the story something does not hold. */
async function failuresOf(story: readonly Told[]) {
  const checking = drawCheck();
  const entries = story.map((told) => ({ ...told, ver: 1, commit: {}, docs: [] }) as unknown as Entry);
  [...SEATS, ...entries].forEach((entry, index) => {
    checking.see(entry, index, leafOf(index));
  });
  const { failures } = await checking.finish(() => Promise.resolve(listOfLines(POOL).documents[0]!.content));
  return failures.map(({ index }) => (index ?? NaN) - SEATS.length);
}

it('an honest draw by secrets comes out again', async () => {
  expect(
    await failuresOf([committed, sealed(LABOUR), sealed(RESIDENTS), shown(LABOUR), shown(RESIDENTS), byAll]),
  ).toEqual([]);
});

it.each<[string, readonly Told[], number]>([
  ['a secret of a sector that was not asked', [committed, sealed(STRANGERS)], 1],
  ['a second secret of a sector', [committed, sealed(LABOUR), sealed(LABOUR)], 2],
  [
    'a secret of whoever sits for another sector',
    [committed, { ...sealed(LABOUR), actor: SEATED.actorOf(STRANGERS) }],
    1,
  ],
  [
    'a secret of nobody who sits',
    [committed, { ...sealed(LABOUR), actor: { role: 'member', seat: null, org: null, commit: null } }],
    1,
  ],
  ['a secret of before anybody sat', [committed, sealed(LABOUR, '2019-12-31T00:00:00.000Z')], 1],
  ['a secret after the time', [committed, sealed(LABOUR, minute(10))], 1],
  ['a digest that was copied', [committed, sealed(LABOUR), sealed(RESIDENTS, minute(1), LABOUR)], 2],
  ['a secret that was shown while others could commit', [committed, sealed(LABOUR), shown(LABOUR)], 2],
  [
    'another secret',
    [committed, sealed(LABOUR), sealed(RESIDENTS), shown(LABOUR, minute(2), bytesOf(RESIDENTS))],
    3,
  ],
  [
    'a secret that was shown too late',
    [committed, sealed(LABOUR), sealed(RESIDENTS), shown(LABOUR, minute(20))],
    3,
  ],
  ['a secret that nobody committed to', [committed, shown(LABOUR, minute(11))], 1],
  [
    'an order without one of the secrets',
    [committed, sealed(LABOUR), sealed(RESIDENTS), shown(LABOUR), byAll],
    4,
  ],
  [
    'a sector that is said to have stayed away',
    [
      committed,
      sealed(LABOUR),
      sealed(RESIDENTS),
      shown(LABOUR),
      shown(RESIDENTS),
      settled({ revealed: output }, toHex(output), [LABOUR]),
    ],
    5,
  ],
  [
    'an order that was settled before a secret was shown',
    [committed, sealed(LABOUR), sealed(RESIDENTS), shown(LABOUR), byAll, shown(RESIDENTS)],
    4,
  ],
])('%s does not hold', async (_what, story, index) => {
  expect(await failuresOf(story)).toContain(index);
});

it('the round that stands in is the first that nobody could know', async () => {
  const source = committed.body.source as JsonObject;
  const later = {
    ...committed,
    body: { ...committed.body, source: { ...source, round: Number(source.round) + 1 } },
  };
  expect(await failuresOf([later])).toEqual([0]);
});
