import { refuse, type PersonId, type Refusal } from '#kernel';
import type { Box } from '#voting';
import type { Decision } from './decision.types.js';

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
