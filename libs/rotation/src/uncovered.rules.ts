import { listNames } from '#counting';
import { overlap, refuse, type PersonId, type Refusal } from '#kernel';
import type { Member, Plan, Slot } from './rotation.types.js';

/** A turn that nobody can take, and what stands in the way of each who sits on the body. */
export interface UncoveredTurn {
  readonly slot: number;
  readonly beginsAt: Date;
  readonly endsAt: Date;
  /** Who sits on the body then and is not free, with the first instant from which they are free again. */
  readonly notFree: readonly { readonly personId: PersonId; readonly freeFrom: Date | null }[];
}

/** The turns of a plan that are nobody's, but for those that were open on purpose. */
export function uncoveredIn(
  { turns }: Plan,
  slots: readonly Slot[],
  { members, fixed }: { readonly members: readonly Member[]; readonly fixed: ReadonlyMap<number, unknown> },
): UncoveredTurn[] {
  return turns
    .filter(({ slot, personId }) => personId === null && !fixed.has(slot))
    .flatMap(({ slot }) => {
      const time = slots[slot];
      return time ? [{ slot, ...time, notFree: notFreeAt(members, time) }] : [];
    });
}

function notFreeAt(members: readonly Member[], { beginsAt, endsAt }: Slot): UncoveredTurn['notFree'] {
  return members
    .filter(({ present }) => present.some((span) => overlap(span, { from: beginsAt, until: endsAt })))
    .map(({ personId, away }) => ({ personId, freeFrom: freeFrom(away, beginsAt) }));
}

/** The first instant from one on at which no absence holds; null for one that has no end. */
function freeFrom(away: Member['away'], from: Date): Date | null {
  let free: Date | null = from;
  for (const { from: begins, until } of [...away].sort((a, b) => a.from.getTime() - b.from.getTime())) {
    if (free === null || begins > free) break;
    if (until === null || until > free) free = until;
  }
  return free;
}

/**
 * Refuses a plan with turns that nobody can take: who is not free when, and the nearest plan that is feasible, which
 * leaves those turns open and gives all others as they are.
 */
export function refuseUncovered(
  uncovered: readonly UncoveredTurn[],
  plan: Plan,
  {
    nameOf,
    dayOf,
    clause,
  }: {
    readonly nameOf: (person: PersonId) => string;
    readonly dayOf: (at: Date) => string;
    readonly clause: string;
  },
): Refusal {
  const [first] = uncovered;
  if (!first) throw new RangeError('There is nothing to refuse: every turn is somebody’s.');
  const because =
    first.notFree.length === 0 ? 'nobody sits on the body then' : whoIsNotFree(first, nameOf, dayOf);
  const more = uncovered.length === 1 ? '' : ` So it is for ${uncovered.length - 1} more turns.`;
  return refuse(
    'NOBODY_AVAILABLE',
    `Nobody can take the turn from ${dayOf(first.beginsAt)} until ${dayOf(first.endsAt)}: ${because}.${more} ` +
      'The nearest plan leaves what nobody can take open and gives every other turn as listed; ask with leaveOpen for it.',
    {
      clause,
      uncovered: uncovered.map(({ slot }) => slot + 1),
      nearest: plan.turns.map(({ slot, personId }) => ({
        turn: slot + 1,
        holder: personId && nameOf(personId),
      })),
    },
  );
}

function whoIsNotFree(
  { notFree, endsAt }: UncoveredTurn,
  nameOf: (person: PersonId) => string,
  dayOf: (at: Date) => string,
): string {
  const told = notFree.map(({ personId, freeFrom: from }) => {
    if (from === null) return `${nameOf(personId)} is away without an end`;
    return from < endsAt
      ? `${nameOf(personId)} is free for a part of it only`
      : `${nameOf(personId)} is away until ${dayOf(from)}`;
  });
  return listNames(told);
}
