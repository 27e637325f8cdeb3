import { counted, rankings } from './spec-support/election.js';

describe('long work can be looked at', () => {
  it.each(['irv', 'stv-scottish', 'stv-meek-prf', 'stv-rctab'])(
    '%s tells of each round, and counts alike',
    (rule) => {
      const counting = { rule, options: 'ABCD', ballots: rankings('5 A>B', '4 B', '3 C>B', '2 D>C') };
      const seen: number[] = [];
      const result = counted({ ...counting, onStep: (steps) => seen.push(steps) });
      expect(result).toEqual(counted(counting));
      expect(seen.length).toBeGreaterThan(1);
      expect(seen).toEqual(seen.map((_, at) => at + 1));
    },
  );

  it('equal shares tell of each time that the shares are raised', () => {
    const approve = (weight: bigint, id: string) =>
      ({ ballot: { kind: 'approval', approved: [id] }, weight }) as const;
    const seen: number[] = [];
    counted({
      rule: 'equal-shares',
      options: [
        { id: 'A', cost: '60' },
        { id: 'B', cost: '50' },
        { id: 'C', cost: '40' },
      ],
      ballots: [approve(3n, 'A'), approve(2n, 'B'), approve(2n, 'C')],
      budget: '100',
      params: { completion: 'add1', tie: 'min_cost' },
      onStep: (steps) => seen.push(steps),
    });
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
