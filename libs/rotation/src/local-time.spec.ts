import { isRefusal } from '#kernel';
import { dayBegins, dayEnds, localTime, slotsAround, slotsOf, type Recurrence } from './local-time.js';
import type { Slot } from './rotation.types.js';

function slots(recurrence: Recurrence, zone: string, turns: number): Slot[] {
  const found = slotsOf(recurrence, zone, turns);
  if (isRefusal(found)) throw new Error(found.because);
  return found;
}

const begins = (found: readonly Slot[]) => found.map(({ beginsAt }) => beginsAt.toISOString());

describe('boundaries of turns', () => {
  it('are the same local time, not so many hours later', () => {
    const found = slots({ startsAt: '2026-03-28T09:00', every: 1, unit: 'DAY' }, 'Europe/Rome', 3);
    expect(begins(found)).toEqual([
      '2026-03-28T08:00:00.000Z',
      '2026-03-29T07:00:00.000Z',
      '2026-03-30T07:00:00.000Z',
    ]);
  });

  it.each([
    ['skipped in spring: read with the offset before', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
    ['shown twice in autumn: the first of the two', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
  ])('that are %s', (_, startsAt, expected) => {
    expect(begins(slots({ startsAt, every: 1, unit: 'DAY' }, 'Europe/Rome', 1))).toEqual([expected]);
  });

  it.each<[string, string, Recurrence['unit'], string[]]>([
    ['the last of January', '2027-01-31T00:00', 'MONTH', ['2027-01-31', '2027-02-28', '2027-03-31']],
    ['a leap day', '2028-02-29T00:00', 'YEAR', ['2028-02-29', '2029-02-28', '2030-02-28', '2031-02-28']],
    ['a leap day, four years on', '2028-02-29T00:00', 'MONTH', ['2028-02-29', '2028-03-29']],
  ])('from %s keep the day where the month has it', (_, startsAt, unit, expected) => {
    const found = slots({ startsAt, every: 1, unit }, 'UTC', expected.length);
    expect(begins(found).map((at) => at.slice(0, 10))).toEqual(expected);
  });

  it('are one fewer where a zone left out a day', () => {
    const found = slots({ startsAt: '2011-12-29T10:00', every: 1, unit: 'DAY' }, 'Pacific/Apia', 3);
    expect(found.map(({ beginsAt }) => localTime(beginsAt, 'Pacific/Apia'))).toEqual([
      '2011-12-29T10:00',
      '2011-12-31T10:00',
      '2012-01-01T10:00',
    ]);
  });
});

describe('when a zone changes its clocks in another way than was known', () => {
  const [now, known] = [0, 3_600_000].map((later) =>
    Array.from({ length: 5 }, (_, n): Slot => {
      const [begin, end] = [n, n + 1].map((week) => Date.UTC(2026, 0, 5 + week * 7) + (week > 0 ? later : 0));
      return { beginsAt: new Date(begin!), endsAt: new Date(end!) };
    }),
  ) as [Slot[], Slot[]];

  it('turns that are fixed keep their times, all others follow, and there is no gap and no overlap', () => {
    const slots = slotsAround(now, new Map([0, 3].map((place) => [place, known[place]!])));
    expect([slots[0], slots[3]]).toEqual([known[0], known[3]]);
    expect(slots[1]).toEqual({ beginsAt: known[0]!.endsAt, endsAt: now[1]!.endsAt });
    expect(slots[2]).toEqual({ beginsAt: now[2]!.beginsAt, endsAt: known[3]!.beginsAt });
    expect(slots[4]).toEqual({ beginsAt: known[3]!.endsAt, endsAt: now[4]!.endsAt });
  });
});

describe('in every zone of the IANA database', () => {
  const zones = Intl.supportedValuesOf('timeZone');

  it.each([
    ['weekly for ten years', { startsAt: '2024-01-01T02:30', every: 1, unit: 'WEEK' } as const, 522],
    ['daily through two years', { startsAt: '2011-03-01T00:30', every: 1, unit: 'DAY' } as const, 730],
  ])('%s, turns have no gap, no overlap and no empty time', (_, recurrence, turns) => {
    expect(zones.length).toBeGreaterThan(400);
    for (const zone of zones.filter((__, index) => turns < 600 || index % 3 === 0)) {
      const found = slots(recurrence, zone, turns);
      expect(found).toHaveLength(turns);
      const isBroken = found.some(
        ({ beginsAt, endsAt }, n) => endsAt <= beginsAt || (n > 0 && found[n - 1]!.endsAt !== beginsAt),
      );
      expect([zone, isBroken]).toEqual([zone, false]);
    }
  });
});

describe('what is no time', () => {
  it.each([
    ['a day that does not exist', '2027-02-29T09:00', 'Europe/Rome', 'START_NOT_A_LOCAL_TIME'],
    ['a time with a zone of its own', '2027-02-28T09:00Z', 'Europe/Rome', 'START_NOT_A_LOCAL_TIME'],
    ['no date at all', 'soon', 'Europe/Rome', 'START_NOT_A_LOCAL_TIME'],
    ['a zone that nobody knows', '2027-02-28T09:00', 'Europe/Atlantis', 'ZONE_UNKNOWN'],
    ['an offset instead of a zone', '2027-02-28T09:00', '+02:00', 'ZONE_UNKNOWN'],
  ])('%s is refused', (_, startsAt, zone, code) => {
    expect(slotsOf({ startsAt, every: 1, unit: 'WEEK' }, zone, 3)).toMatchObject({ code });
  });
});

describe('a day', () => {
  it('begins at the first instant that the zone has of it', () => {
    // The clocks of Cairo go from midnight to one o'clock.
    expect(dayBegins('2026-04-24', 'Africa/Cairo')?.toISOString()).toBe('2026-04-23T22:00:00.000Z');
    expect(dayEnds('2026-04-24', 'Africa/Cairo')?.toISOString()).toBe('2026-04-24T21:00:00.000Z');
    expect(dayBegins('2026-02-29', 'UTC')).toBeNull();
  });
});
