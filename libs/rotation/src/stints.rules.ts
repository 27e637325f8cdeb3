import { overlap, type Span } from '#kernel';
import type { Balances, Had, Stint } from './matching.rules.js';
import type { Member, SectorOrAll, Slot } from './rotation.types.js';

/** A stint of one of the members; `member` is the place in the drawn order. */
export interface MemberStint extends Stint {
  readonly member: number;
}

/** Who of a sector can take which turn: the stints of its members, equals in the drawn order. */
export function stintsOf(
  sectorId: SectorOrAll,
  members: readonly Member[],
  slots: readonly Slot[],
): MemberStint[] {
  return members.flatMap((member, place) =>
    member.sectorId === sectorId
      ? member.present.flatMap((span) => stintOf(span, { away: member.away, place }, slots))
      : [],
  );
}

function stintOf(
  span: Span,
  { away, place }: { readonly away: readonly Span[]; readonly place: number },
  slots: readonly Slot[],
): MemberStint[] {
  // A turn needs its person from its begin to its end.
  const from = slots.findIndex(({ beginsAt }) => span.from <= beginsAt);
  const after =
    span.until === null ? -1 : slots.findIndex(({ endsAt }) => span.until !== null && span.until < endsAt);
  const until = after < 0 ? slots.length : after;
  if (from < 0 || from >= until) return [];
  const free = new Uint8Array(slots.length).fill(1, from, until);
  for (const missing of away) {
    slots.forEach(({ beginsAt, endsAt }, slot) => {
      if (overlap(missing, { from: beginsAt, until: endsAt })) free[slot] = 0;
    });
  }
  return [{ member: place, from, until, free }];
}

/**
 * The load with which a stint begins, so that nobody has to catch up on what was before they came:
 * one who joins stands where the others stand on average, rounded down; one who comes back has besides the balance
 * with which they left, at most one turn either way.
 */
export class FairShares implements Balances {
  readonly #balances = new Map<number, number>();

  constructor(private readonly stints: readonly MemberStint[]) {}

  begin(stint: number, had: Had): number {
    const { member = -1, from = 0 } = this.stints[stint] ?? {};
    return from === 0 ? 0 : this.#mean(from, had) + (this.#balances.get(member) ?? 0);
  }

  end(stint: number, had: Had): void {
    const { member = -1, until = 0 } = this.stints[stint] ?? {};
    const balance = had(stint) - this.#mean(until - 1, had);
    this.#balances.set(member, Math.max(-1, Math.min(1, balance)));
  }

  /** What those have had on average, rounded down, who were there before a slot and are there in it. */
  #mean(slot: number, had: Had): number {
    let [total, people] = [0, 0];
    this.stints.forEach(({ from, until }, stint) => {
      if (from >= slot || slot >= until) return;
      total += had(stint);
      people += 1;
    });
    return people === 0 ? 0 : Math.floor(total / people);
  }
}
