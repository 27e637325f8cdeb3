import type { OptionId } from './ballot.js';
import type { ElectionOutcome, Tie } from './result.js';

/** Options in the order of the lot. Every option stands in it once; `count` has checked that. */
export function inLotOrder(options: readonly OptionId[], lot: readonly OptionId[]): OptionId[] {
  const wanted = new Set(options);
  return lot.filter((option) => wanted.has(option));
}

/** Groups options by a value, the best value first; equal values share a group. */
export function rankBy<Value>(
  options: readonly OptionId[],
  valueOf: (option: OptionId) => Value,
  better: (a: Value, b: Value) => number,
): OptionId[][] {
  const sorted = options
    .map((option) => ({ option, value: valueOf(option) }))
    .sort((a, b) => better(a.value, b.value));
  const ranking: OptionId[][] = [];
  let last: Value | null = null;
  for (const { option, value } of sorted) {
    const group = ranking.at(-1);
    if (group && last !== null && better(last, value) === 0) group.push(option);
    else ranking.push([option]);
    last = value;
  }
  return ranking;
}

/**
 * Fills seats from the top of a ranking. A group of tied options that does not fit whole is a tie for the
 * seats that are left: the lot breaks it, and without a lot those seats stay open.
 */
export function seatFromRanking(
  ranking: readonly (readonly OptionId[])[],
  seats: number,
  lot: readonly OptionId[] | null,
): { readonly outcome: ElectionOutcome; readonly ties: readonly Tie[] } {
  const elected: OptionId[] = [];
  for (const group of ranking) {
    const left = seats - elected.length;
    if (left === 0) break;
    if (group.length <= left) {
      elected.push(...group);
      continue;
    }
    const chosen = lot === null ? [] : inLotOrder(group, lot).slice(0, left);
    elected.push(...chosen);
    const tie: Tie = {
      round: null,
      decided: 'seat',
      between: group,
      brokenBy: lot === null ? null : 'lot',
      chosen,
    };
    const openSeats = left - chosen.length;
    return { outcome: { kind: 'election', elected, ranking, openSeats }, ties: [tie] };
  }
  return { outcome: { kind: 'election', elected, ranking, openSeats: 0 }, ties: [] };
}
