import type { OptionId } from './ballot.js';
import { listNames, say, type Sentence } from './result.js';
import type { CountOption } from './rule.js';

/** Looks up what an option is called; its id where it has no name. */
export function namesOf(options: readonly CountOption[]): (id: OptionId) => string {
  const names = new Map(options.map(({ id, name }) => [id, name ?? id]));
  return (id) => names.get(id) ?? id;
}

/** One sentence a place: `Place 2: Ana and Bo.` */
export function explainRanking(
  options: readonly CountOption[],
  ranking: readonly (readonly OptionId[])[],
): Sentence[] {
  const nameOf = namesOf(options);
  return ranking.map((group, at) =>
    say('ranking.place', 'Place {place}: {names}.', { place: at + 1, names: listNames(group.map(nameOf)) }),
  );
}

/** One sentence an option, in the order of the ranking, with the figure that put it there. */
export function explainFigures(
  options: readonly CountOption[],
  ranking: readonly (readonly OptionId[])[],
  template: { readonly key: string; readonly text: string },
  figureOf: (id: OptionId) => string,
): Sentence[] {
  const nameOf = namesOf(options);
  return ranking.flatMap((group, at) =>
    group.map((id) =>
      say(template.key, template.text, { place: at + 1, name: nameOf(id), figure: figureOf(id) }),
    ),
  );
}
