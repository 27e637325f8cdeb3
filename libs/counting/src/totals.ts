import type { OptionId } from './ballot.js';
import { explainFigures } from './names.js';
import { roundOf } from './result.js';
import type { Election, Finding } from './rule.js';
import { rankBy, seatFromRanking } from './seats.js';

/** Elects whoever has most by one sum an option. The template of its sentences names the `place`, `name` and `figure`. */
export function electByTotals(
  { options, seats, lot }: Pick<Election<unknown, unknown>, 'options' | 'seats' | 'lot'>,
  totals: ReadonlyMap<OptionId, bigint>,
  template: { readonly key: string; readonly text: string },
): Finding {
  const ids = options.map(({ id }) => id);
  const totalOf = (id: OptionId) => totals.get(id) ?? 0n;
  const ranking = rankBy(ids, totalOf, (a, b) => (a < b ? 1 : a > b ? -1 : 0));
  return {
    ...seatFromRanking(ranking, seats, lot),
    rounds: [roundOf({ n: 1, tallies: ids.map((id) => ({ id, votes: totalOf(id).toString() })) })],
    explanation: explainFigures(options, ranking, template, (id) => totalOf(id).toString()),
  };
}
