import { refuse, type MandateId, type PersonId, type Refusal } from '#kernel';
import { daysLater } from './calendar.rules.js';
import type {
  Checklist,
  ChecklistItem,
  Handover,
  HandoverSide,
  HandoverStage,
  HandoverTick,
} from './handover.types.js';
import { ofClass, type Provisions } from './provision.rules.js';
import { questionsIn, underEveryReading, type Rulings } from './reading.rules.js';

/**
 * What whoever leaves a seat of a class hands over by the charter. Where its words can be understood in several ways
 * nothing is left out and the longest time holds, and the open questions are told: a mandate ends all the same, so
 * nobody can wait for a ruling here.
 */
export function checklistOf(provisions: Provisions, rulings: Rulings, seatClass: string): Checklist {
  const { cases, agreed } = underEveryReading(
    rulings,
    (read) => ofClass(provisions.on('HANDOVER', read), seatClass),
    (a, b) => JSON.stringify(a) === JSON.stringify(b),
  );
  const items = new Map<string, ChecklistItem>();
  for (const { clause, items: named, days } of cases.flatMap(({ answer }) => answer)) {
    for (const item of named) {
      const known = items.get(item);
      if (!known || known.days < days) items.set(item, { item, clause, days });
    }
  }
  return { items: [...items.values()], questions: agreed ? [] : questionsIn(cases) };
}

type Standing = Pick<Handover, 'items' | 'leaving' | 'endsAt' | 'followers'>;
type Done = Pick<HandoverTick, 'item' | 'side'>;

/** True where the seat stays with whoever had it: then nothing changes hands. */
export function holderStays({ leaving, followers }: Pick<Standing, 'leaving' | 'followers'>): boolean {
  return followers[0]?.personId === leaving;
}

/** When an item is to have been handed over; null while the mandate has no end. */
export function dueAt({ days }: ChecklistItem, { endsAt }: Pick<Standing, 'endsAt'>): Date | null {
  return endsAt && daysLater(endsAt, days);
}

/** Whether a side has done its part for an item, from 1. */
export function isDone(ticks: readonly Done[], item: number, side: HandoverSide): boolean {
  return ticks.some((tick) => tick.item === item && tick.side === side);
}

/** Whether an item, from 1, should have been received by an instant and has not been. */
export function isOverdue(handover: Standing, ticks: readonly Done[], item: number, now: Date): boolean {
  const line = handover.items[item - 1];
  const due = line && dueAt(line, handover);
  return !holderStays(handover) && !isDone(ticks, item, 'RECEIVED') && !!due && due <= now;
}

/** Where a handover stands at an instant. */
export function stageOf(handover: Standing, ticks: readonly Done[], now: Date): HandoverStage {
  if (holderStays(handover)) return 'NOT_NEEDED';
  const numbers = handover.items.map((_, place) => place + 1);
  if (numbers.every((item) => isDone(ticks, item, 'RECEIVED'))) return 'DONE';
  return numbers.some((item) => isOverdue(handover, ticks, item, now)) ? 'OVERDUE' : 'OPEN';
}

/** Whether a person may say that they have handed an item over: only whoever leaves the seat. */
export function mayHandOver(
  handover: Standing,
  ticks: readonly Done[],
  { item, by }: { readonly item: number; readonly by: PersonId | null },
): Refusal | null {
  const clause = handover.items[item - 1]?.clause ?? null;
  const settled = refuseSettled(handover, ticks, item);
  if (settled) return settled;
  if (by !== handover.leaving) {
    return refuse('NOT_YOURS_TO_HAND_OVER', 'Only whoever leaves the seat hands this over.', { clause });
  }
  if (!isDone(ticks, item, 'HANDED_OVER')) return null;
  return refuse('HANDED_OVER_ALREADY', 'You have handed this over: the other side says that it has come.', {
    clause,
  });
}

/**
 * Whether a person may say that an item has come: whoever holds the seat next or now; a steward while nobody does or
 * shall. It may come before the other side says that it was given: whoever was removed need not say so.
 */
export function mayReceive(
  handover: Standing,
  ticks: readonly Done[],
  {
    item,
    by,
    isSteward,
  }: { readonly item: number; readonly by: PersonId | null; readonly isSteward: boolean },
): Refusal | null {
  const settled = refuseSettled(handover, ticks, item);
  if (settled) return settled;
  const heirs = handover.followers.filter(({ isOver }) => !isOver);
  const isTheirs =
    heirs.length > 0 ? heirs.some(({ personId }) => personId === by) : isSteward && by !== handover.leaving;
  if (isTheirs) return null;
  const because =
    heirs.length > 0
      ? 'Only whoever holds the seat after it receives this.'
      : 'Nobody holds the seat after it yet: a steward who did not hold it receives this until then.';
  return refuse('NOT_YOURS_TO_RECEIVE', because, { clause: handover.items[item - 1]?.clause ?? null });
}

/** The mandate by which a person receives; null for a steward. */
export function receivesBy(
  { followers }: Pick<Standing, 'followers'>,
  by: PersonId | null,
): MandateId | null {
  return followers.find(({ personId, isOver }) => personId === by && !isOver)?.mandateId ?? null;
}

function refuseSettled(handover: Standing, ticks: readonly Done[], item: number): Refusal | null {
  const clause = handover.items[item - 1]?.clause ?? null;
  if (holderStays(handover)) {
    return refuse('HOLDER_STAYS', 'The seat went to the same person, so nothing changes hands.', { clause });
  }
  if (!isDone(ticks, item, 'RECEIVED')) return null;
  return refuse('RECEIVED_ALREADY', 'This has been received: nothing is left to do for it.', { clause });
}
