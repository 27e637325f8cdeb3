import { refuse, type MandateId, type PersonId, type Refusal } from '#kernel';
import type { Mandate } from './assembly.types.js';
import { daysLater, DAY_MS } from './calendar.rules.js';
import { ofClass, type Provision, type Provisions } from './provision.rules.js';
import type { Read } from './reading.rules.js';

/** One who was passed over: the clause stays with the name, and the place in the order is kept. */
export interface PassedOver {
  readonly personId: PersonId;
  readonly refusal: Refusal;
}

/** How seats are filled from an order of candidates. */
export interface Filling {
  readonly seated: readonly PersonId[];
  readonly passedOver: readonly PassedOver[];
}

/**
 * Fills seats from an order of candidates: each seat goes to the first who may take it. Everybody is asked for every
 * seat until they have one, with those seated before, so limits and caps hold at every step; whoever is left without
 * one keeps the place for the next time, and the clause that kept them out of the first seat.
 *
 * @param order the candidates, the first one first
 * @param take seats the person beside those who have been by then, or says why not
 */
export async function fillFrom<Seat>(
  order: readonly PersonId[],
  seats: readonly Seat[],
  take: (
    person: PersonId,
    seat: Seat,
    seated: readonly PersonId[],
  ) => Refusal | null | Promise<Refusal | null>,
): Promise<Filling> {
  const seated: PersonId[] = [];
  const refused = new Map<PersonId, Refusal>();
  for (const seat of seats) {
    for (const personId of order.filter((one) => !seated.includes(one))) {
      const refusal = await take(personId, seat, [...seated]);
      if (refusal === null) {
        seated.push(personId);
        break;
      }
      if (!refused.has(personId)) refused.set(personId, refusal);
    }
  }
  const passedOver = [...refused].filter(([personId]) => !seated.includes(personId));
  return { seated, passedOver: passedOver.map(([personId, refusal]) => ({ personId, refusal })) };
}

/**
 * Whether a seat has been left by this mandate: it is the last one of the seat, and it is over. How long the seat has
 * been vacant, and what is left of the term, follow from it.
 */
export function mayReplace(
  last: Pick<Mandate, 'id' | 'endsAt'>,
  replaces: MandateId,
  now: Date,
): Refusal | null {
  if (last.endsAt === null || last.endsAt > now) {
    return refuse('SEAT_NOT_VACANT', 'Somebody holds this seat: end that mandate first.');
  }
  if (last.id === replaces) return null;
  return refuse('SEAT_LEFT_BY_ANOTHER', 'Somebody held this seat later: name the mandate that ended last.');
}

/** A vacant seat as the steps of its filling see it. */
export interface Vacancy {
  readonly seatClass: string;
  readonly vacantSince: Date;
  readonly filledSeats: number;
  /** When nominations for the next election begin; null where none is planned. */
  readonly nextNominations: Date | null;
  /** The steps used since the last election, each as often as it was. */
  readonly used: readonly VacancyStep[];
}

export type VacancyStep = Provision<'VACANCY'>['by'];

/** A step that the charter has, and why it is not open where it is not. */
export interface StepOption {
  readonly clause: string;
  readonly by: VacancyStep;
  readonly serves: Provision<'VACANCY'>['serves'];
  /** Null where it can be taken now. */
  readonly closedBecause: string | null;
}

/** The charter’s steps for a vacancy, in their order, each with whether it is open now. */
export function stepsFor(
  provisions: Provisions,
  vacancy: Vacancy,
  at: Date,
  read: Read,
): readonly StepOption[] {
  return ofClass(provisions.on('VACANCY', read), vacancy.seatClass)
    .toSorted((a, b) => a.step - b.step)
    .map((step) => {
      const { clause, by, serves } = step;
      return { clause, by, serves, closedBecause: whyClosed(step, vacancy, at) };
    });
}

function whyClosed(step: Provision<'VACANCY'>, vacancy: Vacancy, at: Date): string | null {
  const { by, uses, untilDaysBefore, afterDays, whileFilledAtMost } = step;
  const { used, nextNominations, vacantSince, filledSeats } = vacancy;
  if (uses !== null && used.filter((one) => one === by).length >= uses) {
    return `It has been used ${uses} times since the last election.`;
  }
  if (untilDaysBefore !== null && nextNominations && at >= daysLater(nextNominations, -untilDaysBefore)) {
    return `Nominations begin in less than ${untilDaysBefore} days.`;
  }
  if (afterDays !== null && at.getTime() - vacantSince.getTime() < afterDays * DAY_MS) {
    return `The seat has not been vacant for ${afterDays} days.`;
  }
  if (whileFilledAtMost !== null && filledSeats > whileFilledAtMost) {
    return `More than ${whileFilledAtMost} seats are filled.`;
  }
  return null;
}

/**
 * Whether anything is left to serve of a term that ends at an instant (`NOTHING_LEFT_OF_TERM`): whoever follows after
 * it begins a term of their own.
 */
export function mayServe(
  { serves, clause }: Pick<StepOption, 'serves' | 'clause'>,
  termEnd: Date | null,
  now: Date,
): Refusal | null {
  if (serves !== 'REMAINDER' || termEnd === null || termEnd > now) return null;
  const because = 'The term of whoever left is over: fill the seat for a term of its own.';
  return refuse('NOTHING_LEFT_OF_TERM', because, { clause, termEnd });
}
