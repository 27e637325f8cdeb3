import { isRefusal, type Refusal } from '#kernel';
import {
  appendLeaf,
  emptyFrontier,
  frontierRoot,
  parseCanonical,
  toHex,
  type CheckFailure,
  type CheckReport,
  type Entry,
  type ReadDocument,
  type RecordCheck,
} from '#transparency';
import { linesOf, textOf } from './check-values.js';
import { drandRoundTime } from './draw-drand.js';
import { resultOfDraw, seedOfResult, type Place } from './draw-result.js';
import type { SectorSecret } from './draw-reveal.rules.js';
import { SecretsSeen } from './draw-secrets.check.js';
import { outputText, settlingOf, type Settling } from './draw-settle.rules.js';
import { roundAfter } from './draw-source.rules.js';
import {
  DRAW_COMMITTED,
  DRAW_SETTLED,
  listOfLines,
  SECRET_COMMITTED,
  SECRET_REVEALED,
  sourceIn,
} from './draw.entries.js';
import { mayDrawAgain, type RedrawDecision } from './draw.rules.js';
import type { DrawId } from './draw.types.js';
import { SeatsSeen } from './seats-seen.js';

/** The kind of entry by which a body's decision is recorded. */
const DECISION_RECORDED = 'decision.recorded';

interface SeenDraw {
  readonly place: Place;
  readonly committed: Entry;
  settled: {
    readonly entry: Entry;
    readonly index: number;
    /** The secrets as they stood then. */
    readonly secrets: readonly Pick<SectorSecret, 'sectorId' | 'secret'>[];
  } | null;
}

/** The check of draws, which other checks ask for what a settled draw gave. */
export interface DrawCheck extends RecordCheck {
  /** The seed of a settled draw; null where it is not settled, or not by what its source gives. */
  seedOf(drawId: string): Uint8Array | null;
}

/**
 * Draws every settled draw again from the record alone: committed to before its source existed, its secrets committed
 * to before any was revealed, settled once, by an output that is the source's, to the order that follows from it.
 */
export function drawCheck(): DrawCheck {
  const draws = new Map<string, SeenDraw>();
  const decisions = new Map<string, RedrawDecision>();
  const failures: CheckFailure[] = [];
  const fail = (index: number, because: string) => failures.push({ code: 'DRAW', because, index });
  const seats = new SeatsSeen();
  const secrets = new SecretsSeen(seats, fail);
  let tree = emptyFrontier();

  function see(entry: Entry, index: number, leafHash: Uint8Array): void {
    tree = appendLeaf(tree, leafHash);
    seats.see(entry, index);
    switch (entry.kind) {
      case DRAW_COMMITTED:
        seeCommitted(entry, index, leafHash);
        break;
      case SECRET_COMMITTED:
        secrets.seeCommitted(entry, index);
        break;
      case SECRET_REVEALED:
        secrets.seeRevealed(entry, index);
        break;
      case DRAW_SETTLED:
        seeSettled(entry, index);
        break;
      case DECISION_RECORDED: {
        const { kind, stream, body } = entry;
        decisions.set(stream, { kind, bodyId: body.body, outcome: body.outcome });
      }
    }
  }

  function seeCommitted(entry: Entry, index: number, leafHash: Uint8Array): void {
    const { stream, body } = entry;
    if (draws.has(stream)) return void fail(index, `Draw ${stream} was committed to a second time.`);
    if (!isBefore(entry)) fail(index, `Draw ${stream} was committed to when its source was known.`);
    const earlier = [...draws.values()].filter(({ committed }) => isSame(committed, entry));
    const again = earlier.map(({ committed }) => ({ id: committed.stream }));
    if (mayDrawAgain(again, decisions.get(textOf(body.decision)) ?? null, textOf(body.body))) {
      fail(index, `Draw ${stream} repeats an earlier one, and no decision of the body lets it.`);
    }
    draws.set(stream, { place: { leafHash, root: frontierRoot(tree) }, committed: entry, settled: null });
    secrets.expect(entry);
  }

  function seeSettled(entry: Entry, index: number): void {
    const draw = draws.get(entry.stream);
    if (!draw || draw.settled) {
      fail(index, `Draw ${entry.stream} was settled without a commitment of its own.`);
    } else {
      const stood = secrets.of(entry.stream).map(({ sectorId, secret }) => ({ sectorId, secret }));
      draw.settled = { entry, index, secrets: stood };
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
      if (!isDrawn(committed, place, settled, pool)) {
        fail(settled.index, `Draw ${committed.stream} does not give the order that was published.`);
      }
      checked += 1;
    }
    return { what: 'settled draws drawn again', checked, failures, skipped };
  }

  function seedOf(drawId: string): Uint8Array | null {
    const draw = draws.get(drawId);
    const source = draw && sourceIn(draw.committed);
    if (!draw?.settled || !source) return null;
    const settling = settledBy({ ...source, section: '', settledAt: null }, draw.settled);
    if (isRefusal(settling)) return null;
    const seed = seedOfResult({ ...source, id: drawId as DrawId }, draw.place, settling.given);
    return isRefusal(seed) ? null : seed;
  }

  return { name: 'draws', see, finish, seedOf };
}

/** Whether both draw from the same pool for the same body by the same words. Pools of people differ by their salts. */
function isSame(a: Entry, b: Entry): boolean {
  return (['body', 'section', 'pool'] as const).every((term) => a.body[term] === b.body[term]);
}

/** Whether the source was unknown when the draw was committed to: no round is said to be later than it is. */
function isBefore(entry: Entry): boolean {
  const source = sourceIn(entry);
  if (source === null) return false;
  const { source: origin, sourceRound, sourceAt, sealedBy } = source;
  const isRound = origin !== 'DRAND' || sourceAt.getTime() === drandRoundTime(Number(sourceRound)).getTime();
  const standsIn = origin !== 'COMMIT_REVEAL' || sourceRound === roundAfter(sourceAt);
  const first = sealedBy ?? sourceAt;
  return isRound && standsIn && new Date(entry.at) < first && first <= sourceAt;
}

/** What a draw was settled by: all secrets, or else the output that was submitted then. */
function settledBy(
  draw: Parameters<typeof settlingOf>[0],
  { entry: { at, body }, secrets }: NonNullable<SeenDraw['settled']>,
): Settling | Refusal {
  const now = new Date(at);
  const byAll = settlingOf(draw, secrets, { output: null, now });
  return isRefusal(byAll) ? settlingOf(draw, secrets, { output: textOf(body.output), now }) : byAll;
}

function isDrawn(
  committed: Entry,
  place: Place,
  settled: NonNullable<SeenDraw['settled']>,
  pool: readonly string[] | null,
): boolean {
  const { body } = settled.entry;
  const source = sourceIn(committed);
  if (pool === null || source === null) return false;
  const draw = { ...source, id: committed.stream as DrawId, section: '', settledAt: null, pool };
  const settling = settledBy(draw, settled);
  if (isRefusal(settling) || outputText(settling, toHex) !== textOf(body.output)) return false;
  if (linesOf(body.missing)?.join() !== settling.missing.join()) return false;
  const order = resultOfDraw(draw, place, settling.given);
  return !isRefusal(order) && listOfLines(order).digest === body.drawn;
}
