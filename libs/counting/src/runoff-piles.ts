import { EMPTY, type Papers } from './papers.js';
import type { Inactive } from './result.js';

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

/** Papers on piles, one pile an option that continues, and the papers that count for nobody by their reason. */
export class RunoffPiles {
  /** Votes of every option, by its index. */
  readonly votes: Float64Array;
  readonly #papers: Papers;
  readonly #rules: ReadingRules;
  readonly #continuing: Uint8Array;
  readonly #inactive = new Float64Array(REASONS.length);
  /** The first paper of each pile, and the next paper below each paper. */
  readonly #top: Int32Array;
  readonly #below: Int32Array;
  readonly #seen: Int32Array;
  #reading = 0;

  constructor(papers: Papers, options: number, rules: ReadingRules) {
    this.#papers = papers;
    this.#rules = rules;
    this.votes = new Float64Array(options);
    this.#continuing = new Uint8Array(options).fill(1);
    this.#top = new Int32Array(options).fill(NOBODY);
    this.#below = new Int32Array(papers.size);
    this.#seen = new Int32Array(options);
    for (let paper = 0; paper < papers.size; paper += 1) this.#place(paper);
  }

  inactive(): Inactive {
    const [exhausted, overvotes, skipped, repeated] = REASONS.map((_, at) =>
      (this.#inactive[at] ?? 0).toFixed(0),
    );
    return {
      exhausted: exhausted ?? '0',
      overvotes: overvotes ?? '0',
      skipped: skipped ?? '0',
      repeated: repeated ?? '0',
    };
  }

  /** Takes options out and moves each of their papers on. */
  eliminate(losers: readonly number[]): Move[] {
    for (const loser of losers) this.#continuing[loser] = 0;
    return losers.flatMap((from) => this.#moveOn(from));
  }

  #moveOn(from: number): Move[] {
    const received = new Float64Array(this.votes.length + 1);
    let paper = this.#top[from] ?? NOBODY;
    this.#top[from] = NOBODY;
    this.votes[from] = 0;
    while (paper !== NOBODY) {
      const next = this.#below[paper] ?? NOBODY;
      const to = this.#place(paper);
      const slot = to < 0 ? this.votes.length : to;
      received[slot] = (received[slot] ?? 0) + (this.#papers.weights[paper] ?? 0);
      paper = next;
    }
    return Array.from(received, (votes, to) => ({
      from,
      to: to < this.votes.length ? to : null,
      votes,
    })).filter(({ votes }) => votes > 0);
  }

  /** Puts a paper where it counts now. Returns the option, or the negative code of the reason. */
  #place(paper: number): number {
    const to = this.#read(paper);
    const weight = this.#papers.weights[paper] ?? 0;
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
