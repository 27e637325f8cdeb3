import { isRefusal } from '#kernel';
import {
  appendLeaf,
  emptyFrontier,
  frontierRoot,
  parseCanonical,
  type CheckFailure,
  type CheckReport,
  type Entry,
  type JsonObject,
  type JsonValue,
  type ReadDocument,
  type RecordCheck,
} from '#transparency';
import { drandRoundTime } from './draw-drand.js';
import { resultOfDraw, type Place } from './draw-result.js';
import { DRAW_COMMITTED, DRAW_SETTLED, listOfLines } from './draw.entries.js';
import type { DrawId } from './draw.types.js';

interface SeenDraw {
  readonly place: Place;
  readonly committed: Entry;
  settled: { readonly entry: Entry; readonly index: number } | null;
}

/**
 * Draws every settled draw again from the record alone: committed to before its source existed, settled once, by an
 * output that is the source's, to the order that follows from it.
 */
export function drawCheck(): RecordCheck {
  const draws = new Map<string, SeenDraw>();
  const failures: CheckFailure[] = [];
  const fail = (index: number, because: string) => failures.push({ code: 'DRAW', because, index });
  let tree = emptyFrontier();

  function see(entry: Entry, index: number, leafHash: Uint8Array): void {
    tree = appendLeaf(tree, leafHash);
    if (entry.kind === DRAW_COMMITTED && draws.has(entry.stream)) {
      fail(index, `Draw ${entry.stream} was committed to a second time.`);
    } else if (entry.kind === DRAW_COMMITTED) {
      draws.set(entry.stream, {
        place: { leafHash, root: frontierRoot(tree) },
        committed: entry,
        settled: null,
      });
      if (!isBefore(entry)) fail(index, `Draw ${entry.stream} was committed to when its source was known.`);
    }
    if (entry.kind === DRAW_SETTLED) {
      const draw = draws.get(entry.stream);
      if (!draw || draw.settled)
        fail(index, `Draw ${entry.stream} was settled without a commitment of its own.`);
      else draw.settled = { entry, index };
    }
  }

  async function finish(documents: ReadDocument): Promise<CheckReport> {
    const skipped: string[] = [];
    let checked = 0;
    for (const { committed, place, settled } of draws.values()) {
      if (!settled) {
        skipped.push(`Draw ${committed.stream} is not settled yet.`);
        continue;
      }
      const pool = linesOf(parseCanonical(await documents(textOf(committed.body.pool))));
      if (!isDrawn(committed, place, settled.entry, pool)) {
        fail(settled.index, `Draw ${committed.stream} does not give the order that was published.`);
      }
      checked += 1;
    }
    return { what: 'settled draws drawn again', checked, failures, skipped };
  }

  return { name: 'draws', see, finish };
}

function isDrawn(
  { stream, body }: Entry,
  place: Place,
  settled: Entry,
  pool: readonly string[] | null,
): boolean {
  const { origin, round } = sourceOf(body.source);
  if (pool === null || (origin !== 'DRAND' && origin !== 'RFC3797')) return false;
  const draw = {
    id: stream as DrawId,
    source: origin,
    sourceRound: typeof round === 'number' ? round : null,
    pool,
  } as const;
  const order = resultOfDraw(draw, place, textOf(settled.body.output));
  return !isRefusal(order) && listOfLines(order).digest === settled.body.drawn;
}

/** The instants of entries have one form, in which the later text is the later time. */
function isBefore({ at, body }: Entry): boolean {
  const source = sourceOf(body.source);
  const isRound =
    source.origin !== 'DRAND' || source.at === drandRoundTime(Number(source.round)).toISOString();
  return isRound && at < textOf(source.at);
}

/** The source that a commitment names; the closed schema of its kind has refused any other form. */
function sourceOf(value: JsonValue | undefined) {
  const { origin, round, at } = isObject(value) ? value : {};
  return { origin, round, at };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function linesOf(value: unknown): readonly string[] | null {
  return Array.isArray(value) && value.every((line): line is string => typeof line === 'string')
    ? value
    : null;
}
