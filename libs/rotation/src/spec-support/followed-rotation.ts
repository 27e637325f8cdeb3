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
import { sectorsOf } from '../roster.rules.js';
import { rotationCheck } from '../rotation.check.js';
import { ROTATION_PLANNED, ROTATION_REPLANNED, TURN_BEGUN, type TurnEntryLine } from '../rotation.entries.js';
import { planTurns } from '../rotation.rules.js';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const week = (n: number) => new Date(Date.UTC(2026, 0, 5) + n * WEEK_MS);
/** The instant at which the n-th week begins, as entries write it. */
export const iso = (n: number) => week(n).toISOString();
export const ROTATION = randomUUID();
export const BODY = randomUUID();
export const [LABOUR, CULTURE] = [randomUUID() as SectorId, randomUUID() as SectorId];
const TURNS = 9;
const weights = [
  { sectorId: LABOUR, weight: 2 },
  { sectorId: CULTURE, weight: 1 },
];
export const weightings = [{ fromSlot: 0, weights }];

/** By mandate: the sector for which it is held, and those who were seated together. */
const SEATED = new Map<string, { readonly sector: string; readonly crew: readonly string[] }>();

/** The turns that an honest server plans; with everybody of Labour away in the given weeks. */
export function planned(rotation = ROTATION, away: readonly number[] = []): TurnEntryLine[] {
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

/** An entry of a story. */
export interface Told {
  readonly kind: string;
  readonly at: string;
  readonly lines: JsonValue;
  readonly stream?: string;
  readonly body?: JsonObject;
}

export const began: JsonObject = { body: BODY, role: 'CHAIR', count: TURNS, weightings };

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

/** What the check finds in a story. */
export async function checked(...told: readonly Told[]) {
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
/** The entry that plans a rotation. */
export const plan = (lines: readonly TurnEntryLine[], change: Partial<Told> = {}): Told => ({
  kind: ROTATION_PLANNED,
  at: iso(-1),
  lines: asJson(lines),
  body: began,
  ...change,
});
/** A plan that an honest server makes. */
export const PLAN = planned();
/** The next line of a turn. */
export const line = (
  slot: number,
  change: Partial<TurnEntryLine>,
  before: TurnEntryLine = PLAN[slot]!,
): TurnEntryLine => ({
  ...before,
  number: before.number + 1,
  ...change,
});
/** An entry that tells lines, at a week. */
export const tell = (kind: string, at: number, ...lines: readonly TurnEntryLine[]): Told => ({
  kind,
  at: iso(at),
  lines: asJson(lines),
});
export const BEGUN = tell(TURN_BEGUN, 0, line(0, { state: 'BEGUN' }), line(2, { state: 'PUBLISHED' }));
export const begunLine = line(0, { state: 'BEGUN' });
export const swapped = { state: 'PUBLISHED', cause: 'SWAPPED' };
export const overridden = { state: 'PUBLISHED', cause: 'OVERRIDDEN', holder: randomUUID() };
export const missed = { state: 'MISSED', cause: 'MISSED' };

/** That the mandate by which the second turn is held, which is published, is held until an instant. */
export const mandate = (kind: string, endsAt: string | null): Told => ({
  kind,
  at: iso(-1),
  lines: [],
  stream: PLAN[1]!.holder!,
  body: { body: BODY, ...(kind === 'mandate.began' && { beginsAt: iso(-2) }), endsAt },
});
export const replanned = (slot: number, change: Partial<TurnEntryLine>, before?: TurnEntryLine): Told => ({
  ...tell(ROTATION_REPLANNED, 0, line(slot, { cause: 'PLANNED', ...change }, before)),
  body: { weightings },
});
/** Somebody else who sits for the sector of a turn. */
export const colleagueOf = (slot: number): string =>
  PLAN.find(({ sector, holder }) => sector === PLAN[slot]!.sector && holder !== PLAN[slot]!.holder)!.holder!;
export const OPENED = line(3, { state: 'PUBLISHED', cause: 'OVERRIDDEN', holder: null, sector: null });
