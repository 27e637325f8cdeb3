import { EMPTY, type Papers } from './papers.js';

/** Units of one vote: values and votes are whole numbers of hundred-thousandths. */
export const VALUE_OF_A_VOTE = 100_000;

/** Papers that a candidate received together, all of one value. */
interface Parcel {
  readonly value: number;
  readonly papers: number[];
}

/** Papers in parcels by value, moved on as candidates are elected or excluded. Numbers are in units of a vote. */
export class TransferPiles {
  readonly votes: Float64Array;
  /** Votes of papers that name nobody any more. */
  exhausted = 0;
  /** Votes that vanished because values are cut to five decimals. */
  lost = 0;
  readonly #papers: Papers;
  readonly #parcels: Parcel[][];
  /** The place of each paper where it lies now. */
  readonly #at: Int32Array;
  readonly #receiving: Uint8Array;
  readonly #out: Uint8Array;

  constructor(papers: Papers, options: number) {
    this.#papers = papers;
    this.votes = new Float64Array(options);
    this.#parcels = Array.from({ length: options }, () => []);
    this.#receiving = new Uint8Array(options).fill(1);
    this.#out = new Uint8Array(options);
    this.#at = papers.starts.slice(0, papers.size);
    const all = { value: VALUE_OF_A_VOTE, papers: Array.from({ length: papers.size }, (_, paper) => paper) };
    this.#deal(all, VALUE_OF_A_VOTE, new Map());
  }

  /** True for an excluded option. */
  isOut(option: number): boolean {
    return this.#out[option] === 1;
  }

  stopReceiving(options: readonly number[]): void {
    for (const option of options) this.#receiving[option] = 0;
  }

  /**
   * Moves a surplus: every paper that the option holds goes on at surplus x value / votes, cut to five decimals
   * for each paper (rule 48). What the option keeps is the quota. Returns what each option and nobody got.
   */
  transferSurplus(from: number, surplus: number): Map<number | null, number> {
    const held = this.votes[from] ?? 0;
    const moves = new Map<number | null, number>();
    for (const parcel of this.#take(from)) {
      const value = Number((BigInt(surplus) * BigInt(parcel.value)) / BigInt(held));
      this.#deal(parcel, value, moves);
    }
    this.votes[from] = held - surplus;
    this.lost += surplus - sumOf(moves);
    return moves;
  }

  /** Moves every paper of an option at the value it has. */
  exclude(from: number): Map<number | null, number> {
    const moves = new Map<number | null, number>();
    this.#receiving[from] = 0;
    this.#out[from] = 1;
    this.votes[from] = 0;
    for (const parcel of this.#take(from)) this.#deal(parcel, parcel.value, moves);
    return moves;
  }

  #take(from: number): Parcel[] {
    return this.#parcels[from]?.splice(0) ?? [];
  }

  /** Sorts a parcel's papers by the next option that receives; papers that come together make one parcel. */
  #deal(parcel: Parcel, value: number, moves: Map<number | null, number>): void {
    const made = new Map<number, Parcel>();
    for (const paper of parcel.papers) {
      const to = this.#next(paper);
      const votes = value * (this.#papers.weights[paper] ?? 0);
      moves.set(to, (moves.get(to) ?? 0) + votes);
      if (to === null) {
        this.exhausted += votes;
        continue;
      }
      this.votes[to] = (this.votes[to] ?? 0) + votes;
      const own = made.get(to);
      if (own) own.papers.push(paper);
      else made.set(to, { value, papers: [paper] });
    }
    for (const [to, own] of made) this.#parcels[to]?.push(own);
  }

  #next(paper: number): number | null {
    const { starts, cells } = this.#papers;
    const end = starts[paper + 1] ?? 0;
    for (let at = this.#at[paper] ?? 0; at < end; at += 1) {
      const option = cells[at] ?? EMPTY;
      if (option >= 0 && this.#receiving[option] === 1) {
        this.#at[paper] = at;
        return option;
      }
    }
    this.#at[paper] = end;
    return null;
  }
}

function sumOf(moves: ReadonlyMap<unknown, number>): number {
  let sum = 0;
  for (const votes of moves.values()) sum += votes;
  return sum;
}
