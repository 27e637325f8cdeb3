import type { Matching, MatchingTask } from './matching.types.js';

/**
 * Whether a matching is as balanced as absences allow, checked without the algorithm that made it: no chain of
 * turns, each moved to somebody who can take it, leads from one stint to another with two turns fewer, of those that
 * last to the end.
 *
 * @returns null when it is, else the two ends of such a chain
 */
export function findImbalance(
  { stints, slots, pinned }: Pick<MatchingTask, 'stints' | 'slots' | 'pinned'>,
  { holders, loads }: Matching,
): { readonly from: number; readonly to: number } | null {
  const lasting = stints.map(({ until }) => until >= holders.length);
  if (loadsApart(loads, lasting) < 2) return null;
  const staying = stints.flatMap((_, stint) => (lasting[stint] ? [stint] : []));
  const byLoad = staying.sort((a, b) => at(loads, a) - at(loads, b));
  const moving = slots.filter((slot) => at(pinned, slot) < 0 && at(holders, slot) >= 0);
  // Whoever reaches a lightly loaded stint is found from there, backwards; each is visited once, from the lightest.
  const lightest = new Int32Array(stints.length).fill(-1);
  for (const target of byLoad) {
    if (at(lightest, target) >= 0) continue;
    lightest[target] = target;
    const queue = [target];
    for (let to = queue.pop(); to !== undefined; to = queue.pop()) {
      for (const slot of moving) {
        const from = at(holders, slot);
        if (stints[to]?.free[slot] !== 1 || at(lightest, from) >= 0 || !lasting[from]) continue;
        if (at(loads, from) - at(loads, target) >= 2) return { from, to: target };
        lightest[from] = target;
        queue.push(from);
      }
    }
  }
  return null;
}

/** By how much the loads of those that last differ. */
function loadsApart(loads: Int32Array, lasting: readonly boolean[]): number {
  let [least, most] = [Infinity, -Infinity];
  for (let stint = 0; stint < lasting.length; stint += 1) {
    if (!lasting[stint]) continue;
    least = Math.min(least, at(loads, stint));
    most = Math.max(most, at(loads, stint));
  }
  return most - least;
}

/** What stands at a place that exists. */
function at(numbers: ArrayLike<number>, index: number): number {
  return numbers[index] ?? 0;
}
