import { refuse, type Refusal } from '#kernel';

/**
 * Which sector has which turn: the chairman assignment of R. Tijdeman ("The chairman assignment problem", Discrete
 * Mathematics 32, 1980). At every moment the turns that a sector had differ from those that are due to it by at
 * most `1 - 1/(2k - 2)`, where k is the number of sectors; no method promises less.
 */

/** The weights of the sectors from one turn on, until the next change; a sector with weight 0 gets nothing then. */
export interface Weighting {
  readonly fromSlot: number;
  readonly weights: readonly number[];
}

/** A sector's lag: the turns that are due to it less those it had, as an exact fraction. */
export interface Lag {
  readonly num: number;
  readonly den: number;
}

/** The largest whole numbers that are computed with, so that every quotient of them is rounded right. */
const EXACT = 2 ** 51;

/**
 * How far a sector's turns may be from its due: `1 - 1/(2k - 2)`; none where one sector has all turns.
 *
 * @param sectors how many sectors share the turns
 */
export function deviationBound(sectors: number): Lag {
  const parts = 2 * sectors - 2;
  return parts > 0 ? { num: parts - 1, den: parts } : { num: 0, den: 1 };
}

/** The sectors' turns, one slot after the other. Quantities are whole: turns times the common measure of all weights. */
export class ChairmanAssignment {
  /**
   * @returns a refusal where at some time no sector has a weight, or where the weights of several times have no
   *   common measure small enough to count with
   */
  static begin(weightings: readonly Weighting[], slots: number): ChairmanAssignment | Refusal {
    const empty = weightings.find(({ weights }) => sum(weights) === 0);
    if (empty) {
      const because = `From turn ${empty.fromSlot + 1} on no sector would have turns. A rotation that is shared between sectors goes on so, and one that is not, too: plan another in its place.`;
      return refuse('NO_SECTOR_HAS_TURNS', because);
    }
    const totals = weightings.map(({ weights }) => sum(weights) / weights.reduce(gcd, 0));
    const measure = totals.reduce((all, total) => (all / gcd(all, total)) * total, 1);
    const sectors = weightings[0]?.weights.length ?? 0;
    if (measure * (slots + 1) * Math.max(1, 2 * sectors - 2) > EXACT) {
      return refuse(
        'WEIGHTS_TOO_FINE',
        'The sums of these weights have no small common multiple. Choose weights that are small whole numbers.',
      );
    }
    const scaled = weightings.map(({ fromSlot, weights }) => {
      const scale = measure / sum(weights);
      return { fromSlot, shares: weights.map((weight) => weight * scale) };
    });
    return new ChairmanAssignment(sectors, measure, scaled);
  }

  readonly #lags: Float64Array;
  readonly #deadlines: Float64Array;
  /** The least lag with which a sector may take a slot: `1/(2k - 2)` of a turn. */
  readonly #enough: number;
  readonly #parts: number;
  #slot = -1;
  #times = 0;
  #shares: readonly number[];
  /** The slot at which other weights hold; Infinity where these are the last. */
  #until: number;

  private constructor(
    readonly sectors: number,
    /** What one turn counts. */
    readonly measure: number,
    private readonly weightings: readonly { readonly fromSlot: number; readonly shares: readonly number[] }[],
  ) {
    this.#shares = this.#sharesAt(0);
    this.#until = this.#changeAfter(0);
    this.#parts = 2 * sectors - 2;
    this.#lags = new Float64Array(sectors);
    this.#enough = Math.ceil(measure / Math.max(1, 2 * sectors - 2));
    this.#deadlines = Float64Array.from(this.#lags, (_, sector) => this.#deadlineOf(sector));
  }

  /** Comes to the next slot: every sector's due grows by its share. */
  advance(): void {
    this.#slot += 1;
    if (this.#slot === this.#until) {
      this.#times += 1;
      this.#shares = this.#sharesAt(this.#times);
      this.#until = this.#changeAfter(this.#times);
    }
    const [lags, shares] = [this.#lags, this.#shares];
    for (let sector = 0; sector < lags.length; sector += 1) {
      lags[sector] = (lags[sector] ?? 0) + (shares[sector] ?? 0);
    }
  }

  /** The lag of a sector now, in parts of `measure`. */
  lag(sector: number): number {
    return this.#lags[sector] ?? 0;
  }

  /** The largest deviation of any sector now, either way, in parts of `measure`. */
  furthest(): number {
    const lags = this.#lags;
    let furthest = 0;
    for (let sector = 0; sector < lags.length; sector += 1) {
      const lag = Math.abs(lags[sector] ?? 0);
      if (lag > furthest) furthest = lag;
    }
    return furthest;
  }

  /** The first slot at which a sector's lag reaches the bound if it gets no turn before; Infinity without weight. */
  deadline(sector: number): number {
    return this.#deadlines[sector] ?? Infinity;
  }

  /** Notes that the slot went to a sector. A slot that nobody had is noted for none: all keep their lag. */
  give(sector: number): void {
    this.#lags[sector] = this.lag(sector) - this.measure;
    this.#deadlines[sector] = this.#deadlineOf(sector);
  }

  /**
   * The sector whose turn it is: of those whose lag is at least `1/(2k - 2)`, the one with the earliest deadline;
   * where no such sector can take it, the one with the largest lag. Equal ones in the order of the sectors.
   *
   * @param isAble whether somebody of the sector can take the slot; left out where somebody of each can
   * @returns null when no sector is able
   */
  choose(isAble?: (sector: number) => boolean): number | null {
    const [lags, deadlines] = [this.#lags, this.#deadlines];
    let best: number | null = null;
    let earliest = Infinity;
    for (let sector = 0; sector < lags.length; sector += 1) {
      const deadline = deadlines[sector] ?? Infinity;
      if (best !== null && deadline >= earliest) continue;
      if ((lags[sector] ?? 0) < this.#enough || (isAble && !isAble(sector))) continue;
      best = sector;
      earliest = deadline;
    }
    return best ?? this.#furthestBehind(isAble);
  }

  /**
   * Whether the bound still holds for every sector up to `lastSlot` if this one takes the slot, whatever the rule
   * itself would choose: no more turns fall due by any later slot than there are slots until then.
   */
  mayTake(sector: number, lastSlot: number): boolean {
    if (this.lag(sector) < this.#enough) return false;
    const parts = this.#parts;
    if (parts === 0) return true;
    const scale = this.measure * parts;
    const lags = this.#lags.map((lag, index) => (index === sector ? lag - this.measure : lag));
    let times = this.#times;
    for (let slot = this.#slot; slot <= lastSlot; slot += 1) {
      if (slot > this.#slot) {
        if (this.weightings[times + 1]?.fromSlot === slot) times += 1;
        const shares = this.#sharesAt(times);
        for (let i = 0; i < lags.length; i += 1) lags[i] = (lags[i] ?? 0) + (shares[i] ?? 0);
      }
      let due = 0;
      for (const lag of lags) {
        const beyond = lag * parts - this.measure * (parts - 1);
        if (beyond >= 0) due += Math.floor(beyond / scale) + 1;
      }
      if (due > slot - this.#slot) return false;
    }
    return true;
  }

  #furthestBehind(isAble: (sector: number) => boolean = () => true): number | null {
    let best: number | null = null;
    for (let sector = 0; sector < this.sectors; sector += 1) {
      if (isAble(sector) && (best === null || this.lag(sector) > this.lag(best))) best = sector;
    }
    return best;
  }

  /** A deadline is a slot of its own, whatever slot it is asked at: it moves only when the sector has a turn. */
  #deadlineOf(sector: number): number {
    const parts = this.#parts;
    let missing = this.measure * (parts - 1) - this.lag(sector) * parts;
    let slot = this.#slot;
    for (let times = this.#times; ; times += 1) {
      const gained = (this.#sharesAt(times)[sector] ?? 0) * parts;
      const until = this.#changeAfter(times);
      const needed = gained > 0 ? Math.ceil(missing / gained) : Infinity;
      // Weights of a new time are gained at its first slot: the old ones last until the slot before.
      if (until === Infinity || slot + needed < until) return slot + needed;
      missing -= gained * (until - 1 - slot);
      slot = until - 1;
    }
  }

  #changeAfter(times: number): number {
    return this.weightings[times + 1]?.fromSlot ?? Infinity;
  }

  #sharesAt(times: number): readonly number[] {
    return this.weightings[times]?.shares ?? [];
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function gcd(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
