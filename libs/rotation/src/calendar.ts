import ical, { ICalCalendarMethod, ICalEventBusyStatus, ICalEventStatus } from 'ical-generator';
import { Temporal } from 'temporal-polyfill';
import { defineZone } from './vtimezone.js';

/** One turn in a calendar. */
export interface CalendarTurn {
  /** The same for the whole life of the turn in this feed. */
  readonly uid: string;
  /** How often the turn has changed; RFC 5545 section 3.8.7.4. */
  readonly sequence: number;
  readonly changedAt: Date;
  readonly beginsAt: Date;
  readonly endsAt: Date;
  readonly zone: string;
  readonly summary: string;
  readonly description: string;
  /** A turn that went to somebody else stays in the feed, cancelled, so that calendars take it out. */
  readonly status: 'TENTATIVE' | 'CONFIRMED' | 'CANCELLED';
}

/** A feed that calendars subscribe to. */
export interface CalendarFeed {
  readonly name: string;
  readonly turns: readonly CalendarTurn[];
}

/**
 * The feed as iCalendar text (RFC 5545), with the definition of every time zone that it names. Turns that begin and
 * end at midnight of their zone are days and not times. The same feed is the same text, so that its hash tells
 * calendars whether to read it again.
 */
export function writeCalendar({ name, turns }: CalendarFeed): string {
  const calendar = ical({
    name: oneLine(name),
    prodId: { company: 'Quorate', product: 'rotation' },
    method: ICalCalendarMethod.PUBLISH,
    // A feed may hold turns of several bodies: each event names its zone, and the generator defines each once.
    timezone: { name: null, generator: (zone) => defineZone(zone, spanOf(turns)) },
  });
  for (const turn of turns) {
    const [start, end] = [zoned(turn.beginsAt, turn.zone), zoned(turn.endsAt, turn.zone)];
    const isDays = isMidnight(start) && isMidnight(end);
    calendar.createEvent({
      id: turn.uid,
      sequence: turn.sequence,
      stamp: turn.changedAt,
      start: isDays ? start.toPlainDate() : start,
      end: isDays ? end.toPlainDate() : end,
      allDay: isDays,
      timezone: isDays || turn.zone === 'UTC' ? null : turn.zone,
      summary: oneLine(turn.summary),
      description: turn.description,
      status: ICalEventStatus[turn.status],
      busystatus: ICalEventBusyStatus.FREE,
    });
  }
  return calendar.toString();
}

/** From the first begin to the last end. */
function spanOf(turns: readonly CalendarTurn[]): { readonly from: Date; readonly until: Date } {
  const from = Math.min(...turns.map(({ beginsAt }) => beginsAt.getTime()));
  const until = Math.max(...turns.map(({ endsAt }) => endsAt.getTime()));
  return { from: new Date(from), until: new Date(until) };
}

function zoned(at: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
}

function isMidnight(at: Temporal.ZonedDateTime): boolean {
  return at.toPlainTime().equals(Temporal.PlainTime.from('00:00'));
}

/** A name in one line: a line break in it would be shown as its escape by some calendars. */
function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
