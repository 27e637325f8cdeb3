import fc from 'fast-check';
import { isZone, monthsLater } from './calendar.rules.js';

const later = (from: string, months: number, zone: string) =>
  monthsLater(new Date(from), months, zone).toISOString();

describe('a zone', () => {
  it.each(['Europe/Rome', 'America/Sao_Paulo', 'Asia/Kolkata', 'UTC'])('%s is one', (zone) => {
    expect(isZone(zone)).toBe(true);
  });

  it.each(['', 'Rome', 'Europe/Atlantis', '+02:00', 'Europe/Rome; DROP TABLE body'])('%j is none', (zone) => {
    expect(isZone(zone)).toBe(false);
  });
});

describe('so many months later', () => {
  it.each([
    ['the same day', '2026-01-15T10:00:00.000Z', 24, 'UTC', '2028-01-15T10:00:00.000Z'],
    ['the end of February', '2026-08-31T00:00:00.000Z', 6, 'UTC', '2027-02-28T00:00:00.000Z'],
    ['29 February in a leap year', '2027-08-31T00:00:00.000Z', 6, 'UTC', '2028-02-29T00:00:00.000Z'],
    ['28 February after a leap day', '2028-02-29T00:00:00.000Z', 12, 'UTC', '2029-02-28T00:00:00.000Z'],
    ['local midnight in summer', '2026-01-31T23:00:00.000Z', 5, 'Europe/Rome', '2026-06-30T22:00:00.000Z'],
    ['local midnight in winter', '2026-06-30T22:00:00.000Z', 6, 'Europe/Rome', '2026-12-31T23:00:00.000Z'],
    ['a skipped half past two', '2026-01-29T01:30:00.000Z', 2, 'Europe/Rome', '2026-03-29T01:30:00.000Z'],
    ['the first half past two', '2026-09-25T00:30:00.000Z', 1, 'Europe/Rome', '2026-10-25T00:30:00.000Z'],
    ['a zone of half hours', '2026-01-01T18:30:00.000Z', 1, 'Asia/Kolkata', '2026-02-01T18:30:00.000Z'],
    ['milliseconds too', '2026-01-01T00:00:00.123Z', 1, 'UTC', '2026-02-01T00:00:00.123Z'],
  ])('is %s', (_, from, months, zone, expected) => {
    expect(later(from, months, zone)).toBe(expected);
  });

  it('is always later, and more months are later still', () => {
    const instant = fc.date({
      min: new Date('1990-01-01T00:00:00Z'),
      max: new Date('2060-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    const zone = fc.constantFrom('Europe/Rome', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata');
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 60 }), zone, (from, months, inZone) => {
        const end = monthsLater(from, months, inZone);
        expect(end > from).toBe(true);
        expect(monthsLater(from, months + 1, inZone) > end).toBe(true);
      }),
    );
  });
});
