import { refuse, uuidFromBytes, type PersonId, type Refusal } from '#kernel';
import { sha256, utf8 } from '#transparency';
import type { Slot } from './rotation.types.js';
import type { Rotation, Swap, Turn, TurnId } from './turn.types.js';

type Told = Pick<Turn, 'slot' | 'state' | 'personId' | 'rotationId' | 'beginsAt' | 'endsAt'>;

type Standing = Pick<Turn, 'state' | 'cause' | 'personId' | 'beginsAt' | 'endsAt'>;

/** What is asked of those who are to take a turn: that they sit on the body for all of it, with nothing else to do. */
export type CanTake = (personId: PersonId, turn: Pick<Turn, 'slot'>) => boolean;

/** Whether a person sits on the body for all of a time, by whichever mandates. */
export type Sits = (personId: PersonId, time: Slot) => boolean;

/** The identifier of a turn: it follows from its rotation and its place, so it is the same in every plan. */
export function turnIdOf(rotationId: Rotation['id'], slot: number): TurnId {
  return uuidFromBytes<'Turn'>(sha256(utf8(`turn\n${rotationId}\n${slot}`)).slice(0, 16));
}

/** Whether a turn may still get another holder. Whatever was published before stays until this is asked. */
export function mayReassign(turn: Told, now: Date, clause: string): Refusal | null {
  if (turn.state !== 'BEGUN' && turn.state !== 'MISSED' && now < turn.beginsAt) return null;
  const because = `Turn ${turn.slot + 1} has begun, and what was served is never rewritten. Mark it as missed if nobody came.`;
  return refuse('TURN_SERVED', because, { clause });
}

/**
 * Whether a turn stays as it is when its rotation is planned anew: what has begun, also where no server has written so
 * yet, and what was published. A published turn goes back to the plan where nobody could take it, unless it was opened
 * on purpose, and where its holder has left the body.
 *
 * @param sits whether a person sits on the body for a whole turn
 */
export function isFixed(
  { state, cause, personId, beginsAt, endsAt }: Standing,
  { now, sits }: { readonly now: Date; readonly sits: Sits },
): boolean {
  if (beginsAt <= now || state === 'BEGUN' || state === 'MISSED') return true;
  if (state === 'PLANNED') return false;
  return personId === null ? cause === 'OVERRIDDEN' : sits(personId, { beginsAt, endsAt });
}

/** Whether anything of a rotation may be planned anew. */
export function mayReplan(
  turns: readonly Pick<Turn, 'slot'>[],
  fixed: ReadonlyMap<number, unknown>,
  clause: string,
): Refusal | null {
  if (turns.some(({ slot }) => !fixed.has(slot))) return null;
  return refuse('TURN_FROZEN', 'All turns of this rotation are published: plan a new one after them.', {
    clause,
  });
}

/** Two turns of one rotation that two people may exchange. */
export interface Exchange {
  readonly given: Told;
  readonly taken: Told;
}

/** Whether a person may offer one of their turns for somebody else's. */
export function mayOfferSwap(
  { given, taken }: Exchange,
  { by, now, canTake, clause }: { by: PersonId | null; now: Date; canTake: CanTake; clause: string },
): Refusal | null {
  if (given.rotationId !== taken.rotationId) {
    return refuse('SWAP_OF_TWO_ROTATIONS', 'Only turns of one rotation can be exchanged.', { clause });
  }
  if (by === null || given.personId !== by) {
    return refuse('NOT_YOUR_TURN', 'You can offer a turn that is yours.', { clause });
  }
  if (taken.personId === null || taken.personId === by) {
    return refuse('SWAP_WITH_NOBODY', 'Choose a turn that somebody else has.', { clause });
  }
  return (
    mayReassign(given, now, clause) ??
    mayReassign(taken, now, clause) ??
    bothCan({ given, taken }, taken.personId, { by, canTake, clause })
  );
}

function bothCan(
  { given, taken }: Exchange,
  other: PersonId,
  { by, canTake, clause }: { by: PersonId; canTake: CanTake; clause: string },
): Refusal | null {
  if (canTake(by, taken) && canTake(other, given)) return null;
  const because =
    'One of the two cannot take the other turn: they do not sit on the body for all of it, are away, or have another turn then.';
  return refuse('NOT_ELIGIBLE', because, { clause });
}

/** Whether a person may accept a swap: only the other holder, and only what stood when it was offered. */
export function mayAcceptSwap(
  swap: Pick<Swap, 'offeredBy' | 'offeredTo' | 'acceptedAt'>,
  exchange: Exchange,
  asked: { by: PersonId | null; now: Date; canTake: CanTake; clause: string },
): Refusal | null {
  const { clause } = asked;
  if (swap.acceptedAt !== null) return refuse('SWAP_ACCEPTED', 'This swap has been made.', { clause });
  if (asked.by !== swap.offeredTo) {
    return refuse('CONSENT_MISSING', 'A swap is made when the other holder consents, and nobody else can.', {
      clause,
    });
  }
  if (exchange.given.personId !== swap.offeredBy || exchange.taken.personId !== swap.offeredTo) {
    return refuse(
      'SWAP_OVERTAKEN',
      'One of the turns has gone to somebody else meanwhile. Offer a new swap.',
      {
        clause,
      },
    );
  }
  return mayOfferSwap(exchange, { ...asked, by: swap.offeredBy });
}

/** Whether a turn may be given to somebody against the plan. */
export function mayOverride(
  turn: Told,
  to: PersonId | null,
  { now, canTake, clause }: { now: Date; canTake: CanTake; clause: string },
): Refusal | null {
  const begun = mayReassign(turn, now, clause);
  if (begun) return begun;
  if (to === null || canTake(to, turn)) return null;
  const because =
    'This person cannot take the turn: they do not sit on the body for all of it, are away, or have another turn then.';
  return refuse('NOT_ELIGIBLE', because, { clause });
}

/** Whether it may be said of a turn that its holder did not come. */
export function mayMarkMissed(turn: Told, clause: string): Refusal | null {
  if (turn.state === 'BEGUN') return null;
  const because =
    turn.state === 'MISSED'
      ? `Turn ${turn.slot + 1} is marked as missed.`
      : `Turn ${turn.slot + 1} has not begun. Override it if somebody else is to have it.`;
  return refuse('TURN_NOT_BEGUN', because, { clause });
}

/** Whether a person may leave a note for the next: the one whose turn it is or was. */
export function mayHandOver(
  turn: Pick<Turn, 'slot' | 'state' | 'personId'>,
  by: PersonId | null,
  clause: string,
): Refusal | null {
  if (turn.state === 'BEGUN' && turn.personId !== null && turn.personId === by) return null;
  const because = `Only who serves or served turn ${turn.slot + 1} hands it over, once it has begun.`;
  return refuse('NOT_YOUR_TURN', because, { clause });
}
