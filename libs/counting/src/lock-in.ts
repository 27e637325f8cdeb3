/** A comparison that an option wins, to be locked in its turn. */
export interface Majority {
  readonly winner: number;
  readonly loser: number;
  /** For the pair, and against it: the order of locking. */
  readonly strength: number;
  readonly opposing: number;
}

/** True when both comparisons have their turn at the same time. */
function isEqualTurn(a: Majority, b: Majority): boolean {
  return a.strength === b.strength && a.opposing === b.opposing;
}

/** Which options can be reached from which by locked comparisons. */
class Reach {
  readonly size: number;
  readonly #reaches: Uint8Array;

  constructor(size: number, reaches = new Uint8Array(size * size)) {
    this.size = size;
    this.#reaches = reaches;
  }

  has(from: number, to: number): boolean {
    return this.#reaches[from * this.size + to] === 1;
  }

  copy(): Reach {
    return new Reach(this.size, this.#reaches.slice());
  }

  /** Locks a comparison: whoever reaches the winner now reaches the loser and all that the loser reaches. */
  lock(winner: number, loser: number): void {
    if (this.has(winner, loser)) return;
    for (let from = 0; from < this.size; from += 1) {
      if (from !== winner && !this.has(from, winner)) continue;
      for (let to = 0; to < this.size; to += 1) {
        if (to === loser || this.has(loser, to)) this.#reaches[from * this.size + to] = 1;
      }
    }
  }
}

/**
 * Locks comparisons in, the strongest first, those with fewer ballots against them first among equals. What is
 * equal in both is locked together: a comparison that contradicts what is locked is dropped, then every one of
 * the rest that lies on a circle with the others of its turn. Input order never decides.
 *
 * Returns the comparisons in the order of their turns, whether each was locked, and what they add up to.
 */
export function lockIn(
  size: number,
  majorities: readonly Majority[],
): { readonly turns: readonly (Majority & { readonly locked: boolean })[]; readonly beats: Reach } {
  const sorted = majorities.toSorted((a, b) => b.strength - a.strength || a.opposing - b.opposing);
  const turns: (Majority & { locked: boolean })[] = [];
  const beats = new Reach(size);
  for (let start = 0; start < sorted.length;) {
    const first = sorted[start];
    let end = start + 1;
    while (first && sorted[end] && isEqualTurn(first, sorted[end] ?? first)) end += 1;
    const turn = sorted.slice(start, end);
    const locked = lockTurn(beats, turn);
    turns.push(...turn.map((majority) => ({ ...majority, locked: locked.has(majority) })));
    start = end;
  }
  return { turns, beats };
}

function lockTurn(beats: Reach, turn: readonly Majority[]): ReadonlySet<Majority> {
  const free = turn.filter(({ winner, loser }) => !beats.has(loser, winner));
  const together = free.length > 1 ? beats.copy() : beats;
  if (free.length > 1) for (const { winner, loser } of free) together.lock(winner, loser);
  const locked = free.filter(({ winner, loser }) => free.length === 1 || !together.has(loser, winner));
  for (const { winner, loser } of locked) beats.lock(winner, loser);
  return new Set(locked);
}
