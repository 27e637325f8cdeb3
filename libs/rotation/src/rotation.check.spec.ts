import { randomUUID } from 'node:crypto';
import { isRefusal, type PersonId, type SectorId } from '#kernel';
import {
  canonicalize,
  sha256,
  toBase64,
  utf8,
  type Entry,
  type JsonObject,
  type JsonValue,
} from '#transparency';
import { sectorsOf } from './roster.rules.js';
import { rotationCheck } from './rotation.check.js';
import {
  ROTATION_PLANNED,
  ROTATION_REPLANNED,
  TURN_BEGUN,
  TURN_MISSED,
  TURN_OVERRIDDEN,
  TURNS_PUBLISHED,
  TURNS_SWAPPED,
  type TurnEntryLine,
} from './rotation.entries.js';
import { planTurns } from './rotation.rules.js';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const week = (n: number) => new Date(Date.UTC(2026, 0, 5) + n * WEEK_MS);
const iso = (n: number) => week(n).toISOString();
const ROTATION = randomUUID();
const BODY = randomUUID();
const [LABOUR, CULTURE] = [randomUUID() as SectorId, randomUUID() as SectorId];
const TURNS = 9;
const weights = [
  { sectorId: LABOUR, weight: 2 },
  { sectorId: CULTURE, weight: 1 },
];
const weightings = [{ fromSlot: 0, weights }];

/** By mandate: the sector for which it is held, and those who were seated together. */
const SEATED = new Map<string, { readonly sector: string; readonly crew: readonly string[] }>();

/** The turns that an honest server plans; with everybody of Labour away in the given weeks. */
function planned(rotation = ROTATION, away: readonly number[] = []): TurnEntryLine[] {
  const crew = Array.from({ length: 4 }, () => randomUUID());
  const members = [LABOUR, LABOUR, CULTURE, CULTURE].map((sectorId, n) => ({
    personId: crew[n] as PersonId,
    sectorId,
    present: [{ from: week(-1), until: null }],
    away: sectorId === LABOUR ? away.map((n) => ({ from: week(n), until: week(n + 1) })) : [],
  }));
  for (const { personId, sectorId } of members) SEATED.set(personId, { sector: sectorId, crew });
  const plan = planTurns({
    ...sectorsOf(rotation, weightings),
    slots: Array.from({ length: TURNS }, (_, n) => ({ beginsAt: week(n), endsAt: week(n + 1) })),
    members,
    spacing: 2,
    fixed: new Map(),
    previous: new Map(),
  });
  if (isRefusal(plan)) throw new Error(plan.because);
  return plan.turns.map(({ slot, sectorId, personId, reason: { away: _, before: __, ...reason } }) => ({
    turn: randomUUID(),
    slot,
    number: 1,
    beginsAt: iso(slot),
    endsAt: iso(slot + 1),
    sector: sectorId,
    holder: personId,
    state: slot < 2 ? 'PUBLISHED' : 'PLANNED',
    cause: 'PLANNED',
    corrects: null,
    reason,
  }));
}

interface Told {
  readonly kind: string;
  readonly at: string;
  readonly lines: JsonValue;
  readonly stream?: string;
  readonly body?: JsonObject;
}

const began: JsonObject = { body: BODY, role: 'CHAIR', count: TURNS, weightings };

/** That those sit on the body who have turns in the plans of a story, with their crews, and nobody else. */
function seatingIn(story: readonly Told[]): Told[] {
  const holders = new Set(
    story
      .filter(({ kind }) => kind === ROTATION_PLANNED)
      .flatMap(({ lines }) => (Array.isArray(lines) ? lines : []))
      .flatMap((line) => SEATED.get((line as unknown as TurnEntryLine).holder ?? '')?.crew ?? []),
  );
  return [...holders].flatMap((holder): Told[] => {
    const sector = SEATED.get(holder)?.sector;
    if (!sector) return [];
    const seat = randomUUID();
    const told = { at: iso(-3), lines: [] };
    return [
      { ...told, kind: 'seat.created', stream: seat, body: { body: BODY, sector } },
      {
        ...told,
        kind: 'mandate.began',
        stream: holder,
        body: { body: BODY, seat, beginsAt: iso(-2), endsAt: null },
      },
    ];
  });
}

async function checked(...told: readonly Told[]) {
  const check = rotationCheck();
  const documents = new Map<string, Uint8Array>();
  const seating = seatingIn(told);
  const story = [...seating, ...told];
  story.forEach(({ kind, at, lines, stream = ROTATION, body = {} }, index) => {
    const content = utf8(canonicalize(lines));
    const turns = toBase64(sha256(content));
    documents.set(turns, content);
    const changed = Array.isArray(lines) ? lines.length : 0;
    const entry: Entry = {
      v: 1,
      log: 'quorate.example/log/river',
      id: randomUUID(),
      kind,
      stream,
      ver: index + 1,
      prev: null,
      at,
      actor: { role: 'steward', seat: null, org: null, commit: null },
      rule: null,
      cause: null,
      body: { turns, changed, ...body },
      commit: {},
      docs: [],
    };
    check.see(entry, index - seating.length, new Uint8Array(32));
  });
  return check.finish((digest) => Promise.resolve(documents.get(digest) ?? new Uint8Array()));
}

const asJson = (lines: readonly TurnEntryLine[]): JsonValue =>
  lines.map((line) => ({ ...line, reason: { ...line.reason, passedOver: [...line.reason.passedOver] } }));
const plan = (lines: readonly TurnEntryLine[], change: Partial<Told> = {}): Told => ({
  kind: ROTATION_PLANNED,
  at: iso(-1),
  lines: asJson(lines),
  body: began,
  ...change,
});
const PLAN = planned();
const line = (
  slot: number,
  change: Partial<TurnEntryLine>,
  before: TurnEntryLine = PLAN[slot]!,
): TurnEntryLine => ({
  ...before,
  number: before.number + 1,
  ...change,
});
const then = (kind: string, at: number, ...lines: readonly TurnEntryLine[]): Told => ({
  kind,
  at: iso(at),
  lines: asJson(lines),
});
const BEGUN = then(TURN_BEGUN, 0, line(0, { state: 'BEGUN' }), line(2, { state: 'PUBLISHED' }));
const begunLine = line(0, { state: 'BEGUN' });
const swapped = { state: 'PUBLISHED', cause: 'SWAPPED' };
const overridden = { state: 'PUBLISHED', cause: 'OVERRIDDEN', holder: randomUUID() };
const missed = { state: 'MISSED', cause: 'MISSED' };

/** That the mandate by which the second turn is held, which is published, is held until an instant. */
const mandate = (kind: string, endsAt: string | null): Told => ({
  kind,
  at: iso(-1),
  lines: [],
  stream: PLAN[1]!.holder!,
  body: { body: BODY, ...(kind === 'mandate.began' && { beginsAt: iso(-2) }), endsAt },
});
const replanned = (slot: number, change: Partial<TurnEntryLine>, before?: TurnEntryLine): Told => ({
  ...then(ROTATION_REPLANNED, 0, line(slot, { cause: 'PLANNED', ...change }, before)),
  body: { weightings },
});
/** Somebody else who sits for the sector of a turn. */
const colleagueOf = (slot: number): string =>
  PLAN.find(({ sector, holder }) => sector === PLAN[slot]!.sector && holder !== PLAN[slot]!.holder)!.holder!;
const OPENED = line(3, { state: 'PUBLISHED', cause: 'OVERRIDDEN', holder: null, sector: null });

describe('an honest rotation', () => {
  it('is followed from its plan to a missed turn, and what is not public is told of', async () => {
    const report = await checked(
      plan(PLAN),
      BEGUN,
      then(TURNS_PUBLISHED, 0, line(3, { state: 'PUBLISHED' })),
      then(TURNS_SWAPPED, 0, line(1, { ...swapped }), line(4, { ...swapped })),
      then(TURN_MISSED, 0.5, line(0, { ...missed, corrects: 2 }, begunLine)),
    );
    expect(report).toMatchObject({ checked: 1, failures: [] });
    expect(report.skipped.at(-1)).toMatch(/not public/);
  });

  it('may leave the bound where a sector had nobody free, and says so', async () => {
    const report = await checked(plan(planned(ROTATION, [0, 1, 2, 3])));
    expect(report.failures).toEqual([]);
    expect(report.skipped[0]).toMatch(/nobody free/);
  });

  it('is followed as well where an earlier version told no ids of turns', async () => {
    const old = PLAN.map(({ turn: _, ...rest }) => rest);
    const report = await checked(plan(old), then(TURN_BEGUN, 0, line(0, { state: 'BEGUN' }, old[0])));
    expect(report).toMatchObject({ checked: 1, failures: [] });
  });

  it('plans again what is not published', async () => {
    expect(await checked(plan(PLAN), replanned(5, { holder: colleagueOf(5) }))).toMatchObject({
      failures: [],
    });
  });
});

const without = (slot: number) => PLAN.filter((one) => one.slot !== slot);
const changed = (slot: number, change: Partial<TurnEntryLine>) =>
  PLAN.map((one) => (one.slot === slot ? { ...one, ...change } : one));
const reasonless = PLAN.map(({ reason: _, ...rest }) => rest) as JsonValue;
const otherSector = (slot: number) => (PLAN[slot]!.sector === LABOUR ? CULTURE : LABOUR);
const relagged = (slot: number) => ({ ...PLAN[slot]!.reason, lag: PLAN[slot]!.reason.lag + 1 });

describe('how evenly turns are shared', () => {
  const notProved = expect.stringMatching(/more evenly if everybody were free: who was away is not public/);
  const toOne = PLAN.map((one, slot) =>
    one.sector === LABOUR && one.holder !== PLAN.find(({ sector }) => sector === LABOUR)!.holder
      ? { ...one, holder: colleagueOf(slot) }
      : one,
  );

  it('is proved of a plan that could not be more even if everybody were free', async () => {
    expect((await checked(plan(PLAN))).skipped).not.toContainEqual(notProved);
    expect((await checked(plan(planned(ROTATION, [1])))).skipped).not.toContainEqual(notProved);
  });

  it('is not proved where all turns of a sector went to one of two, and no failure: the other may have been away', async () => {
    const { failures, skipped } = await checked(plan(toOne));
    expect(failures).toEqual([]);
    expect(skipped).toContainEqual(notProved);
  });

  it('is proved again when planning anew has made it so', async () => {
    const changes = PLAN.filter(({ slot, holder }) => slot > 1 && toOne[slot]!.holder !== holder).map(
      ({ slot, holder }) => line(slot, { holder }, toOne[slot]),
    );
    const again = { ...then(ROTATION_REPLANNED, 0, ...changes), body: { weightings } };
    const { failures, skipped } = await checked(plan(toOne), again);
    expect(failures).toEqual([]);
    expect(skipped).not.toContainEqual(notProved);
  });
});

describe('a published turn that is planned anew', () => {
  it.each<[string, readonly Told[], boolean]>([
    [
      'of one whose mandate ended before it',
      [mandate('mandate.began', null), mandate('mandate.ended', iso(1))],
      true,
    ],
    ['of one whose mandate ends in the midst of it', [mandate('mandate.began', iso(1.5))], true],
    [
      'of one whose term ran out',
      [mandate('mandate.began', iso(1)), mandate('mandate.ranOut', iso(1))],
      true,
    ],
    ['of one whose mandate ends with it', [mandate('mandate.began', iso(2))], false],
    ['of one who goes on', [mandate('mandate.began', null)], false],
    [
      'of one whose end was taken back',
      [mandate('mandate.began', iso(1)), mandate('mandate.corrected', null)],
      false,
    ],
  ])('%s: allowed? %#', async (_, mandates, isAllowed) => {
    const { failures } = await checked(plan(PLAN), ...mandates, replanned(1, { holder: colleagueOf(1) }));
    expect(failures.map(({ because }) => because)).toEqual(
      isAllowed ? [] : [expect.stringMatching(/may not do/)],
    );
  });
});

describe('a planted fault', () => {
  it.each<[string, readonly Told[], RegExp]>([
    ['a plan without reasons', [plan(PLAN, { lines: reasonless })], /without their reasons/],
    ['a plan that leaves a turn out', [plan(without(4))], /8 of 9/],
    ['a turn that begins late', [plan(changed(4, { beginsAt: iso(4.5) }))], /gap or an overlap at turn 5/],
    ['a turn that ends late', [plan(changed(4, { endsAt: iso(5.5) }))], /gap or an overlap at turn 6/],
    ['a plan with a turn that has begun', [plan(changed(0, { state: 'BEGUN' }))], /no first line of turn 1/],
    ['a sector out of turn', [plan(changed(3, { sector: otherSector(3) }))], /another sector/],
    ['a lag that is made up', [plan(changed(3, { reason: relagged(3) }))], /another lag for turn 4/],
    [
      'the whole chair for one sector',
      [plan(PLAN.map((one) => ({ ...one, sector: CULTURE })))],
      /further from its due than 1\/2 at turn 1/,
    ],
    ['a second plan of the rotation', [plan(PLAN), plan(PLAN)], /a second time/],
    [
      'a second rotation of the role at the time',
      [plan(PLAN), plan(planned(BODY), { stream: BODY })],
      /another has then/,
    ],
    ['an entry of no rotation', [BEGUN], /not planned/],
    [
      'a begun turn overridden',
      [plan(PLAN), BEGUN, then(TURN_OVERRIDDEN, 0, line(0, overridden, begunLine))],
      /rewrites turn 1/,
    ],
    [
      'a correction that names nothing',
      [plan(PLAN), BEGUN, then(TURN_MISSED, 1, line(0, missed, begunLine))],
      /does not name the line of turn 1/,
    ],
    [
      'a turn missed that has not begun',
      [plan(PLAN), then(TURN_MISSED, 1, line(0, { ...missed, corrects: 1 }))],
      /corrects one that has not/,
    ],
    [
      'a turn under another id',
      [plan(PLAN), then(TURN_BEGUN, 0, line(0, { state: 'BEGUN', turn: randomUUID() }))],
      /by another id/,
    ],
    ['a line left out', [plan(PLAN), then(TURN_BEGUN, 0, line(0, { number: 3 }))], /follows on none/],
    [
      'a turn twice',
      [plan(PLAN), then(TURNS_PUBLISHED, 0, line(3, published()), line(3, published()))],
      /turn twice/,
    ],
    [
      'a turn moved',
      [plan(PLAN), then(TURNS_PUBLISHED, 0, line(3, published({ endsAt: iso(9) })))],
      /another time/,
    ],
    [
      'a holder changed by beginning',
      [plan(PLAN), then(TURN_BEGUN, 0, line(0, { state: 'BEGUN', holder: BODY }))],
      /may not do/,
    ],
    ['a turn begun early', [plan(PLAN), then(TURN_BEGUN, 0, line(1, { state: 'BEGUN' }))], /may not do/],
    ['a turn overridden too late', [plan(PLAN), then(TURN_OVERRIDDEN, 1, line(1, overridden))], /may not do/],
    ['a published turn planned anew', [plan(PLAN), replanned(1, { holder: BODY })], /may not do/],
    [
      'a turn planned anew whose time has begun',
      [plan(PLAN), { ...then(ROTATION_REPLANNED, 5, line(5, { holder: BODY })), body: { weightings } }],
      /may not do/,
    ],
    [
      'a turn planned for a stranger',
      [plan(changed(4, { holder: randomUUID() }))],
      /turn 5 to somebody who does not sit on the body/,
    ],
    [
      'a turn planned anew for a stranger',
      [plan(PLAN), replanned(5, { holder: BODY })],
      /turn 6 to somebody who does not sit on the body/,
    ],
    [
      'a turn given that was opened on purpose',
      [plan(PLAN), then(TURN_OVERRIDDEN, 0, OPENED), replanned(3, { holder: BODY, sector: LABOUR }, OPENED)],
      /may not do/,
    ],
    ['a swap of one turn', [plan(PLAN), then(TURNS_SWAPPED, 0, line(1, swapped))], /another number of turns/],
  ])('%s is found', async (_what, story, because) => {
    const { failures } = await checked(...story);
    const found = { code: 'ROTATION', index: story.length - 1, because: expect.stringMatching(because) };
    expect(failures).toContainEqual(found);
  });
});

function published(change: Partial<TurnEntryLine> = {}): Partial<TurnEntryLine> {
  return { state: 'PUBLISHED', ...change };
}
