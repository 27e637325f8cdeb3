import { isRefusal, type DecisionId, type PersonId, type SeatId } from '#kernel';
import type { Tally } from '#voting';
import { maySeatElected, seatingOrder } from './election.rules.js';

const DAY = (n: number) => new Date(Date.UTC(2026, 0, n));
const SEATS = ['one', 'two', 'three'] as SeatId[];
const DECISION = { supersededBy: null, takesEffectAt: DAY(2) };
const STATE = { decision: DECISION, elected: 2, isSeated: false };

it.each<[string, Parameters<typeof maySeatElected>, string | null]>([
  ['as many as were elected', [STATE, SEATS.slice(0, 2), DAY(2)], null],
  ['more than were elected', [STATE, SEATS, DAY(2)], 'MORE_SEATS_THAN_ELECTED'],
  ['one seat twice', [STATE, ['one', 'one'] as SeatId[], DAY(2)], 'SEAT_TWICE'],
  ['a second time', [{ ...STATE, isSeated: true }, SEATS.slice(0, 1), DAY(2)], 'ELECTED_SEATED'],
  ['before the decision takes effect', [STATE, SEATS.slice(0, 1), DAY(1)], 'DECISION_NOT_IN_EFFECT'],
  [
    'by a decision that was superseded',
    [{ ...STATE, decision: { ...DECISION, supersededBy: 'next' as DecisionId } }, SEATS.slice(0, 1), DAY(2)],
    'DECISION_SUPERSEDED',
  ],
])('an election fills %s', (_, given, code) => {
  expect(maySeatElected(...given)?.code ?? null).toBe(code);
});

describe('the order in which people are seated', () => {
  const options = ['ana', 'bo', 'cleo', 'dan'].map((id) => ({
    id,
    name: [],
    personId: `p-${id}` as PersonId,
    groups: [],
    cost: null,
  }));
  const order = (elected: string[], ranking: string[][]) => {
    const outcome = { kind: 'election', elected, ranking, openSeats: 0 };
    const tally = { count: { outcome } } as unknown as Tally; // what else a tally holds decides on no seat
    const people = seatingOrder({ outcome: 'ELECTED' }, { tally, options });
    return isRefusal(people) ? people.code : people.map((id) => id.slice(2)).join(' ');
  };

  it.each([
    ['is that of the count', ['ana'], [['ana'], ['bo'], ['cleo'], ['dan']], 'ana bo cleo dan'],
    [
      'begins with the elected, whom a lot may have chosen',
      ['bo'],
      [['ana', 'bo'], ['cleo'], ['dan']],
      'bo ana cleo dan',
    ],
    [
      'ends at a tie, which the order of writing does not break',
      ['ana'],
      [['ana'], ['bo'], ['cleo', 'dan']],
      'ana bo',
    ],
    ['holds nobody of an open tie for the seat itself', ['ana'], [['ana'], ['bo', 'cleo'], ['dan']], 'ana'],
  ])('%s', (_, elected, ranking, expected) => {
    expect(order(elected, ranking)).toBe(expected);
  });
});
