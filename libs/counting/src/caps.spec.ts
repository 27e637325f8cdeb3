import type { SeatCap } from './index.js';
import { counted, electionOf, rankings } from './spec-support/election.js';

const ballots = rankings('5 A>B>C>D>E', '1 B>A>C>E>D');
const seat = (seats: number, ...caps: SeatCap[]) =>
  counted({ rule: 'schulze', options: 'ABCDE', ballots, seats, caps });
const cap = (atMost: number, options: string): SeatCap => ({
  id: `cap-${options}`,
  clause: '4.2',
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
    expect(result.caps).toEqual([{ cap: 'cap-AB', clause: '4.2', passedOver: 'B', takenBy: 'C' }]);
    expect(result.explanation.at(-2)?.text).toBe('B is passed over by clause 4.2; C takes the seat.');
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
    expect(result.caps.map(({ passedOver, takenBy }) => [passedOver, takenBy])).toEqual(
      Array.from('BCDE', (id) => [id, null]),
    );
  });

  it('free seats that successors take in order, whoever is held back on the way being named', () => {
    const result = seat(3, cap(1, 'ABCD'));
    expect(electionOf(result)).toMatchObject({ elected: ['A', 'E'], openSeats: 1 });
    expect(result.caps.map(({ passedOver, takenBy }) => [passedOver, takenBy])).toEqual([
      ['B', 'E'],
      ['D', 'E'],
      ['C', null],
    ]);
  });

  it('do not choose between equals of one group by the order of the options', () => {
    const input = { rule: 'schulze', ballots: rankings('1 A=B>C'), seats: 2, caps: [cap(1, 'AB')] };
    for (const options of ['ABC', 'BAC']) {
      const open = counted({ ...input, options });
      expect(electionOf(open)).toMatchObject({ elected: [], openSeats: 2 });
      expect(open.ties).toMatchObject([{ brokenBy: null }]);
      expect(electionOf(counted({ ...input, options, lot: ['B', 'A', 'C'] })).elected).toEqual(['B', 'C']);
    }
  });

  it('leave the choice between tied successors to the lot, and the seat open without one', () => {
    const tied = rankings('1 A>B>C=D');
    const input = { rule: 'schulze', options: 'ABCD', ballots: tied, seats: 2, caps: [cap(1, 'AB')] };
    const open = counted(input);
    expect(electionOf(open)).toMatchObject({ elected: ['A'], openSeats: 1 });
    expect(open.ties).toMatchObject([{ decided: 'seat', between: ['C', 'D'], brokenBy: null }]);
    const drawn = counted({ ...input, lot: ['B', 'D', 'C', 'A'] });
    expect(electionOf(drawn)).toMatchObject({ elected: ['A', 'D'], openSeats: 0 });
    expect(drawn.caps).toMatchObject([{ passedOver: 'B', takenBy: 'D' }]);
  });
});
