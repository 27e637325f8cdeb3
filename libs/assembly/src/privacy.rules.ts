import { refuse, type Refusal } from '#kernel';
import type { Person } from './assembly.types.js';

/** The fields in which the name of a person stands: in their own entry, and in those of their mandates. */
export const NAME_FIELDS = ['name', 'holder'];

/** Whether somebody may erase personal data or answer such a request. `person` is null for a stranger. */
export function mayAnswerRequests(person: Pick<Person, 'steward'> | null): Refusal<'NOT_A_STEWARD'> | null {
  if (person?.steward) return null;
  return refuse(
    'NOT_A_STEWARD',
    'Only a steward of the coalition decides on erasure. Hand the request to one of them.',
  );
}

/** Whether a person's data may go now: whoever holds a seat acts under their name (GDPR article 17(3)(b)). */
export function mayErasePerson({
  holdsSeat,
}: {
  readonly holdsSeat: boolean;
}): Refusal<'HOLDS_OFFICE'> | null {
  if (!holdsSeat) return null;
  return refuse(
    'HOLDS_OFFICE',
    'This person holds a seat, and who holds office is public. End the mandate first, or decline the request.',
    { clause: 'GDPR article 17(3)(b)' },
  );
}

/** Whether a name may be put right: by the person themself or by a steward. */
export function mayRectify(
  person: Pick<Person, 'id'>,
  by: Pick<Person, 'id' | 'steward'> | null,
): Refusal<'NOT_YOUR_NAME'> | null {
  if (by && (by.steward || by.id === person.id)) return null;
  return refuse(
    'NOT_YOUR_NAME',
    'A name is put right by whose name it is, or by a steward. Ask one of them.',
  );
}
