import fc from 'fast-check';
import { hasOpenTie, type Ballot, type BallotGroup } from '../index.js';
import { counted, electionOf, rankings } from '../spec-support/election.js';
import { scores } from '../spec-support/scores.js';

const approvals = (...lines: string[]): BallotGroup[] =>
  lines.map((line) => {
    const [weight = '', ids = ''] = line.split(' ');
    const ballot: Ballot = { kind: 'approval', approved: Array.from(ids) };
    return { ballot, weight: BigInt(weight) };
  });

describe('approval', () => {
  it('elects the most approved and leaves a tie for the last seat open', () => {
    const ballots = approvals('3 AB', '2 BC', '1 C', '2 ');
    const result = counted({ rule: 'approval', options: 'ABC', ballots, seats: 2 });
    expect(electionOf(result)).toMatchObject({ elected: ['B'], ranking: [['B'], ['A', 'C']], openSeats: 1 });
    expect(hasOpenTie(result)).toBe(true);
    expect(result.input.valid).toBe('8');
    const drawn = counted({ rule: 'approval', options: 'ABC', ballots, seats: 2, lot: ['C', 'A', 'B'] });
    expect(electionOf(drawn).elected).toEqual(['B', 'C']);
  });
});

describe('score', () => {
  const score = (lines: string[], params = {}) =>
    counted({ rule: 'score', options: 'ABC', ballots: scores(...lines), params });

  it('does not take an unrated option for one rated 0', () => {
    const lines = ['1 A5 B4', '3 B4', '1 C5'];
    expect(electionOf(score(lines)).ranking).toEqual([['A', 'C'], ['B']]);
    expect(electionOf(score(lines, { unrated: 'zero' })).ranking).toEqual([['B'], ['A', 'C']]);
  });

  it('puts behind all others whom too few have rated, where the charter says so', () => {
    const lines = ['1 A5 B4', '3 B4', '1 B1'];
    expect(electionOf(score(lines, { leastRated: '1/2' })).ranking).toEqual([['B'], ['A'], ['C']]);
    expect(electionOf(score(lines)).ranking).toEqual([['A'], ['B'], ['C']]);
  });

  it('compares exact averages, not rounded ones', () => {
    const result = score(['1 A1 B1 C1', '2 A1 B0', '3 C0'], { max: 3 });
    expect(result.explanation.map(({ text }) => text)).toEqual([
      'Place 1: A with 1 on average, 3 in all from 3 who rated.',
      'Place 2: B with 1/3 on average, 1 in all from 3 who rated.',
      'Place 3: C with 0.25 on average, 1 in all from 4 who rated.',
      'Elected: A.',
    ]);
  });

  it('refuses a scale without two scores, and a score off the scale', () => {
    expect(() => score(['1 A1'], { min: 3, max: 3 })).toThrow('BAD_PARAMETER');
    expect(() => score(['1 A1'], { min: 2, max: 3 })).toThrow('OFF_SCALE');
  });
});

describe('borda', () => {
  const borda = (lines: string[], params = {}) =>
    counted({ rule: 'borda', options: 'ABCD', ballots: rankings(...lines), params });
  const points = (lines: string[], params = {}) =>
    borda(lines, params).rounds[0]?.tallies.map(({ votes }) => votes);

  it('shares the points of the places that options stand in together', () => {
    expect(points(['1 A>B=C>D'])).toEqual(['3', '1.5', '1.5', '0']);
    expect(points(['2 A=B=C=D'])).toEqual(['3', '3', '3', '3']);
  });

  it('lets unranked options share the places below, or gives them nothing', () => {
    expect(points(['1 A>B'])).toEqual(['3', '2', '0.5', '0.5']);
    expect(points(['1 A>B'], { unranked: 'none' })).toEqual(['3', '2', '0', '0']);
  });

  it('hands out n(n-1)/2 points a ballot', () => {
    const place = fc.shuffledSubarray(['A', 'B', 'C', 'D'], { minLength: 1 });
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 9 }), (orders) => {
        const sum = points(orders.map((order) => `1 ${order.join('>')}`))?.reduce(
          (total, votes) => total + Number(votes),
          0,
        );
        expect(sum).toBe(6 * orders.length);
      }),
    );
  });
});
