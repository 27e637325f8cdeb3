import fc from 'fast-check';
import { hasOpenTie } from '../index.js';
import { counted, electionOf, rankings } from '../spec-support/election.js';

const stv = (seats: number, lines: string[], params = {}, options = 'ABCD', lot?: string) =>
  counted({
    rule: 'stv-rctab',
    options,
    seats,
    params,
    ballots: rankings(...lines),
    ...(lot ? { lot: Array.from(lot) } : {}),
  });

describe('the single transferable vote as RCTab counts it', () => {
  it('moves that part of each paper on which the winner does not need, cut to the decimals of the count', () => {
    // Threshold floor(10 / 3) + 1 = 4. A has 7, so 3/7 = 0.42 of each paper moves: 2.94, and 0.06 are lost.
    const result = stv(2, ['5 A>B', '2 A>C', '3 D'], { decimals: 2 });
    expect(result.rounds[0]).toMatchObject({
      quota: '4',
      elected: ['A'],
      transfers: [
        { from: 'A', to: 'B', votes: '2.1' },
        { from: 'A', to: 'C', votes: '0.84' },
      ],
    });
    expect(result.rounds[1]).toMatchObject({ rounding: '0.06', eliminated: ['C'] });
    expect(result.rounds[1]?.tallies[0]).toEqual({ id: 'A', votes: '4' });
  });

  it.each([
    ['droop', 'whole', '4'],
    ['droop', 'fractional', '3.3334'],
    ['hare', 'whole', '5'],
    ['hare', 'fractional', '5'],
  ])('takes a threshold of %s and %s for 10 votes and 2 seats', (quota, threshold, expected) => {
    const result = stv(2, ['5 A>B', '2 A>C', '3 D'], { quota, threshold });
    expect(result.rounds[0]?.quota).toBe(expected);
  });

  it('rounds a quota of Hare up, so that no more reach it than there are seats', () => {
    const lines = ['5 A', '4 B', '2 C'];
    expect(stv(2, lines, { quota: 'hare' }).rounds[0]?.quota).toBe('6');
    expect(stv(2, lines, { quota: 'hare', threshold: 'fractional' }).rounds[0]?.quota).toBe('5.5');
  });

  it('elects all who reach the threshold in one round, or one at a time', () => {
    const lines = ['5 A>C', '4 B>C', '1 C'];
    expect(stv(2, lines).rounds[0]?.elected).toEqual(['A', 'B']);
    const one = stv(2, lines, { winnersPerRound: 'one' });
    expect(one.rounds.map(({ elected }) => elected).slice(0, 2)).toEqual([['A'], ['B']]);
    expect(hasOpenTie(stv(2, ['4 A', '4 B', '1 C'], { winnersPerRound: 'one' }))).toBe(true);
  });

  it('fills the last seats with whoever is left, surplus or not', () => {
    const result = stv(2, ['4 A', '1 B', '1 C'], {}, 'ABC', 'ABC');
    expect(electionOf(result)).toMatchObject({ elected: ['A', 'B'], openSeats: 0 });
    expect(result.rounds.at(-1)?.tallies).toContainEqual({ id: 'B', votes: '1' });
  });

  it('leaves a tie for elimination open without a lot', () => {
    const open = stv(1, ['3 A', '2 B', '2 C']);
    expect(hasOpenTie(open)).toBe(true);
    expect(electionOf(open)).toMatchObject({ elected: [], openSeats: 1 });
  });

  it('eliminates write-ins that nobody declared first, and elects nobody before', () => {
    const result = counted({
      rule: 'stv-rctab',
      options: [{ id: 'A' }, { id: 'B' }, { id: 'W', writeIns: true }],
      seats: 1,
      ballots: rankings('6 A', '2 B', '3 W>B'),
    });
    expect(result.rounds[0]).toMatchObject({ elected: [], eliminated: ['W'] });
    expect(electionOf(result).elected).toEqual(['A']);
  });

  it('keeps every vote in every round', () => {
    const row = fc.tuple(
      fc.array(fc.subarray(['A', 'B', 'C', 'D'], { maxLength: 2 }), { maxLength: 4 }),
      fc.integer({ min: 1, max: 9 }),
    );
    const text = ([places, weight]: [string[][], number]) =>
      `${weight} ${places.map((place) => place.join('=')).join('>')}`;
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 3 }),
        fc.record({
          overvote: fc.constantFrom('exhaust', 'skip', 'exhaust_if_multiple_continuing'),
          threshold: fc.constantFrom('whole', 'fractional'),
          quota: fc.constantFrom('droop', 'hare'),
          winnersPerRound: fc.constantFrom('one', 'several'),
          decimals: fc.integer({ min: 0, max: 5 }),
          maxSkipped: fc.constantFrom(1, 1000),
        }),
        (rows, seats, params) => {
          const result = stv(seats, rows.map(text), params, 'ABCD', 'CADB');
          expect(electionOf(result)).toMatchObject({ openSeats: 0 });
          for (const { tallies, inactive, rounding } of result.rounds) {
            const { exhausted, overvotes, skipped, repeated } = inactive;
            const parts = [
              ...tallies.map(({ votes }) => votes),
              exhausted,
              overvotes,
              skipped,
              repeated,
              rounding,
            ];
            const units = parts.reduce((sum, part) => sum + Math.round(Number(part) * 100_000), 0);
            expect(units).toBe(Number(result.input.valid) * 100_000);
          }
        },
      ),
    );
  });
});
