import { Temporal } from 'temporal-polyfill';

/**
 * What the clocks of a zone do during a span, as a VTIMEZONE component (RFC 5545 section 3.6.5): one observance that
 * holds at its begin and one for each change in it. Made from the same time zone data as the instants themselves,
 * so that a calendar with older or newer data still reads the times that were meant.
 */
export function defineZone(
  zone: string,
  { from, until }: { readonly from: Date; readonly until: Date },
): string {
  const first = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(zone);
  const observances: string[] = [];
  const begin = first.add({ seconds: 1 }).getTimeZoneTransition('previous');
  observances.push(begin ? observance(begin) : always(first));
  for (let change = first.getTimeZoneTransition('next'); change !== null;) {
    if (change.epochMilliseconds > until.getTime()) break;
    observances.push(observance(change));
    change = change.getTimeZoneTransition('next');
  }
  return ['BEGIN:VTIMEZONE', `TZID:${zone}`, ...observances, 'END:VTIMEZONE'].join('\r\n');
}

/** The time from a change on; it begins when the clocks still show the time before. */
function observance(change: Temporal.ZonedDateTime): string {
  const before = change.subtract({ nanoseconds: 1 });
  const local = before.toPlainDateTime().add({ nanoseconds: 1 });
  return component(change.offsetNanoseconds > before.offsetNanoseconds, {
    from: before.offset,
    to: change.offset,
    local,
  });
}

/** The time of a zone whose clocks were never changed. */
function always(at: Temporal.ZonedDateTime): string {
  const local = Temporal.PlainDateTime.from('1970-01-01T00:00');
  return component(false, { from: at.offset, to: at.offset, local });
}

function component(
  isForward: boolean,
  { from, to, local }: { readonly from: string; readonly to: string; readonly local: Temporal.PlainDateTime },
): string {
  const name = isForward ? 'DAYLIGHT' : 'STANDARD';
  return [
    `BEGIN:${name}`,
    `DTSTART:${local.toString({ smallestUnit: 'second' }).replace(/[-:]/g, '')}`,
    `TZOFFSETFROM:${from.replaceAll(':', '')}`,
    `TZOFFSETTO:${to.replaceAll(':', '')}`,
    `END:${name}`,
  ].join('\r\n');
}
