/** True for the name of a zone in the IANA time zone database, or UTC. */
export function isZone(zone: string): boolean {
  // Offsets such as +02:00 are no zones: they do not know when the clocks change.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * The instant at which the zone's clocks show the same time of day so many calendar months later. The day is
 * clamped to the month's last: 31 August and six months is the end of February.
 *
 * A local time that the clocks skip is read with the offset before the gap; one that they show twice is the first
 * of the two (RFC 5545 section 3.3.5).
 */
export function monthsLater(from: Date, months: number, zone: string): Date {
  const asked = `${zone} ${months} ${from.getTime()}`;
  const known = reckoned.get(asked);
  if (known !== undefined) return new Date(known);
  if (reckoned.size >= MOST_REMEMBERED) reckoned.clear();
  const local = wallClock(from, zone);
  const target = new Date(local);
  target.setUTCDate(1);
  target.setUTCMonth(target.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(new Date(local).getUTCDate(), lastDay));
  const later = instantOf(target.getTime(), zone);
  reckoned.set(asked, later.getTime());
  return later;
}

const MOST_REMEMBERED = 10_000;

/** What was reckoned lately: the terms of a body begin and end together, and the calendar is asked once for all. */
const reckoned = new Map<string, number>();

export const DAY_MS = 24 * 60 * 60 * 1000;

/** The instant at which so many days are over, each of 24 hours. */
export function daysLater(from: Date, days: number): Date {
  return new Date(from.getTime() + days * DAY_MS);
}

/** True when no more than so many calendar months of the zone lie between two instants. */
export function isWithinMonths(from: Date, until: Date, months: number, zone: string): boolean {
  const days = (until.getTime() - from.getTime()) / DAY_MS;
  // A month has 28 to 31 days, and a clock change shifts less than one: most spans need no calendar.
  if (days <= 28 * months - 1) return true;
  if (days > 31 * months + 1) return false;
  return until <= monthsLater(from, months, zone);
}

/** The instant at which a day of the zone's calendar begins. `month` counts from 1. */
export function dayBegins(year: number, month: number, day: number, zone: string): Date {
  return instantOf(Date.UTC(year, month - 1, day), zone);
}

/** The year that the zone's calendar shows at an instant. */
export function yearOf(at: Date, zone: string): number {
  return new Date(wallClock(at, zone)).getUTCFullYear();
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Made once a zone: making one costs a hundred times as much as reading it. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(zone, clock);
  return clock;
}

/** What the zone's clocks show at an instant, as the milliseconds of a UTC clock that shows the same. */
function wallClock(at: Date, zone: string): number {
  const parts = clockOf(zone).formatToParts(at);
  const read = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value ?? Number.NaN);
  const seconds = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  );
  return seconds + (at.getTime() % 1000);
}

/** The first instant at which the zone's clocks show a time; in a gap, that time by the offset before it. */
function instantOf(wall: number, zone: string): Date {
  const offsetAt = (instant: number) => wallClock(new Date(instant), zone) - instant;
  const before = offsetAt(wall - DAY_MS);
  const after = offsetAt(wall + DAY_MS);
  const fitting = [before, after].map((offset) => wall - offset).filter((it) => it + offsetAt(it) === wall);
  return new Date(fitting.length > 0 ? Math.min(...fitting) : wall - before);
}
