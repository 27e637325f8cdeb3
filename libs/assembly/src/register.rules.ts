import { refuse, type Refusal, type Span } from '#kernel';
import type { Dated, Person } from './assembly.types.js';

/** Whether the person may add to and change the coalition's register. `person` is null for a stranger to it. */
export function mayKeepTheRegister(person: Pick<Person, 'steward'> | null): Refusal<'NOT_A_STEWARD'> | null {
  if (person?.steward) return null;
  return refuse('NOT_A_STEWARD', 'Only a steward of the coalition keeps its register. Ask one of them.');
}

/** Who may know a person's name. */
export type NameVisibility = 'PUBLIC' | 'MEMBERS';

/** Holding office is public, also when it is over; everybody else is known to the coalition alone. */
export function nameVisibility({ isOfficeHolder }: { readonly isOfficeHolder: boolean }): NameVisibility {
  return isOfficeHolder ? 'PUBLIC' : 'MEMBERS';
}

/** The span of what is dated. */
export function spanOf({ beginsAt, endsAt }: Dated): Span {
  return { from: beginsAt, until: endsAt };
}

/** Refuses what would end when it begins, or before. */
export function checkSpan({ beginsAt, endsAt }: Dated): Refusal<'SPAN_REVERSED'> | null {
  if (endsAt === null || beginsAt < endsAt) return null;
  return refuse('SPAN_REVERSED', 'This would end before it begins: choose a later end or an earlier begin.');
}

/**
 * Whether what is dated may end at an instant: not in the past, which others have acted on, and not later than it
 * ends by now, which would prolong it.
 */
export function checkEnd(dated: Dated, endsAt: Date, now: Date): Refusal | null {
  if (dated.endsAt !== null && dated.endsAt <= now) {
    return refuse('ALREADY_ENDED', 'This has ended already.', { endedAt: dated.endsAt });
  }
  if (endsAt < now) {
    return refuse('END_IN_THE_PAST', 'An end can be set for now or later: what was done until now stands.');
  }
  if (dated.endsAt !== null && endsAt > dated.endsAt) {
    return refuse('END_PROLONGS', 'This ends earlier already, and an end cannot prolong it.', {
      endsAt: dated.endsAt,
    });
  }
  return checkSpan({ beginsAt: dated.beginsAt, endsAt });
}
