import { refuse, type Refusal } from '#kernel';
import { MAX_FILE_BYTES } from '../limits.js';
import type { Ballot, OptionId } from '../ballot.js';
import type { CountOption } from '../rule.js';

/** What each option is called in a file. Refuses `UNWRITABLE_NAME`, and two options of one name. */
export function namesForFile(
  options: readonly CountOption[],
  forbidden: RegExp,
): Map<OptionId, string> | Refusal {
  const names = new Map(options.map(({ id, name }) => [id, name ?? id]));
  const wrong = [...names.values()].find((name) => name === '' || forbidden.test(name));
  if (wrong !== undefined) {
    return refuse('UNWRITABLE_NAME', `The format cannot hold the name "${wrong}".`, { name: wrong });
  }
  return new Set(names.values()).size < names.size
    ? refuse('UNWRITABLE_NAME', 'The format cannot tell two options of one name apart.', {})
    : names;
}

/** The refusal of a file that could not be read again: a format without numbers of papers writes each of them. */
export function tooLarge(): Refusal<'FILE_TOO_LARGE'> {
  return refuse('FILE_TOO_LARGE', `The file would have more than ${MAX_FILE_BYTES} bytes.`);
}

/** The places of a ranking that a format can hold which knows no empty or unreadable places; else null. */
export function placesForFile(ballot: Ballot): readonly (readonly OptionId[])[] | null {
  if (ballot.kind !== 'ranking' || ballot.overvoted) return null;
  return ballot.ranking.some((place) => place.length === 0) ? null : ballot.ranking;
}
