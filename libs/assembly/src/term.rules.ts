import type { MandateId } from '#kernel';
import { DAY_MS, dayBegins, isWithinMonths, monthsLater, yearOf } from './calendar.rules.js';
import type { Clause } from './charter.types.js';
import { isProvision, ofClass, Provisions, type Provision } from './provision.rules.js';
import type { Read } from './reading.rules.js';
import type { GrantedTerm } from './term.types.js';

type Term = Provision<'TERM'>;

/** An event that ends terms, such as an election, on a day that is known. */
export interface TermEvent {
  readonly kind: string;
  readonly at: Date;
}

/** When a mandate ends by itself. */
export interface TermEnd {
  /** Null where no instant is known yet, or where it never ends by itself. */
  readonly at: Date | null;
  /** True while an event that is yet to come may end it earlier, or is all that ends it. */
  readonly provisional: boolean;
}

/**
 * When a mandate ends by itself. Of an event and a number of months the earlier one ends it. Seniority ends terms by
 * an act of its own (`leavingBySeniority`), so here it has no end.
 *
 * @param events what has happened and what is dated; the real calendar, in any order
 */
export function termEnd(term: Term, beginsAt: Date, events: readonly TermEvent[], zone: string): TermEnd {
  const byMonths = term.months === null ? null : monthsLater(beginsAt, term.months, zone);
  const following = events
    .filter(({ kind, at }) => kind === term.event && at > beginsAt)
    .map(({ at }) => at)
    .sort((a, b) => a.getTime() - b.getTime());
  const byEvent = following[term.occurrence - 1] ?? null;
  switch (term.ends) {
    case 'MONTHS':
      return { at: byMonths, provisional: false };
    case 'EVENT':
      return { at: byEvent, provisional: byEvent === null };
    case 'EARLIER':
      return byEvent !== null && (byMonths === null || byEvent < byMonths)
        ? { at: byEvent, provisional: false }
        : { at: byMonths, provisional: byEvent === null };
    case 'SENIORITY':
    case 'NEVER':
      return { at: null, provisional: false };
  }
}

/** From when on the term of a mandate is reckoned, and the calendar by which it is. */
export interface Reckoning {
  /** The begin of the mandate, or of the one whose remainder it is. */
  readonly from: Date;
  readonly events: readonly TermEvent[];
  readonly zone: string;
}

/**
 * The term that a charter gives a mandate of a class; null where it is silent on it. What it says of the class goes
 * before what it says of all.
 */
export function grantedTerm(
  provisions: Provisions,
  seatClass: string,
  { from, events, zone }: Reckoning,
  read: Read,
): GrantedTerm | null {
  const terms = ofClass(provisions.on('TERM', read), seatClass);
  const term = terms.find(({ classes }) => classes !== null) ?? terms[0];
  if (!term) return null;
  const { at, provisional } = termEnd(term, from, events, zone);
  return {
    clause: term.clause,
    endsAt: at,
    event: provisional ? term.event : null,
    holdover: term.holdover,
    reviewedOn: term.ends === 'SENIORITY' ? nextReview(term, from, zone) : null,
  };
}

/** The next day after an instant on which seniority is looked at; null where none is named. */
export function nextReview({ reviewedOn }: Term, after: Date, zone: string): Date | null {
  if (!reviewedOn) return null;
  const year = yearOf(after, zone);
  const days = [year, year + 1].map((one) => dayBegins(one, reviewedOn.month, reviewedOn.day, zone));
  return days.find((day) => day > after) ?? null;
}

/** The last day, up to an instant, on which seniority was looked at in that year; null before it. */
export function lastReview({ reviewedOn }: Term, at: Date, zone: string): Date | null {
  const day = reviewedOn && dayBegins(yearOf(at, zone), reviewedOn.month, reviewedOn.day, zone);
  return day && day <= at ? day : null;
}

/** A holder on the day on which seniority is looked at. `listed` is the place in an order that the body keeps. */
export interface Senior {
  readonly mandateId: MandateId;
  readonly beginsAt: Date;
  readonly listed: number | null;
}

/** Who leaves by seniority, and when. */
export interface Leaving {
  readonly leave: readonly MandateId[];
  /** The first instant at which they hold their seats no more. */
  readonly endsAt: Date;
}

/**
 * Who leaves in the year of an instant because they have served longest: of those who have served longer than the
 * charter says, as many of the most senior as it names. Where two began together and nothing tells them apart, each
 * order is a reading.
 *
 * Throws a RangeError for a term that does not end by seniority.
 */
export function leavingBySeniority(
  term: Term,
  roster: readonly Senior[],
  { at, zone, read }: { at: Date; zone: string; read: Read },
): Leaving {
  const { longerThanMonths, endsOn, reviewedOn } = term;
  if (!endsOn || !reviewedOn) throw new RangeError('The term does not end by seniority.');
  const year = yearOf(at, zone);
  const reviewed = dayBegins(year, reviewedOn.month, reviewedOn.day, zone);
  const order = listedTogether(roster.filter(({ beginsAt }) => beginsAt <= reviewed)).sort(
    (a, b) => a.beginsAt.getTime() - b.beginsAt.getTime() || tied(term, a, b),
  );
  const leave = mostSeniorOf(order, term, read)
    .filter(({ beginsAt }) => !isWithinMonths(beginsAt, reviewed, longerThanMonths ?? 0, zone))
    .map(({ mandateId }) => mandateId);
  return { leave, endsAt: dayBegins(year, endsOn.month, endsOn.day + 1, zone) };
}

/** Those who began together with one whom the order does not name are told apart by nothing. */
function listedTogether(roster: readonly Senior[]): Senior[] {
  const unlisted = new Set(
    roster.flatMap(({ beginsAt, listed }) => (listed === null ? [beginsAt.getTime()] : [])),
  );
  return roster.map((one) => (unlisted.has(one.beginsAt.getTime()) ? { ...one, listed: null } : one));
}

/** Below zero when `a` is the more senior of two who began together; 0 where nothing tells. */
function tied({ tieBreak }: Term, a: Senior, b: Senior): number {
  return tieBreak === 'LISTED' && a.listed !== null && b.listed !== null ? a.listed - b.listed : 0;
}

/** The most senior; where the last of them are tied with others, each choice among those is a reading. */
function mostSeniorOf(order: readonly Senior[], term: Term, read: Read): readonly Senior[] {
  const last = order[term.leaving - 1];
  const next = order[term.leaving];
  const isTied = (a: Senior, b: Senior) =>
    a.beginsAt.getTime() === b.beginsAt.getTime() && tied(term, a, b) === 0;
  if (!last || !next || !isTied(last, next)) return order.slice(0, term.leaving);
  const together = order.filter((one) => isTied(one, last));
  const before = order.slice(
    0,
    order.findIndex((one) => isTied(one, last)),
  );
  const [first, ...others] = choose(together, term.leaving - before.length).map((value) => ({
    words: value.map(({ mandateId }) => mandateId).join(' and '),
    value,
  }));
  if (!first) return before;
  return [...before, ...read(`TERM.tieBreak of ${term.clause}`, [first, ...others])];
}

/** All ways to take so many of these, each in their order. */
function choose<T>(among: readonly T[], count: number): T[][] {
  if (count === 0) return [[]];
  return among.flatMap((one, at) => choose(among.slice(at + 1), count - 1).map((others) => [one, ...others]));
}

/** The next month in which a cohort is renewed, as the instant at which it begins; months repeat from a known one. */
export function nextRenewal(
  { firstRenewal, everyMonths }: Pick<Provision<'COHORT'>, 'firstRenewal' | 'everyMonths'>,
  after: Date,
  zone: string,
): Date {
  const first = dayBegins(firstRenewal.year, firstRenewal.month, 1, zone);
  const past = Math.floor((after.getTime() - first.getTime()) / (31 * DAY_MS) / everyMonths);
  let times = Math.max(0, past);
  while (monthsLater(first, times * everyMonths, zone) <= after) times += 1;
  return monthsLater(first, times * everyMonths, zone);
}

/** Seats that are renewed together, and when they are next. */
export interface Renewal extends Pick<Provision<'COHORT'>, 'cohort' | 'clause' | 'seats'> {
  readonly at: Date;
}

/** When the cohorts of a charter are renewed next after an instant; of what it leaves open, the first reading. */
export function renewalsOf(clauses: readonly Clause[], after: Date, zone: string): readonly Renewal[] {
  return new Provisions(clauses.filter(isProvision))
    .on('COHORT', (_, [first]) => first.value)
    .map((one) => ({ ...one, at: nextRenewal(one, after, zone) }));
}

/** How many seats an election fills: the number of nominations, within the charter’s bounds. */
export function seatsToFill(
  { least, most }: Pick<Provision<'SEATING'>, 'least' | 'most'>,
  nominations: number,
) {
  return Math.max(least, most === null ? nominations : Math.min(most, nominations));
}
