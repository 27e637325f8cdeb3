import type { SeatCap } from './index.js';
import { counted, electionOf, rankings } from './spec-support/election.js';

const ballots = rankings('5 A>B>C>D>E', '1 B>A>C>E>D');
const seat = (seats: number, ...caps: SeatCap[]) =>
  counted({ rule: 'schulze', options: 'ABCDE', ballots, seats, caps });
const cap = (atMost: number, options: string): SeatCap => ({
  id: `cap-${options}`,
  clause: 'charter 4.2',
  options: Array.from(options),
  atMost,
});

describe('seat caps', () => {
  it('pass over the lower option of a full group and seat the next, the raw ranking staying as it was', () => {
    const result = seat(2, cap(1, 'AB'));
    expect(electionOf(result)).toEqual({
      kind: 'election',
      elected: ['A', 'C'],
      ranking: [['A'], ['B'], ['C'], ['D'], ['E']],
      openSeats: 0,
    });
    expect(result.caps).toEqual([{ cap: 'cap-AB', clause: 'charter 4.2', passedOver: 'B', takenBy: 'C' }]);
    expect(result.explanation.at(-1)?.text).toBe('B is passed over by charter 4.2; C takes the seat.');
  });

  it('hold for whoever takes a seat too', () => {
    const result = seat(2, cap(1, 'ABC'));
    expect(electionOf(result).elected).toEqual(['A', 'D']);
  });

  it('change nothing where nobody exceeds them', () => {
    expect(seat(2, cap(2, 'AB')).caps).toEqual([]);
  });

  it('leave a seat open when nobody is left to take it', () => {
    const result = seat(2, cap(1, 'ABCDE'));
    expect(electionOf(result)).toMatchObject({ elected: ['A'], openSeats: 1 });
    expect(result.caps).toMatchObject([{ passedOver: 'B', takenBy: null }]);
  });

  it('do not guess between tied successors', () => {
    const tied = rankings('1 A>B>C=D');
    const result = counted({
      rule: 'schulze',
      options: 'ABCD',
      ballots: tied,
      seats: 2,
      caps: [cap(1, 'AB')],
    });
    expect(electionOf(result)).toMatchObject({ elected: ['A'], openSeats: 1 });
  });
});
