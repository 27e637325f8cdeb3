import type { PersonId } from '#kernel';
import { daysLater } from './calendar.rules.js';
import type { Breach } from './cap.rules.js';
import type { Provision } from './provision.rules.js';

/** What a charter has against a breach: against one of a cap what it says, against too few holders that seats are filled. */
export type RemedyStep = Provision<'CAP'>['remedies'][number] | 'FILL';

/** What is tried in turn against a breach, and how many days each has. */
export interface RemedyChain {
  readonly remedies: readonly RemedyStep[];
  readonly graceDays: number;
}

/** What is being tried against a breach, and until when. */
export interface RemedyStage {
  readonly step: RemedyStep;
  readonly deadline: Date;
}

/** What is tried next when a breach lasts: the step after the one that failed. Null when the chain is at its end. */
export function nextRemedy(
  { remedies, graceDays }: RemedyChain,
  failed: RemedyStep | null,
  now: Date,
): RemedyStage | null {
  const step = remedies[failed === null ? 0 : remedies.indexOf(failed) + 1];
  return step ? { step, deadline: daysLater(now, graceDays) } : null;
}

/** A member of the group that holds too many. */
export interface GroupMember {
  readonly personId: PersonId;
  /** The place in the election by which they were seated, from 1; null for one who was not elected. */
  readonly rank: number | null;
  /** The place in the order that was drawn, from 1; null where none was. */
  readonly drawn: number | null;
}

/**
 * Who leaves when a remedy’s time is up, or its lot is drawn: the first that were drawn, of those who were drawn from.
 * Agreeing, resigning and filling seats are acts of their own, and tolerating is none, so with those nobody does.
 *
 * @returns null where the order that it takes is not known: nobody is ranked, or nothing was drawn
 */
export function whoLeaves(
  step: RemedyStep,
  { holds, bound }: Pick<Breach, 'holds' | 'bound'>,
  members: readonly GroupMember[],
): readonly PersonId[] | null {
  switch (step) {
    case 'AGREE':
    case 'RESIGN':
    case 'TOLERATE':
    case 'FILL':
      return [];
    case 'REMOVE_ALL':
      return members.map(({ personId }) => personId);
    case 'LOT':
      return firstDrawn(members, holds - bound);
    case 'LOWEST_RANKED':
      return lastOf(members, holds - bound, ({ rank }) => rank);
  }
}

function firstDrawn(members: readonly GroupMember[], count: number): readonly PersonId[] | null {
  const drawn = members.flatMap(({ personId, drawn: place }) =>
    place === null ? [] : [{ personId, place }],
  );
  if (drawn.length === 0) return null;
  return drawn
    .sort((a, b) => a.place - b.place)
    .slice(0, Math.max(0, count))
    .map(({ personId }) => personId);
}

function lastOf(
  members: readonly GroupMember[],
  count: number,
  placeOf: (member: GroupMember) => number | null,
): readonly PersonId[] | null {
  const placed = members.map((member) => ({ member, place: placeOf(member) }));
  if (placed.some(({ place }) => place === null)) return null;
  return placed
    .sort((a, b) => (b.place ?? 0) - (a.place ?? 0))
    .slice(0, Math.max(0, count))
    .map(({ member }) => member.personId);
}
