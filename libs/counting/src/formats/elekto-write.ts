import { refuse, type Refusal } from '#kernel';
import { csvLine } from './csv.js';
import { NO_OPINION } from './elekto.js';
import type { FileElection } from './format.js';
import { namesForFile, placesForFile, tooLarge } from './writing.js';
import { MAX_FILE_BYTES } from '../limits.js';

/**
 * Writes Elekto's table: one line a ballot, so a group of weight k is written k times. Where unranked means last it is
 * written as a last rank, since an option without one is compared with nobody in this format.
 */
export function writeElekto({ options, groups, parameters }: FileElection): string | Refusal {
  const names = namesForFile(options, /[\r\n]|^\s|\s$/);
  if (!(names instanceof Map)) return names;
  const isLast = parameters.params?.['unranked'] === 'last';
  const lines = [csvLine([...names.values()])];
  let length = 0;
  for (const { ballot, weight } of groups) {
    const places = ballot.kind === 'blank' ? [] : placesForFile(ballot);
    if (!places) {
      return refuse('UNWRITABLE_BALLOT', 'The format holds single rankings without empty places only.');
    }
    const ranks = new Map(places.flatMap((place, at) => place.map((id) => [id, String(at + 1)])));
    const unranked = isLast && places.length > 0 ? String(places.length + 1) : NO_OPINION;
    const line = csvLine(options.map(({ id }) => ranks.get(id) ?? unranked));
    length += Number(weight) * (line.length + 1);
    if (length > MAX_FILE_BYTES) return tooLarge();
    for (let copy = 0n; copy < weight; copy += 1n) lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}
