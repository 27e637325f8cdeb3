import type { OptionId } from './ballot.js';
import type { Tie, TieBreak } from './result.js';

/** A choice of one among options that are equal where the rule looked first. */
export interface TieQuestion {
  readonly round: number;
  readonly decided: string;
  /** Indices of the tied options. */
  readonly tied: readonly number[];
  readonly ids: readonly OptionId[];
  /** Whether the most preferred is wanted (for a seat), or the least preferred (for an exclusion). */
  readonly wanted: 'most' | 'least';
  /** Votes at earlier stages, the oldest first, where the rule looks at them. */
  readonly earlier: readonly ArrayLike<number>[];
  readonly lot: readonly OptionId[] | null;
}

/** Who is chosen, and the tie to write down; one option alone is no tie. */
export interface TieAnswer {
  readonly chosen: number | null;
  readonly tie: Tie | null;
}

/** The tied options that the most recent stages put on top, or at the bottom. */
function byEarlierStages({ tied, earlier, wanted }: TieQuestion): readonly number[] {
  const extreme = wanted === 'most' ? Math.max : Math.min;
  let left = tied;
  for (const votes of earlier.toReversed()) {
    if (left.length === 1) break;
    const best = extreme(...left.map((at) => votes[at] ?? 0));
    left = left.filter((at) => (votes[at] ?? 0) === best);
  }
  return left;
}

/**
 * Breaks a tie by the most recent earlier stage that tells the tied apart, then by the lot: its first is the
 * most preferred, its last the least. Nobody is chosen when neither does.
 */
export function breakTie(question: TieQuestion): TieAnswer {
  const { round, decided, tied, ids, wanted, lot } = question;
  const [only] = tied;
  if (only !== undefined && tied.length === 1) return { chosen: only, tie: null };
  const idOf = (at: number) => ids[at] ?? '';
  const left = byEarlierStages(question);
  const drawn = lot === null ? [] : left.toSorted((a, b) => lot.indexOf(idOf(a)) - lot.indexOf(idOf(b)));
  const [chosen = null] = left.length === 1 ? left : wanted === 'most' ? drawn : drawn.toReversed();
  const brokenBy: TieBreak = chosen === null ? null : left.length === 1 ? 'earlier_stage' : 'lot';
  const answer = { between: tied.map(idOf), brokenBy, chosen: chosen === null ? [] : [idOf(chosen)] };
  return { chosen, tie: { round, decided, ...answer } };
}
