import type { CountingRule } from './rule.js';
import { approval } from './rules/approval.js';
import { borda } from './rules/borda.js';
import { consensusBlocks } from './rules/consensus-blocks.js';
import { consent } from './rules/consent.js';
import { copeland } from './rules/copeland.js';
import { equalShares } from './rules/equal-shares.js';
import { gradients } from './rules/gradients.js';
import { irv } from './rules/irv.js';
import { lot } from './rules/lot.js';
import { majority } from './rules/majority.js';
import { minimax } from './rules/minimax.js';
import { pbGreedy } from './rules/pb-greedy.js';
import { quadratic } from './rules/quadratic.js';
import { rankedPairs } from './rules/ranked-pairs.js';
import { schulze } from './rules/schulze.js';
import { score } from './rules/score.js';
import { star } from './rules/star.js';
import { stvMeekPrf } from './rules/stv-meek-prf.js';
import { stvRctab } from './rules/stv-rctab.js';
import { stvScottish } from './rules/stv-scottish.js';

/** Every rule, newer versions of a rule before its older ones. */
export const RULES: readonly CountingRule[] = [
  majority,
  consent,
  consensusBlocks,
  gradients,
  approval,
  score,
  star,
  borda,
  irv,
  stvScottish,
  stvMeekPrf,
  stvRctab,
  schulze,
  rankedPairs,
  minimax,
  copeland,
  equalShares,
  pbGreedy,
  quadratic,
  lot,
];

/** The full name of a rule, by which a vote freezes it: `schulze@2011`. */
export function ruleName(rule: Pick<CountingRule, 'id' | 'version'>): string {
  return `${rule.id}@${rule.version}`;
}

/** Finds a rule by `id@version`, or its newest version by `id`. Null when there is none. */
export function findRule(idAtVersion: string): CountingRule | null {
  return RULES.find((rule) => rule.id === idAtVersion || ruleName(rule) === idAtVersion) ?? null;
}
