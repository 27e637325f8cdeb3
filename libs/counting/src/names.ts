import type { OptionId } from './ballot.js';
import { say, type Sentence } from './result.js';
import type { CountOption } from './rule.js';

/** Looks up what an option is called; its id where it has no name. */
export function namesOf(options: readonly CountOption[]): (id: OptionId) => string {
  const names = new Map(options.map(({ id, name }) => [id, name ?? id]));
  return (id) => names.get(id) ?? id;
}

/** Every option with its place: after two who share the first comes the third. */
export function placesOfRanking(
  ranking: readonly (readonly OptionId[])[],
): { readonly id: OptionId; readonly place: number }[] {
  let above = 0;
  return ranking.flatMap((group) => {
    const place = above + 1;
    above += group.length;
    return group.map((id) => ({ id, place }));
  });
}

/** One sentence an option, in the order of the ranking, with the figure that put it there. */
export function explainFigures(
  options: readonly CountOption[],
  ranking: readonly (readonly OptionId[])[],
  template: { readonly key: string; readonly text: string },
  figureOf: (id: OptionId) => string,
): Sentence[] {
  const nameOf = namesOf(options);
  return placesOfRanking(ranking).map(({ id, place }) =>
    say(template.key, template.text, { place, name: nameOf(id), figure: figureOf(id) }),
  );
}
