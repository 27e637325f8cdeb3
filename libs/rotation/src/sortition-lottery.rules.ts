import { exactText, rational } from '#kernel';
import { drawNumber, drawOrder, drawSeed } from '#transparency';
import type { Lottery, Sortition, WeightedPanel } from './sortition.types.js';

/** What the number that chooses the panel is drawn for; the order of the people has another seed. */
const PANEL_DOMAIN = 'sortition-panel/v1';

/** Who was drawn, and by which number. */
export interface DrawnPanel {
  /** The place of the panel in the lottery, from 0. */
  readonly panel: number;
  /** From 0 up to and without `of`: the first panel takes the numbers below its weight, the next those above. */
  readonly number: number;
  /** The sum of all weights. */
  readonly of: number;
  /** Ids, in the drawn order. */
  readonly members: readonly string[];
  /** Everybody else in the drawn order: the first of the same type replaces who declines. */
  readonly substitutes: readonly string[];
}

/** The chance of each type's people to be on the panel, from 0 to 1. */
export function chancesOf(sizes: readonly number[], panels: readonly WeightedPanel[]): number[] {
  const total = panels.reduce((sum, { weight }) => sum + weight, 0);
  return sizes.map((size, type) => {
    const places = panels.reduce((sum, { panel, weight }) => sum + (panel[type] ?? 0) * weight, 0);
    return places / total / size;
  });
}

/** The chances of `chancesOf` exactly, such as `0.2` or `2/15`. */
export function chanceTexts(sizes: readonly number[], panels: readonly WeightedPanel[]): string[] {
  const total = panels.reduce((sum, { weight }) => sum + BigInt(weight), 0n);
  return sizes.map((size, type) => {
    const places = panels.reduce(
      (sum, { panel, weight }) => sum + BigInt(panel[type] ?? 0) * BigInt(weight),
      0n,
    );
    return exactText(rational(places, total * BigInt(size)));
  });
}

/**
 * Draws the panel and its people from a seed: the panel by a number below the sum of the weights, then of each type
 * as many as the panel has places, in the order in which the whole pool, sorted by id, is drawn.
 */
export function drawPanel({ types }: Sortition, { panels }: Lottery, seed: Uint8Array): DrawnPanel {
  const of = panels.reduce((sum, { weight }) => sum + weight, 0);
  const number = drawNumber(drawSeed(PANEL_DOMAIN, [seed]), of);
  const index = panelAt(panels, number);
  const left = [...(panels[index]?.panel ?? [])];
  const typeOf = new Map(types.flatMap(({ members }, type) => members.map((id) => [id, type] as const)));
  const order = drawOrder(seed, [...typeOf.keys()].sort());
  const isDrawn = new Set(
    order.filter((id) => {
      const type = typeOf.get(id) ?? -1;
      const places = left[type] ?? 0;
      left[type] = places - 1;
      return places > 0;
    }),
  );
  return {
    panel: index,
    number,
    of,
    members: order.filter((id) => isDrawn.has(id)),
    substitutes: order.filter((id) => !isDrawn.has(id)),
  };
}

function panelAt(panels: readonly WeightedPanel[], number: number): number {
  let end = 0;
  return panels.findIndex(({ weight }) => number < (end += weight));
}
