import { overlap, refuse, type OrganizationId, type Refusal } from '#kernel';
import type { Dated, Mandate, Seat } from './assembly.types.js';
import { checkSpan, spanOf } from './register.rules.js';

/** What a mandate was, as it is known better by now. */
export interface MandateCorrection extends Dated {
  readonly onBehalfOf: OrganizationId | null;
}

/** A mandate that was recorded otherwise than it was, and what stands beside it. */
export interface Correctable {
  readonly mandate: Pick<
    Mandate,
    'id' | 'seatId' | 'personId' | 'beginsAt' | 'endsAt' | 'onBehalfOf' | 'endedVersion'
  >;
  readonly seat: Dated & Pick<Seat, 'organizationId'>;
  /** All mandates of the body. */
  readonly mandates: readonly (Dated & Pick<Mandate, 'id' | 'seatId' | 'personId'>)[];
}

/**
 * Whether a mandate may be corrected to what it was: inside the span of its seat, beside the mandates of others, and
 * with an end where it was ended. Limits and caps are not asked: it says what was, and what it breaches is remedied.
 */
export function mayCorrect(
  { mandate, seat, mandates }: Correctable,
  correction: MandateCorrection,
): Refusal | null {
  const { beginsAt, endsAt, onBehalfOf } = correction;
  const isSame = (a: Date | null, b: Date | null) => a?.getTime() === b?.getTime();
  const stays = isSame(beginsAt, mandate.beginsAt) && isSame(endsAt, mandate.endsAt);
  if (stays && onBehalfOf === mandate.onBehalfOf) {
    return refuse('NOTHING_TO_CORRECT', 'The mandate is recorded like this already.');
  }
  if (mandate.endedVersion !== null && endsAt === null) {
    return refuse('END_STANDS', 'This mandate was ended: say when, or appoint the holder anew.');
  }
  if (seat.organizationId !== null && onBehalfOf !== seat.organizationId) {
    return refuse('SEAT_OF_ANOTHER_ORGANIZATION', 'This seat is filled by another organization.');
  }
  const isLate = seat.endsAt !== null && (endsAt === null || endsAt > seat.endsAt);
  if (beginsAt < seat.beginsAt || isLate) {
    return refuse('SEAT_NOT_IN_EXISTENCE', 'The seat did not exist for the whole of this time.');
  }
  const others = mandates
    .filter((other) => other.id !== mandate.id)
    .filter((other) => overlap(spanOf(other), spanOf(correction)));
  if (others.some(({ seatId }) => seatId === mandate.seatId)) {
    return refuse('SEAT_TAKEN', 'Somebody else held this seat at that time: correct that mandate first.');
  }
  if (others.some(({ personId }) => personId === mandate.personId)) {
    return refuse('PERSON_ALREADY_SEATED', 'This person held another seat of the body at that time.');
  }
  return checkSpan(correction);
}
