import { refuse, type Refusal } from '#kernel';
import type { OptionId } from './ballot.js';
import { say, type CapStep, type ElectionOutcome, type Outcome, type Sentence } from './result.js';
import type { CountOption, Finding } from './rule.js';

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
  readonly explanation: readonly Sentence[];
}

interface Taking {
  readonly options: readonly CountOption[];
  readonly caps?: readonly SeatCap[];
}

/** The capped options of each cap still to be elected; elected ones use a cap up. */
class Places {
  readonly #left: Map<SeatCap, number>;

  constructor(caps: readonly SeatCap[]) {
    this.#left = new Map(caps.map((cap) => [cap, cap.atMost]));
  }

  /** The first cap that leaves no place for the option, or null after taking a place under all of its caps. */
  take(option: OptionId): SeatCap | null {
    const own = [...this.#left].filter(([cap]) => cap.options.includes(option));
    const full = own.find(([, left]) => left === 0);
    if (full) return full[0];
    for (const [cap, left] of own) this.#left.set(cap, left - 1);
    return null;
  }
}

/**
 * Caps are a step after the count: the raw ranking stays, and seats are filled again from its top, passing
 * over whoever a full cap holds back. A seat whose next places are tied stays open rather than being guessed.
 */
function fillUnderCaps(outcome: ElectionOutcome, caps: readonly SeatCap[]) {
  const places = new Places(caps);
  const elected: OptionId[] = [];
  const passed: { option: OptionId; cap: SeatCap }[] = [];
  const consider = (option: OptionId) => {
    const cap = places.take(option);
    if (cap) passed.push({ option, cap });
    else elected.push(option);
  };
  outcome.elected.forEach(consider);
  const replacements: OptionId[] = [];
  const seats = outcome.elected.length;
  const rest = outcome.ranking.map((group) => group.filter((option) => !outcome.elected.includes(option)));
  for (const group of rest) {
    const before = elected.length;
    if (before >= seats || outcome.openSeats > 0) break;
    const eligible = group.filter((option) => !caps.some((cap) => isFull(cap, elected, option)));
    if (eligible.length > seats - before) break;
    eligible.forEach(consider);
    replacements.push(...elected.slice(before));
  }
  return { elected, passed, replacements, openSeats: outcome.openSeats + seats - elected.length };
}

function isFull(cap: SeatCap, elected: readonly OptionId[], option: OptionId): boolean {
  return (
    cap.options.includes(option) && elected.filter((id) => cap.options.includes(id)).length >= cap.atMost
  );
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
export function applyCaps(finding: Finding, { options, caps = [] }: Taking): Capped | Refusal {
  const { outcome } = finding;
  if (caps.length === 0) return { outcome, caps: [], explanation: [] };
  if (outcome.kind !== 'election') {
    return refuse('CAPS_WITHOUT_SEATS', 'Seat caps apply to elections only.');
  }
  const refused = checkCaps(caps, options);
  if (refused) return refused;
  const { elected, passed, replacements, openSeats } = fillUnderCaps(outcome, caps);
  const steps = passed.map(({ option, cap }, at) => ({
    cap: cap.id,
    clause: cap.clause,
    passedOver: option,
    takenBy: replacements[at] ?? null,
  }));
  const nameOf = new Map(options.map(({ id, name }) => [id, name ?? id]));
  const explanation = steps.map(({ clause, passedOver, takenBy }) =>
    say(
      takenBy === null ? 'caps.open' : 'caps.taken',
      takenBy === null
        ? '{name} is passed over by {clause}; the seat stays open.'
        : '{name} is passed over by {clause}; {successor} takes the seat.',
      {
        name: nameOf.get(passedOver) ?? passedOver,
        clause,
        successor: takenBy === null ? '' : (nameOf.get(takenBy) ?? takenBy),
      },
    ),
  );
  return { outcome: { ...outcome, elected, openSeats }, caps: steps, explanation };
}
