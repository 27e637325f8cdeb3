import { refuse, type Refusal } from '#kernel';
import { Temporal } from 'temporal-polyfill';
import type { Slot } from './rotation.types.js';

/** When turns change hands, as a clock on the wall of the body's place shows it. */
export interface Recurrence {
  /** The first boundary as a local date and time without zone: `2026-05-01T09:00`. */
  readonly startsAt: string;
  readonly every: number;
  readonly unit: RecurrenceUnit;
}

export type RecurrenceUnit = 'DAY' | 'WEEK' | 'MONTH' | 'YEAR';

const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;
const DURATIONS = { DAY: 'days', WEEK: 'weeks', MONTH: 'months', YEAR: 'years' } as const;
/** The rule by which a local time that is skipped or shown twice is read. */
const READING_OF_TIMES = 'RFC 5545 section 3.3.5';

/**
 * The times of so many turns. Every boundary is the same local time, counted from the first one in calendar units,
 * the day clamped to the month's last; it ends one turn and begins the next, so there is no gap and no overlap,
 * whatever the clocks do between. A local time that the clocks skip is read with the offset before the gap, one
 * that they show twice is the first of the two (RFC 5545 section 3.3.5). A day that a zone left out has no turn.
 *
 * @returns a refusal for a start that is no local time, or a zone that is not in the IANA database
 */
export function slotsOf(recurrence: Recurrence, zone: string, turns: number): Slot[] | Refusal {
  const start = readLocal(recurrence.startsAt);
  if (start === null) {
    const because = `${recurrence.startsAt} is no local date and time. Write one like 2026-05-01T09:00, of a day that exists.`;
    return refuse('START_NOT_A_LOCAL_TIME', because, { clause: READING_OF_TIMES });
  }
  if (!isZone(zone)) {
    const because = `${zone} is no zone of the IANA time zone database. Write one like Europe/Rome.`;
    return refuse('ZONE_UNKNOWN', because);
  }
  const slots: Slot[] = [];
  let beginsAt = instantOf(start, zone);
  for (let turn = 1; slots.length < turns; turn += 1) {
    const local = start.add({ [DURATIONS[recurrence.unit]]: turn * recurrence.every });
    const endsAt = instantOf(local, zone);
    if (endsAt <= beginsAt) continue;
    slots.push({ beginsAt, endsAt });
    beginsAt = endsAt;
  }
  return slots;
}

/**
 * The times of turns of which some are fixed. Those keep theirs, and their neighbours begin where they end and end
 * where they begin; all others follow what is known of the zone now, which may have changed since they were planned.
 */
export function slotsAround(found: readonly Slot[], fixed: ReadonlyMap<number, Slot>): Slot[] {
  return found.map((slot, place) => {
    const { beginsAt, endsAt } = fixed.get(place) ?? {
      beginsAt: fixed.get(place - 1)?.endsAt ?? slot.beginsAt,
      endsAt: fixed.get(place + 1)?.beginsAt ?? slot.endsAt,
    };
    return { beginsAt, endsAt };
  });
}

/** The local date and time at an instant, as `2026-05-01T09:00`. */
export function localTime(at: Date, zone: string): string {
  return zoned(at, zone).toPlainDateTime().toString({ smallestUnit: 'minute' });
}

/** The local day at an instant, as `2026-05-01`. */
export function localDay(at: Date, zone: string): string {
  return zoned(at, zone).toPlainDate().toString();
}

/** The instant at which a local day begins in a zone; null for a text that names no day. */
export function dayBegins(day: string, zone: string): Date | null {
  const date = readWith(() => Temporal.PlainDate.from(day, { overflow: 'reject' }));
  return date && new Date(date.toZonedDateTime(zone).epochMilliseconds);
}

/** The instant at which the day after a local day begins; null for a text that names no day. */
export function dayEnds(day: string, zone: string): Date | null {
  const date = readWith(() => Temporal.PlainDate.from(day, { overflow: 'reject' }));
  return date && new Date(date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds);
}

function zoned(at: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
}

function instantOf(local: Temporal.PlainDateTime, zone: string): Date {
  return new Date(local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds);
}

function readLocal(text: string): Temporal.PlainDateTime | null {
  return LOCAL.test(text) ? readWith(() => Temporal.PlainDateTime.from(text, { overflow: 'reject' })) : null;
}

function isZone(zone: string): boolean {
  // Offsets such as +02:00 are no zones: they do not know when the clocks change.
  return /^[A-Za-z]/.test(zone) && readWith(() => zoned(new Date(0), zone)) !== null;
}

/** By its name: where the engine brings its own `Temporal`, that may be of another realm with another `RangeError`. */
function isRangeError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'RangeError';
}

/** What a reader of a text makes of it; null where it says that the text is out of range. */
function readWith<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (isRangeError(error)) return null;
    throw error;
  }
}
