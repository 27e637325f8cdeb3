import type { Panel, WeightedPanel } from './sortition.types.js';

/** The sum of the weights where no smaller one gives the chances exactly. */
const FINE = 1_000_000_000_000;
/** No denominator above this is looked for. */
const COARSE = 100_000;
const NEAR = 1e-10;

/**
 * Turns the shares of a linear program into whole weights, for a draw by whole numbers. Shares that are simple
 * fractions become exactly those; others are rounded down to parts of 10^12, and the greatest remainders up.
 */
export function weighPanels(panels: readonly Panel[], shares: readonly number[]): WeightedPanel[] {
  const drawn = panels
    .map((panel, index) => ({ panel, share: shares[index] ?? 0 }))
    .filter(({ share }) => share > NEAR);
  const sum = drawn.reduce((total, { share }) => total + share, 0);
  const parts = drawn.map(({ share }) => share / sum);
  const weights = exactWeights(parts) ?? roundedWeights(parts);
  return drawn
    .map(({ panel }, index) => ({ panel, weight: weights[index] ?? 0 }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || compareAt(a.panel, b.panel));
}

function exactWeights(parts: readonly number[]): number[] | null {
  let total = 1;
  for (const part of parts) {
    const den = denominatorOf(part * total);
    if (den === null || total * den > COARSE) return null;
    total *= den;
  }
  const weights = parts.map((part) => Math.round(part * total));
  return weights.reduce((sum, weight) => sum + weight, 0) === total ? weights : null;
}

/** The least denominator of a fraction that lies as near as a linear program can tell; by its continued fraction. */
function denominatorOf(value: number): number | null {
  let [before, den] = [0, 1];
  let rest = value;
  while (den <= COARSE) {
    if (Math.abs(value * den - Math.round(value * den)) < NEAR * den) return den;
    const fraction = rest - Math.floor(rest);
    rest = 1 / fraction;
    [before, den] = [den, Math.floor(rest) * den + before];
  }
  return null;
}

function roundedWeights(parts: readonly number[]): number[] {
  const weights = parts.map((part) => Math.floor(part * FINE));
  const left = FINE - weights.reduce((sum, weight) => sum + weight, 0);
  const byRemainder = [...parts.keys()].sort((a, b) => remainder(parts, b) - remainder(parts, a) || a - b);
  for (const index of byRemainder.slice(0, left)) weights[index] = (weights[index] ?? 0) + 1;
  return weights;
}

function remainder(parts: readonly number[], index: number): number {
  return ((parts[index] ?? 0) * FINE) % 1;
}

function compareAt(a: Panel, b: Panel): number {
  const at = a.findIndex((places, type) => places !== b[type]);
  return at === -1 ? 0 : (b[at] ?? 0) - (a[at] ?? 0);
}
