import type { PersonId, Refusal } from '#kernel';
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
 * Fills so many seats from the top of an order. Each candidate is asked about with those seated before, so limits and
 * caps hold at every step; whoever is passed over keeps the place for the next time.
 *
 * @param order the candidates, the first one first
 * @param mayTake null when the person may be seated beside those who have been by then, else why not
 */
export function fillFrom(
  order: readonly PersonId[],
  places: number,
  mayTake: (person: PersonId, seated: readonly PersonId[]) => Refusal | null,
): Filling {
  const seated: PersonId[] = [];
  const passedOver: PassedOver[] = [];
  for (const personId of order) {
    if (seated.length >= places) break;
    const refusal = mayTake(personId, seated);
    if (refusal) passedOver.push({ personId, refusal });
    else seated.push(personId);
  }
  return { seated, passedOver };
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
