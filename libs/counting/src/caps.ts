import { refuse, type Refusal } from '#kernel';
import type { OptionId } from './ballot.js';
import { namesOf } from './names.js';
import { say, type CapStep, type ElectionOutcome, type Outcome, type Sentence, type Tie } from './result.js';
import type { CountOption, Finding } from './rule.js';
import { inLotOrder } from './seats.js';

/** At most so many of these options may be elected, because a clause says so. */
export interface SeatCap {
  readonly id: string;
  readonly clause: string;
  readonly options: readonly OptionId[];
  readonly atMost: number;
}

interface Capped {
  readonly outcome: Outcome;
  readonly caps: readonly CapStep[];
  readonly ties: readonly Tie[];
  readonly explanation: readonly Sentence[];
}

interface Taking {
  readonly options: readonly CountOption[];
  readonly caps?: readonly SeatCap[];
  readonly lot?: readonly OptionId[] | null;
}

/** Places that are left under each cap; whoever is seated uses one up under all of their caps. */
class Places {
  readonly #left: Map<SeatCap, number>;

  constructor(caps: readonly SeatCap[]) {
    this.#left = new Map(caps.map((cap) => [cap, cap.atMost]));
  }

  /** The cap that holds the option back; null when none does. */
  holding(option: OptionId): SeatCap | null {
    return [...this.#left].find(([cap, left]) => left === 0 && cap.options.includes(option))?.[0] ?? null;
  }

  /** True when all of the options can be seated together. */
  holdsAll(options: readonly OptionId[]): boolean {
    return [...this.#left].every(
      ([cap, left]) => options.filter((id) => cap.options.includes(id)).length <= left,
    );
  }

  take(option: OptionId): void {
    for (const [cap, left] of this.#left) if (cap.options.includes(option)) this.#left.set(cap, left - 1);
  }
}

interface Held {
  readonly option: OptionId;
  readonly cap: SeatCap;
}

/** Fills the seats of an election again, from the top of its ranking, under caps. */
class CappedSeats {
  readonly elected: OptionId[] = [];
  readonly steps: CapStep[] = [];
  readonly ties: Tie[] = [];
  readonly #places: Places;
  readonly #seats: number;
  readonly #lot: readonly OptionId[] | null;
  /** Whose seats caps made free and nobody has taken yet, in order. */
  readonly #freed: Held[] = [];
  /** Who would come next for such a seat and is held back too. */
  readonly #skipped: Held[] = [];

  constructor(caps: readonly SeatCap[], seats: number, lot: readonly OptionId[] | null) {
    this.#places = new Places(caps);
    this.#seats = seats;
    this.#lot = lot;
  }

  /**
   * Goes through groups of equal rank: those whom the count elected, then (`succeeding`) the others.
   * False when a tie that no lot breaks ends the filling.
   */
  fill(groups: readonly (readonly OptionId[])[], succeeding: boolean): boolean {
    return groups.every((group) => this.elected.length === this.#seats || this.#fillFrom(group, succeeding));
  }

  /** Seats that nobody has taken stay open. */
  close(): void {
    this.#write([...this.#freed, ...this.#skipped], null);
  }

  #fillFrom(group: readonly OptionId[], succeeding: boolean): boolean {
    const able = group.filter((option) => this.#places.holding(option) === null);
    const left = this.#seats - this.elected.length;
    const fits = able.length <= left && this.#places.holdsAll(able);
    const order = fits ? able : this.#lot === null ? [] : inLotOrder(able, this.#lot);
    const before = this.elected.length;
    for (const option of [...group.filter((one) => !able.includes(one)), ...order]) {
      if (this.elected.length < this.#seats) this.#consider(option, succeeding);
    }
    if (fits) return true;
    const chosen = this.elected.slice(before);
    const brokenBy = this.#lot === null ? null : 'lot';
    this.ties.push({ round: null, decided: 'seat', between: able, brokenBy, chosen });
    return this.#lot !== null;
  }

  #consider(option: OptionId, succeeding: boolean): void {
    const cap = this.#places.holding(option);
    if (cap) {
      (succeeding ? this.#skipped : this.#freed).push({ option, cap });
      return;
    }
    this.#places.take(option);
    this.elected.push(option);
    if (succeeding) this.#write([...this.#freed.splice(0, 1), ...this.#skipped.splice(0)], option);
  }

  #write(held: readonly Held[], takenBy: OptionId | null): void {
    for (const { option, cap } of held) {
      this.steps.push({ cap: cap.id, clause: cap.clause, passedOver: option, takenBy });
    }
  }
}

/**
 * Caps are a step after the count: the raw ranking stays, and seats are filled again from its top, passing over
 * whoever a full cap holds back. Where those who are equal cannot all be seated, the lot says who is; without a
 * lot the seat stays open. The first who comes in takes the first seat that became free, and so on.
 */
function fillUnderCaps(outcome: ElectionOutcome, { caps = [], lot = null }: Taking): CappedSeats {
  const filled = new CappedSeats(caps, outcome.elected.length, lot);
  const elected = new Set(outcome.elected);
  const part = (has: boolean) =>
    outcome.ranking.map((group) => group.filter((id) => elected.has(id) === has));
  if (filled.fill(part(true), false) && outcome.openSeats === 0) filled.fill(part(false), true);
  filled.close();
  return filled;
}

function checkCaps(caps: readonly SeatCap[], options: readonly CountOption[]): Refusal | null {
  const known = new Set(options.map(({ id }) => id));
  const bad = caps.find(
    (cap) =>
      !Number.isSafeInteger(cap.atMost) ||
      cap.atMost < 0 ||
      !cap.options.every((option) => known.has(option)),
  );
  return bad ? refuse('BAD_CAP', `The cap ${bad.id} names an unknown option or no whole number.`) : null;
}

/** Applies seat caps to an election. Refuses `BAD_CAP`, and `CAPS_WITHOUT_SEATS` where nothing is elected. */
export function applyCaps(finding: Finding, taking: Taking): Capped | Refusal {
  const { outcome } = finding;
  const { options, caps = [] } = taking;
  if (caps.length === 0) return { outcome, caps: [], ties: [], explanation: [] };
  if (outcome.kind !== 'election') {
    return refuse('CAPS_WITHOUT_SEATS', 'Seat caps apply to elections only.');
  }
  const refused = checkCaps(caps, options);
  if (refused) return refused;
  const { elected, steps, ties } = fillUnderCaps(outcome, taking);
  const openSeats = outcome.openSeats + outcome.elected.length - elected.length;
  const nameOf = namesOf(options);
  const explanation = steps.map(({ clause, passedOver, takenBy }) =>
    say(
      takenBy === null ? 'caps.open' : 'caps.taken',
      takenBy === null
        ? '{name} is passed over by clause {clause}; the seat stays open.'
        : '{name} is passed over by clause {clause}; {successor} takes the seat.',
      {
        name: nameOf(passedOver),
        clause,
        successor: takenBy === null ? '' : nameOf(takenBy),
      },
    ),
  );
  return { outcome: { ...outcome, elected, openSeats }, caps: steps, ties, explanation };
}
