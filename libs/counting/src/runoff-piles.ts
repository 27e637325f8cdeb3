import { EMPTY, type Papers } from './papers.js';
import type { Exact, Inactive } from './result.js';

/** How a paper is read whose marks are not one option a place. */
export interface ReadingRules {
  readonly overvote: 'exhaust' | 'skip' | 'exhaust_if_multiple_continuing';
  readonly maxSkipped: number;
  readonly repeated: 'skip' | 'exhaust';
}

/** Votes that went from an eliminated option to another, or to nobody. */
export interface Move {
  readonly from: number;
  readonly to: number | null;
  readonly votes: number;
}

const REASONS = ['exhausted', 'overvotes', 'skipped', 'repeated'] as const;
/** What a paper counts for that counts for no option: -1 minus the place of its reason. */
const [EXHAUSTED, OVERVOTE, SKIPPED, REPEATED] = [-1, -2, -3, -4];
const NOBODY = -1;

/**
 * Papers on piles, one pile an option that continues, and the papers that count for nobody by their reason. Votes are
 * in whole units of a vote; with a unit below one vote, surpluses can be moved in parts.
 */
export class RunoffPiles {
  /** Votes of every option, by its index. */
  readonly votes: Float64Array;
  readonly #papers: Papers;
  readonly #rules: ReadingRules;
  readonly #continuing: Uint8Array;
  readonly #unitsOfAVote: number;
  /** What one paper of a group is worth now, in units. */
  readonly #values: Float64Array;
  readonly #inactive = new Float64Array(REASONS.length);
  /** The first paper of each pile, and the next paper below each paper. */
  readonly #top: Int32Array;
  readonly #below: Int32Array;
  readonly #seen: Int32Array;
  #reading = 0;
  /** False once nobody is left whom a paper could count for: then it matters no more how it is read. */
  #isAnybodyLeft = true;

  constructor(papers: Papers, options: number, rules: ReadingRules, unitsOfAVote = 1) {
    this.#papers = papers;
    this.#rules = rules;
    this.votes = new Float64Array(options);
    this.#continuing = new Uint8Array(options).fill(1);
    this.#unitsOfAVote = unitsOfAVote;
    this.#values = new Float64Array(papers.size).fill(unitsOfAVote);
    this.#top = new Int32Array(options).fill(NOBODY);
    this.#below = new Int32Array(papers.size);
    this.#seen = new Int32Array(options);
    for (let paper = 0; paper < papers.size; paper += 1) this.#place(paper);
  }

  /** Votes that count for nobody, by the reason; `write` turns units into exact text. */
  inactive(write: (units: number) => Exact): Inactive {
    const [exhausted = 0, overvotes = 0, skipped = 0, repeated = 0] = this.#inactive;
    return {
      exhausted: write(exhausted),
      overvotes: write(overvotes),
      skipped: write(skipped),
      repeated: write(repeated),
    };
  }

  /** Takes options out and moves each of their papers on. */
  eliminate(losers: readonly number[]): Move[] {
    this.#takeOut(losers);
    return losers.flatMap((from) => this.#moveOn(from));
  }

  /**
   * Takes elected options out, all of them first, and moves their surpluses: every paper goes on with that share of
   * its value, in units of a vote, cut to a whole unit. What is cut off stays with the elected.
   */
  transferSurpluses(shares: ReadonlyMap<number, number>): Move[] {
    this.#takeOut(shares.keys());
    return [...shares].flatMap(([from, share]) => {
      const held = this.votes[from] ?? 0;
      const moves = this.#moveOn(from, share);
      this.votes[from] = held - moves.reduce((sum, { votes }) => sum + votes, 0);
      return moves;
    });
  }

  #takeOut(options: Iterable<number>): void {
    for (const option of options) this.#continuing[option] = 0;
    this.#isAnybodyLeft = this.#continuing.includes(1);
  }

  /** Moves every paper of a pile on, with a share of its value where only a part of it moves. */
  #moveOn(from: number, share?: number): Move[] {
    const received = new Float64Array(this.votes.length + 1);
    let paper = this.#top[from] ?? NOBODY;
    this.#top[from] = NOBODY;
    this.votes[from] = 0;
    while (paper !== NOBODY) {
      const next = this.#below[paper] ?? NOBODY;
      if (share !== undefined) this.#cutValue(paper, share);
      const to = this.#place(paper);
      const slot = to < 0 ? this.votes.length : to;
      received[slot] = (received[slot] ?? 0) + this.#worth(paper);
      paper = next;
    }
    return Array.from(received, (votes, to) => ({
      from,
      to: to < this.votes.length ? to : null,
      votes,
    })).filter(({ votes }) => votes > 0);
  }

  #cutValue(paper: number, share: number): void {
    this.#values[paper] = Math.floor(((this.#values[paper] ?? 0) * share) / this.#unitsOfAVote);
  }

  /** What all papers of a group are worth together. */
  #worth(paper: number): number {
    return (this.#papers.weights[paper] ?? 0) * (this.#values[paper] ?? 0);
  }

  /** Puts a paper where it counts now. Returns the option, or the negative code of the reason. */
  #place(paper: number): number {
    const to = this.#read(paper);
    const weight = this.#worth(paper);
    if (to < 0) {
      const reason = -1 - to;
      this.#inactive[reason] = (this.#inactive[reason] ?? 0) + weight;
    } else {
      this.votes[to] = (this.votes[to] ?? 0) + weight;
      this.#below[paper] = this.#top[to] ?? NOBODY;
      this.#top[to] = paper;
    }
    return to;
  }

  /** Reads a paper from its first place: the first option that continues, or why there is none. */
  #read(paper: number): number {
    if (!this.#isAnybodyLeft) return EXHAUSTED;
    const { starts, cells } = this.#papers;
    const end = starts[paper + 1] ?? 0;
    let skipped = 0;
    this.#reading += 1;
    for (let at = starts[paper] ?? 0; at < end; at += 1) {
      const cell = cells[at] ?? EMPTY;
      if (cell === EMPTY) {
        skipped += 1;
        continue;
      }
      if (skipped > this.#rules.maxSkipped) return SKIPPED;
      skipped = 0;
      if (this.#rules.repeated === 'exhaust' && this.#isRepeated(cell)) return REPEATED;
      const option = cell < 0 ? this.#readSeveral(-2 - cell) : cell;
      if (option === OVERVOTE) return OVERVOTE;
      if (option >= 0 && this.#continuing[option] === 1) return option;
    }
    return EXHAUSTED;
  }

  #isRepeated(cell: number): boolean {
    const options = cell < 0 ? (this.#papers.several[-2 - cell] ?? []) : [cell];
    const repeated = options.some((option) => this.#seen[option] === this.#reading);
    for (const option of options) this.#seen[option] = this.#reading;
    return repeated;
  }

  /** A place with several marks: the one option of them that continues, where the rule lets it count. */
  #readSeveral(place: number): number {
    if (this.#rules.overvote === 'exhaust') return OVERVOTE;
    if (this.#rules.overvote === 'skip') return EXHAUSTED;
    const left = (this.#papers.several[place] ?? []).filter((option) => this.#continuing[option] === 1);
    return left.length > 1 ? OVERVOTE : (left[0] ?? EXHAUSTED);
  }
}
