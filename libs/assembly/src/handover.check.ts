import type { CheckFailure, CheckReport, Entry, JsonValue, RecordCheck } from '#transparency';
import { FollowedBodies, textIn } from './followed-bodies.js';
import { HANDOVER_OPENED, ITEM_HANDED_OVER, ITEM_RECEIVED, TICKED_BY } from './handover.entries.js';
import { checklistOf, isDone } from './handover.rules.js';
import type { Checklist, HandoverSide } from './handover.types.js';

/** A mandate whose end was recorded, and what its holder is to hand over by the charter of that instant. */
interface Ended {
  readonly index: number;
  readonly checklist: Checklist;
  isOpened: boolean;
}

interface Followed {
  readonly seat: string;
  readonly mandate: string;
  readonly items: number;
  readonly ticks: { readonly item: number; readonly side: HandoverSide }[];
}

/**
 * Follows what is handed over from the record alone: whoever leaves a seat has the checklist that the charter in force
 * gives it, once and no other; each item is handed over by that mandate and received by a later one of the seat, or by
 * a steward, once each. Who holds a mandate is committed to and not public.
 */
export function handoverCheck(): RecordCheck {
  const bodies = new FollowedBodies();
  const ended = new Map<string, Ended>();
  const handovers = new Map<string, Followed>();
  const failures: CheckFailure[] = [];
  const fail = (index: number, because: string) => failures.push({ code: 'HANDOVER', because, index });

  function see(entry: Entry, index: number): void {
    const { kind, body, at } = entry;
    switch (kind) {
      case 'mandate.ended':
      case 'mandate.ranOut':
        seeEnd(entry, index);
        break;
      case 'mandate.corrected':
        if (body.endsAt !== null && textIn(body, 'endsAt') <= at) seeEnd(entry, index);
        break;
      case HANDOVER_OPENED:
        seeOpened(entry, index);
        break;
      case ITEM_HANDED_OVER:
      case ITEM_RECEIVED:
        seeTick(entry, index);
        break;
    }
    bodies.see(entry, index);
  }

  function seeEnd({ stream, body, at }: Entry, index: number): void {
    if (ended.get(stream)?.isOpened) return;
    const [bodyId, now] = [textIn(body, 'body'), new Date(at)];
    const charter = bodies.charterAt(bodyId, now);
    const seatClass = bodies.seat(textIn(body, 'seat'))?.seatClass ?? '';
    const checklist = charter
      ? checklistOf(charter.provisions, bodies.rulesOf(bodyId, now).rulings, seatClass)
      : { items: [], questions: [] };
    ended.set(stream, { index, checklist, isOpened: false });
  }

  function seeOpened({ id, stream, body: { seat, mandate, items, questions } }: Entry, index: number): void {
    const end = ended.get(text(mandate));
    if (!end) return void fail(index, `Entry ${id} has a mandate hand over that has not ended.`);
    if (end.isOpened) fail(index, `Entry ${id} opens a second handover of one mandate.`);
    end.isOpened = true;
    const isCharters =
      JSON.stringify([items, questions]) === JSON.stringify([sorted(end.checklist), end.checklist.questions]);
    if (!isCharters || bodies.mandate(text(mandate))?.seatId !== seat) {
      fail(index, `Entry ${id} has other things handed over than the charter asks for.`);
    }
    const count = Array.isArray(items) ? items.length : 0;
    handovers.set(stream, { seat: text(seat), mandate: text(mandate), items: count, ticks: [] });
  }

  function seeTick({ id, kind, stream, body: { item, side, by } }: Entry, index: number): void {
    const handover = handovers.get(stream);
    const number = typeof item === 'number' ? item : 0;
    if (!handover || number < 1 || number > handover.items) {
      return void fail(index, `Entry ${id} tells of an item that no handover has.`);
    }
    const { ticks } = handover;
    const told: HandoverSide = kind === ITEM_RECEIVED ? 'RECEIVED' : 'HANDED_OVER';
    if (side !== told || TICKED_BY[told] !== kind || isDone(ticks, number, told)) {
      fail(index, `Entry ${id} does a part of a handover twice.`);
    }
    if (told === 'HANDED_OVER' && isDone(ticks, number, 'RECEIVED')) {
      fail(index, `Entry ${id} hands over what has been received.`);
    }
    if (!isTheirs(handover, told, by))
      fail(index, `Entry ${id} is told by a mandate that has no part in it.`);
    ticks.push({ item: number, side: told });
  }

  function isTheirs({ seat, mandate }: Followed, side: HandoverSide, by: JsonValue | undefined): boolean {
    if (side === 'HANDED_OVER') return by === mandate;
    if (by === null) return true;
    const [left, came] = [bodies.mandate(mandate), bodies.mandate(text(by))];
    return came?.seatId === seat && by !== mandate && left !== null && came.beginsAt >= left.beginsAt;
  }

  function finish(): Promise<CheckReport> {
    for (const [mandate, { index, checklist, isOpened }] of ended) {
      if (checklist.items.length === 0 || isOpened) continue;
      fail(index, `The mandate ${mandate} ended, and nothing was opened that the charter has handed over.`);
    }
    return Promise.resolve({ what: 'handovers followed', checked: handovers.size, failures, skipped: [] });
  }

  return { name: 'handovers', see, finish };
}

/** The items with their members in the order of the record's canonical form. */
function sorted({ items }: Checklist): readonly object[] {
  return items.map(({ item, clause, days }) => ({ clause, days, item }));
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
