import { mayDeclare } from './unavailability.rules.js';

const day = (n: number) => new Date(Date.UTC(2028, 1, n));
const now = day(1);
const span = (from: number, until: number | null) => ({
  beginsAt: day(from),
  endsAt: until === null ? null : day(until),
});

describe('saying that one is away', () => {
  it.each([
    ['on a leap day', span(29, 30), []],
    ['without an end', span(5, null), [span(2, 5)]],
    ['from now on, when it began before', span(0, 2), []],
    ['right after another time', span(5, 9), [span(2, 5), span(9, 12)]],
  ])('is possible %s', (_, wanted, others) => {
    expect(mayDeclare(wanted, others, now)).toBeNull();
  });

  it.each([
    ['that ends before it begins', span(9, 5), [], 'SPAN_REVERSED'],
    ['that ends when it begins', span(5, 5), [], 'SPAN_REVERSED'],
    ['that is over', span(-3, 1), [], 'SPAN_IN_THE_PAST'],
    ['that overlaps another', span(4, 9), [span(2, 5)], 'UNAVAILABILITY_OVERLAPS'],
    ['beside one without an end', span(40, 50), [span(2, null)], 'UNAVAILABILITY_OVERLAPS'],
  ])('is refused for a time %s', (_, wanted, others, code) => {
    expect(mayDeclare(wanted, others, now)).toMatchObject({ code });
  });
});
