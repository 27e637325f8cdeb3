import { refuse, type Refusal } from '#kernel';
import type { FileElection } from './format.js';
import { namesForFile } from './writing.js';

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** Writes BLT. Candidates are numbered from 1; a tie order is written from its end, as the format has it. */
export function writeBlt({ title, options, groups, parameters }: FileElection): string | Refusal {
  const names = namesForFile(options, /[\r\n]/);
  if (!(names instanceof Map)) return names;
  const numbers = new Map(options.map(({ id }, at) => [id, String(at + 1)]));
  const number = (id: string) => numbers.get(id) ?? id;
  const lines = [`${options.length} ${parameters.seats ?? 1}`];
  const withdrawn = options.filter((option) => option.withdrawn === true);
  if (withdrawn.length > 0) lines.push(withdrawn.map(({ id }) => `-${number(id)}`).join(' '));
  if (parameters.lot) lines.push(`[tie ${parameters.lot.toReversed().map(number).join(' ')}]`);
  for (const { ballot, weight } of groups) {
    const places =
      ballot.kind === 'blank' ? [] : ballot.kind === 'ranking' && !ballot.overvoted ? ballot.ranking : null;
    if (!places) return refuse('UNWRITABLE_BALLOT', 'The format holds rankings only.');
    const numbered = places.map((place) => (place.length === 0 ? '-' : place.map(number).join('=')));
    lines.push([weight.toString(), ...numbered, '0'].join(' '));
  }
  return `${[...lines, '0', ...[...names.values()].map(quoted), quoted(title ?? '')].join('\n')}\n`;
}
