import { refuse, type PersonId, type Refusal, type SeatId } from '#kernel';
import type { Box } from '#voting';
import type { Decision } from './decision.types.js';

/** What is known of an election whose elected are to be seated. */
export interface SeatingState {
  readonly decision: Pick<Decision, 'supersededBy' | 'takesEffectAt'>;
  /** How many the count elected. */
  readonly elected: number;
  /** True when the elected were seated before. */
  readonly isSeated: boolean;
}

/**
 * Whether an election may fill these seats from an instant on: as many as it elected at the most, once, and while its
 * decision is in effect. A seat that nobody took is a vacancy, which the charter's own steps fill.
 */
export function maySeatElected(
  { decision, elected, isSeated }: SeatingState,
  seats: readonly SeatId[],
  beginsAt: Date,
): Refusal | null {
  if (isSeated) {
    const because =
      'The elected were seated already. A seat that is free is a vacancy: fill it as the charter says.';
    return refuse('ELECTED_SEATED', because);
  }
  if (decision.supersededBy) {
    return refuse(
      'DECISION_SUPERSEDED',
      'A later decision took the place of this one: seat whom that one elected.',
    );
  }
  if (beginsAt < decision.takesEffectAt) {
    return refuse('DECISION_NOT_IN_EFFECT', 'The decision takes effect later: let the mandates begin then.');
  }
  if (new Set(seats).size < seats.length) return refuse('SEAT_TWICE', 'Name each seat once.');
  if (seats.length <= elected) return null;
  const because = `The count elected ${elected}: name no more seats. What was left open by a tie is still to be decided.`;
  return refuse('MORE_SEATS_THAN_ELECTED', because);
}

/** What of a vote decides on who is seated. */
type Elected = Pick<Box, 'tally' | 'options'>;

/**
 * The people of an election in the order in which they are seated: those whom the count elected, then all others by
 * their rank, down to a tie: the order in which it happens to be written decides on nobody. Refuses a decision that elected nobody, and an election whose options do not name people.
 */
export function seatingOrder(
  { outcome }: Pick<Decision, 'outcome'>,
  { tally, options }: Elected,
): readonly PersonId[] | Refusal {
  const counted = tally?.count.outcome;
  if (counted?.kind !== 'election' || (outcome !== 'ELECTED' && outcome !== 'SEATS_OPEN')) {
    return refuse('NOBODY_ELECTED', 'This decision elected nobody.');
  }
  const places = counted.ranking.map((tied) => tied.filter((option) => !counted.elected.includes(option)));
  const tie = places.findIndex((tied) => tied.length > 1);
  const others = places.slice(0, tie < 0 ? places.length : tie).flat();
  const people = [...counted.elected, ...others].flatMap(
    (option) => options.find(({ id }) => id === option)?.personId ?? [],
  );
  if (people.length > 0) return people;
  return refuse('OPTIONS_WITHOUT_PEOPLE', 'The options of this election do not name people: appoint them.');
}
