import type { Span } from '#kernel';
import type { Balances, Had, Stint } from './matching.types.js';
import type { Planning, Slot } from './rotation.types.js';

/** A stint of one of the members; `member` is the place in the drawn order. */
export interface MemberStint extends Stint {
  readonly member: number;
}

/** Who can take which turn: by sector, the stints of its members, equals in the drawn order. */
export function stintsIn({
  sectors,
  members,
  slots,
}: Pick<Planning, 'sectors' | 'members' | 'slots'>): MemberStint[][] {
  const always = new Uint8Array(slots.length).fill(1);
  const stints = sectors.map((): MemberStint[] => []);
  members.forEach(({ sectorId, present, away }, member) => {
    const mine = stints[sectors.indexOf(sectorId)];
    for (const span of mine ? present : []) {
      // A turn needs its person from its begin to its end.
      const from = firstSlot(slots, span.from, ({ beginsAt }, begin) => begin <= beginsAt.getTime());
      const until = firstSlot(slots, span.until, ({ endsAt }, end) => end < endsAt.getTime());
      if (from >= until) continue;
      const isAlways = away.length === 0 && from === 0 && until === slots.length;
      mine?.push({ member, from, until, free: isAlways ? always : freeIn(slots, { from, until, away }) });
    }
  });
  return stints;
}

function freeIn(
  slots: readonly Slot[],
  { from, until, away }: { readonly from: number; readonly until: number; readonly away: readonly Span[] },
): Uint8Array {
  const free = new Uint8Array(slots.length).fill(1, from, until);
  for (const missing of away) {
    const gone = firstSlot(slots, missing.from, ({ endsAt }, begin) => begin < endsAt.getTime());
    const back = firstSlot(slots, missing.until, ({ beginsAt }, end) => end <= beginsAt.getTime());
    free.fill(0, gone, back);
  }
  return free;
}

/** The first slot that is after an instant in the sense of `isAfter`, and with it all later ones; none is after null. */
function firstSlot(
  slots: readonly Slot[],
  instant: Date | null,
  isAfter: (slot: Slot, time: number) => boolean,
): number {
  if (instant === null) return slots.length;
  // Dates compare by numbers that are taken out of them again each time.
  const time = instant.getTime();
  let [low, high] = [0, slots.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const slot = slots[middle];
    if (slot && isAfter(slot, time)) high = middle;
    else low = middle + 1;
  }
  return low;
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
