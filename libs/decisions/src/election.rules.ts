import { refuse, type PersonId, type Refusal, type SeatId } from '#kernel';
import type { Box } from '#voting';
import type { Decision } from './decision.types.js';

/** What is known of an election whose elected are to be seated. */
export interface SeatingState {
  /** How many places the vote was to fill. */
  readonly places: number;
  /** True when the elected were seated before. */
  readonly isSeated: boolean;
}

/**
 * Whether an election may fill these seats: as many as it was held for at the most, and once. A seat that nobody took
 * is a vacancy, which the charter's own steps fill.
 */
export function maySeatElected({ places, isSeated }: SeatingState, seats: readonly SeatId[]): Refusal | null {
  if (isSeated) {
    const because =
      'The elected were seated already. A seat that is free is a vacancy: fill it as the charter says.';
    return refuse('ELECTED_SEATED', because);
  }
  if (new Set(seats).size < seats.length) return refuse('SEAT_TWICE', 'Name each seat once.');
  if (seats.length <= places) return null;
  const because = `The election was held for ${places === 1 ? 'one seat' : `${places} seats`}. Name no more.`;
  return refuse('MORE_SEATS_THAN_ELECTED', because);
}

/** What of a vote decides on who is seated. */
type Elected = Pick<Box, 'tally' | 'options'>;

/**
 * The people of an election in the order in which they are seated: those whom the count elected, then all others by
 * their rank. Refuses a decision that elected nobody, and an election whose options do not name people.
 */
export function seatingOrder(
  { outcome }: Pick<Decision, 'outcome'>,
  { tally, options }: Elected,
): readonly PersonId[] | Refusal {
  const counted = tally?.count.outcome;
  if (counted?.kind !== 'election' || (outcome !== 'ELECTED' && outcome !== 'SEATS_OPEN')) {
    return refuse('NOBODY_ELECTED', 'This decision elected nobody.');
  }
  const others = counted.ranking.flat().filter((option) => !counted.elected.includes(option));
  const people = [...counted.elected, ...others].flatMap(
    (option) => options.find(({ id }) => id === option)?.personId ?? [],
  );
  if (people.length > 0) return people;
  return refuse('OPTIONS_WITHOUT_PEOPLE', 'The options of this election do not name people: appoint them.');
}
