import type { OptionId } from '../ballot.js';

/** Places from ranks: equal ranks share a place, and gaps between ranks say nothing. */
export function placesOf(ranked: readonly { readonly id: OptionId; readonly rank: number }[]): OptionId[][] {
  const places = new Map<number, OptionId[]>();
  for (const { id, rank } of ranked) {
    const place = places.get(rank);
    if (place) place.push(id);
    else places.set(rank, [id]);
  }
  return [...places].sort(([a], [b]) => a - b).map(([, place]) => place);
}
