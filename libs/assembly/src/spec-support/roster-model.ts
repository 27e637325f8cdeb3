import type { MandateId, PersonId, SeatId } from '#kernel';

/** A mandate as the toy keeps it. */
export interface ToyMandate {
  readonly id: MandateId;
  readonly seat: SeatId;
  readonly person: PersonId;
  readonly from: number;
  readonly until: number;
  /** When it ends, or would have ended, by its term. */
  readonly termEnd: number;
}

const DAY = 86_400_000;
const GAP = 30 * DAY;

/**
 * What a body of equal seats is believed to be: who sits where, to which organization each belongs now, how many terms
 * in a row are allowed since when, and for whom that was waived. It knows nothing of the code that it is held against.
 */
export class ToyRoster {
  mandates: readonly ToyMandate[] = [];
  readonly company = new Map<PersonId, number>();
  readonly limits: { readonly since: number; readonly most: number }[] = [];
  readonly waived = new Map<PersonId, number>();

  holderOf(seat: SeatId, at: number): ToyMandate | undefined {
    return this.mandates.find((it) => it.seat === seat && it.from <= at && at < it.until);
  }

  sittingAt(at: number): readonly ToyMandate[] {
    return this.mandates.filter(({ from, until }) => from <= at && at < until);
  }

  /** How many terms in a row a person has had up to an instant; a month apart is not in a row. */
  rowOf(person: PersonId, at: number): number {
    let reached = at;
    let row = 0;
    const own = this.mandates.filter((it) => it.person === person && it.from < at);
    for (const { from, until } of own.toSorted((a, b) => b.from - a.from)) {
      if (reached - until >= GAP) break;
      reached = from;
      row += 1;
    }
    return row;
  }

  isOverLimit(person: PersonId, at: number): boolean {
    const most = this.limits.findLast(({ since }) => since <= at)?.most ?? Infinity;
    const waived = this.waived.get(person);
    return this.rowOf(person, at) >= most && !(waived !== undefined && waived <= at);
  }

  /** How many others of a person's company sit. */
  colleaguesOf(person: PersonId, at: number): number {
    const company = this.company.get(person);
    return this.sittingAt(at).filter((it) => it.person !== person && this.company.get(it.person) === company)
      .length;
  }

  /** The code with which a seating from an instant on is refused; null for one that is carried out. */
  refusalOf(person: PersonId, seat: SeatId, at: number): string | null {
    if (this.holderOf(seat, at)) return 'SEAT_TAKEN';
    if (this.sittingAt(at).some((it) => it.person === person)) return 'PERSON_ALREADY_SEATED';
    if (this.isOverLimit(person, at)) return 'TERM_LIMIT_REACHED';
    if (this.company.has(person) && this.colleaguesOf(person, at) > 0) return 'CAP_EXCEEDED';
    return null;
  }
}
