import ICAL from 'ical.js';
import { isRefusal } from '#kernel';
import { writeCalendar, type CalendarTurn } from './calendar.js';
import { slotsOf } from './local-time.js';

function turn(given: Partial<CalendarTurn> = {}): CalendarTurn {
  return {
    uid: 'turn-1@quorate.example',
    sequence: 0,
    changedAt: new Date('2026-01-02T03:04:05Z'),
    beginsAt: new Date('2026-05-01T07:00:00Z'),
    endsAt: new Date('2026-05-08T07:00:00Z'),
    zone: 'Europe/Rome',
    summary: 'Ana chairs the council',
    description: 'Ana chairs from 2026-05-01 until 2026-05-08.',
    status: 'CONFIRMED',
    ...given,
  };
}

/** The feed as a calendar reads it. */
function read(...turns: CalendarTurn[]) {
  const text = writeCalendar({ name: 'Turns', turns });
  const calendar = new ICAL.Component(ICAL.parse(text));
  const events = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
  return { text, events };
}

describe('a feed', () => {
  it('is read back as it was meant', () => {
    const { events } = read(turn({ sequence: 3 }));
    const [event] = events;
    expect([event?.uid, event?.sequence, event?.summary]).toEqual([
      'turn-1@quorate.example',
      3,
      'Ana chairs the council',
    ]);
    expect(event?.component.getFirstPropertyValue('dtstamp')?.toString()).toBe('2026-01-02T03:04:05Z');
    expect(event?.component.getFirstPropertyValue('status')).toBe('CONFIRMED');
  });

  it('keeps a turn that went to somebody else, cancelled', () => {
    const { events } = read(turn({ status: 'CANCELLED', sequence: 1 }));
    expect(events.map(({ component }) => component.getFirstPropertyValue('status'))).toEqual(['CANCELLED']);
  });

  it('writes turns from midnight to midnight as days, the last one exclusive', () => {
    const days = turn({
      beginsAt: new Date('2026-04-30T22:00:00Z'),
      endsAt: new Date('2026-05-31T22:00:00Z'),
    });
    const { text, events } = read(days);
    expect(events[0]?.startDate.isDate).toBe(true);
    expect(text).toContain('DTSTART;VALUE=DATE:20260501\r\nDTEND;VALUE=DATE:20260601\r\n');
  });

  it('ends every line with CR LF, and has none longer than 75 octets or with half a character', () => {
    const long = 'Perché è così: ' + '👩‍👩‍👧‍👦 öäü '.repeat(40);
    const { text, events } = read(turn({ description: long }));
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of text.split('\r\n')) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(line).not.toMatch(/\p{Surrogate}/u);
    }
    expect(events[0]?.description).toBe(long);
  });

  it('cannot be broken out of by a name', () => {
    const name = 'Ana\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:other; \\ , "x"';
    const { events } = read(turn({ summary: name, description: name }));
    expect(events).toHaveLength(1);
    expect(events[0]?.summary).toBe('Ana END:VEVENT BEGIN:VEVENT UID:other; \\ , "x"');
    expect(events[0]?.description).toBe(name.replaceAll('\r\n', '\n'));
  });

  it('is the same text when nothing has changed', () => {
    expect(read(turn()).text).toBe(read(turn()).text);
  });

  it('is a calendar too when there are no turns', () => {
    expect(read().events).toEqual([]);
  });
});

describe('in the zones of the IANA database', () => {
  it('a calendar reads every instant as it was meant, across changes of the clocks', () => {
    const wrong: string[] = [];
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const slots = slotsOf({ startsAt: '2026-02-15T09:30', every: 1, unit: 'MONTH' }, zone, 12);
      if (isRefusal(slots)) throw new Error(slots.because);
      const { events } = read(
        ...slots.map((slot, n) => turn({ ...slot, zone, uid: `turn-${n}@quorate.example` })),
      );
      const isRight = events.every(
        ({ startDate, endDate }, n) =>
          startDate.toJSDate().getTime() === slots[n]!.beginsAt.getTime() &&
          endDate.toJSDate().getTime() === slots[n]!.endsAt.getTime(),
      );
      if (!isRight) wrong.push(zone);
    }
    expect(wrong).toEqual([]);
  });
});
