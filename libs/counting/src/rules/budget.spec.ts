import fc from 'fast-check';
import { add, compare, rational, subtract, ZERO } from '#kernel';
import { hasOpenTie, type BallotGroup } from '../index.js';
import { counted, fundedOf, type Counting } from '../spec-support/election.js';
import { evenPrice, slowShares } from '../spec-support/slow-budgets.js';

const projects = (costs: Record<string, number | string>) =>
  Object.entries(costs).map(([id, cost]) => ({ id, cost: String(cost) }));
const approvals = (...lines: string[]): BallotGroup[] =>
  lines.map((line) => {
    const [weight = '', ids = ''] = line.split(' ');
    return { ballot: { kind: 'approval', approved: Array.from(ids) }, weight: BigInt(weight) };
  });

describe('greedy participatory budget', () => {
  const greedy = (more: Partial<Counting> = {}) =>
    counted({
      rule: 'pb-greedy',
      options: projects({ A: 60, B: 50, C: 40, D: 10 }),
      budget: '100',
      ballots: approvals('5 A', '4 B', '3 C', '2 D'),
      ...more,
    });

  it('passes over what is too expensive, or stops there: two rules', () => {
    expect(fundedOf(greedy())).toEqual(['A', 'C']);
    expect(fundedOf(greedy({ params: { tooExpensive: 'stop' } }))).toEqual(['A']);
  });

  it('needs no order for tied projects that can all be paid, and leaves an open tie where it matters', () => {
    const ballots = approvals('3 A', '3 C', '3 B');
    expect(hasOpenTie(greedy({ ballots, budget: '150' }))).toBe(false);
    const open = greedy({ ballots });
    expect(fundedOf(open)).toEqual([]);
    expect(open.ties).toMatchObject([{ decided: 'purchase', between: ['A', 'B', 'C'], brokenBy: null }]);
    expect(fundedOf(greedy({ ballots, params: { tie: 'min_cost' } }))).toEqual(['C', 'B']);
    expect(fundedOf(greedy({ ballots, lot: ['A', 'D', 'B', 'C'] }))).toEqual(['A', 'C']);
  });

  it('does not buy what nobody voted for, and counts in cents where costs have them', () => {
    const result = greedy({
      options: projects({ A: '99.99', D: '0.02' }),
      ballots: approvals('1 A'),
      budget: '100.01',
    });
    expect(result.outcome).toEqual({
      kind: 'funding',
      funded: [{ id: 'A', cost: '99.99' }],
      spent: '99.99',
      left: '0.02',
    });
  });

  it('refuses a vote without a budget or with a project without a cost', () => {
    const bare = { rule: 'pb-greedy', ballots: approvals('1 A') };
    expect(() => counted({ ...bare, options: projects({ A: 1 }) })).toThrow('BUDGET_MISSING');
    expect(() => counted({ ...bare, options: 'A', budget: '1' })).toThrow('COST_MISSING');
  });
});

describe('equal shares', () => {
  const shares = (more: Partial<Counting>) =>
    counted({ rule: 'equal-shares', options: [], ballots: [], ...more });

  it('gives a minority its share where votes alone would give it nothing', () => {
    const options = projects({ A: 30, B: 30, C: 30, D: 30 });
    const ballots = approvals('6 ABC', '3 D');
    expect(fundedOf(shares({ options, ballots, budget: '90', lot: ['A', 'B', 'C', 'D'] }))).toEqual([
      'A',
      'B',
      'D',
    ]);
    const greedy = counted({ rule: 'pb-greedy', options, ballots, budget: '90' });
    expect(fundedOf(greedy)).toEqual(['A', 'B', 'C']);
  });

  it('takes a project for worth what it costs, unless one is declared as good as another', () => {
    const options = projects({ A: 100, B: 20 });
    const ballots = approvals('4 A', '3 AB', '3 B');
    // By cost A costs its supporters 1/7 per use and B 1/6; by number A 100/7 and B 20/6.
    const order = (utility: string) =>
      fundedOf(shares({ options, ballots, budget: '200', params: { utility } }));
    expect(order('cost')).toEqual(['A', 'B']);
    expect(order('cardinality')).toEqual(['B', 'A']);
  });

  it('raises the shares until nothing more can be paid, or as long as the budget holds', () => {
    const options = projects({ A: 60, B: 50, C: 40 });
    const ballots = approvals('3 A', '2 B', '2 C');
    const completed = (params: object) =>
      shares({ options, ballots, budget: '100', params: { tie: 'min_cost', ...params } });
    expect(fundedOf(completed({}))).toEqual([]);
    expect(fundedOf(completed({ completion: 'add1' }))).toEqual(['A', 'C']);
    expect(fundedOf(completed({ completion: 'utilitarian' }))).toEqual(['A', 'C']);
    expect(completed({ completion: 'add1' }).explanation[0]?.text).toBe(
      'Every voter has a share of 20, raised 6 times.',
    );
  });

  it('ends at the first exhaustive step, or goes on to the last affordable one: two rules', () => {
    const options = projects({ C: 35, D: 50 });
    const ballots = approvals('2 C', '6 CD', '3 D');
    // With 5 each only C can be paid, and 25 are left. With 6, 7 or 8 D comes first, being cheaper for its nine
    // supporters, and C cannot be paid any more. With 9 both can, which is more than there is.
    const completed = (add1Stop: string) =>
      shares({ options, ballots, budget: '60', params: { completion: 'add1', add1Stop } });
    expect(fundedOf(completed('first_exhaustive'))).toEqual(['C']);
    expect(fundedOf(completed('last_affordable'))).toEqual(['D']);
    expect(completed('last_affordable').explanation[0]?.text).toBe(
      'Every voter has a share of 8, raised 3 times.',
    );
  });

  it('does not buy what is dearer by less than a 53-bit number tells, and buys what costs just all the money', () => {
    const buy = (cost: string, voters: number) =>
      fundedOf(
        shares({
          options: projects({ A: cost }),
          ballots: Array.from({ length: voters }, () => approvals('1 A')).flat(),
          budget: '1',
        }),
      );
    expect(buy('1.0000000000000000001', 10)).toEqual([]);
    // Ten times a tenth, added up in 53-bit numbers, is less than 1.
    expect(buy('1', 10)).toEqual(['A']);
    expect(buy('1', 3)).toEqual(['A']);
  });

  it('reports a tie that nothing declared tells apart', () => {
    const more = { options: projects({ A: 10, B: 10 }), ballots: approvals('2 A', '2 B'), budget: '40' };
    expect(shares(more).ties).toMatchObject([{ between: ['A', 'B'], brokenBy: null }]);
    expect(fundedOf(shares({ ...more, lot: ['B', 'A'] }))).toEqual(['B', 'A']);
  });

  const costArb = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
  const voterArb = fc.array(fc.subarray([0, 1, 2, 3, 4, 5]), { minLength: 1, maxLength: 9 });

  it('buys what the slow count of single voters buys, and stays within the budget', () => {
    fc.assert(
      fc.property(
        costArb,
        voterArb,
        fc.integer({ min: 5, max: 120 }),
        fc.constantFrom('cost' as const, 'cardinality' as const),
        (costs, votes, budget, utility) => {
          const voters = votes.map((ids) => ids.filter((id) => id < costs.length));
          const result = shares({
            options: costs.map((cost, at) => ({ id: String(at), cost: String(cost) })),
            ballots: voters.map((ids) => ({
              ballot: { kind: 'approval', approved: ids.map(String) },
              weight: 1n,
            })),
            budget: String(budget),
            params: { utility },
          });
          const expected = slowShares(
            {
              costs: new Map(costs.map((cost, at) => [String(at), cost])),
              voters: voters.map((ids) => ids.map(String)),
              budget,
              lot: null,
            },
            utility,
          );
          if (expected === null) expect(hasOpenTie(result)).toBe(true);
          else expect(fundedOf(result)).toEqual(expected);
          const spent = fundedOf(result).reduce((sum, id) => sum + (costs[Number(id)] ?? 0), 0);
          expect(spent).toBeLessThanOrEqual(budget);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('leaves no group that could pay for a project with its shares alone without any use of it (EJR up to one)', () => {
    fc.assert(
      fc.property(costArb, voterArb, fc.integer({ min: 5, max: 120 }), (costs, votes, budget) => {
        const voters = votes.map((ids) => ids.filter((id) => id < costs.length));
        const result = shares({
          options: costs.map((cost, at) => ({ id: String(at), cost: String(cost) })),
          ballots: voters.map((ids) => ({
            ballot: { kind: 'approval', approved: ids.map(String) },
            weight: 1n,
          })),
          budget: String(budget),
          lot: costs.map((_, at) => String(at)),
        });
        const funded = fundedOf(result);
        for (const [project, cost] of costs.entries()) {
          const group = voters.filter((ids) => ids.includes(project));
          if (group.length * budget < cost * voters.length || funded.includes(String(project))) continue;
          const utilities = group.map((ids) =>
            ids.reduce((sum, id) => (funded.includes(String(id)) ? sum + (costs[id] ?? 0) : sum), 0),
          );
          const largest = Math.max(...costs.filter((_, at) => !funded.includes(String(at))));
          expect(Math.max(...utilities) + largest).toBeGreaterThanOrEqual(cost);
        }
      }),
    );
  });

  it('is priceable: supporters pay what is bought from their shares alone, and cannot pay for anything else', () => {
    fc.assert(
      fc.property(costArb, voterArb, fc.integer({ min: 5, max: 120 }), (costs, votes, budget) => {
        const voters = votes.map((ids) => ids.filter((id) => id < costs.length));
        const result = shares({
          options: costs.map((cost, at) => ({ id: String(at), cost: String(cost) })),
          ballots: voters.map((ids) => ({
            ballot: { kind: 'approval', approved: ids.map(String) },
            weight: 1n,
          })),
          budget: String(budget),
          lot: costs.map((_, at) => String(at)),
        });
        const funded = fundedOf(result).map(Number);
        const money = voters.map(() => rational(BigInt(budget), BigInt(voters.length)));
        const supportersOf = (project: number) =>
          voters.flatMap((ids, at) => (ids.includes(project) ? [at] : []));
        const moneyOf = (project: number) => supportersOf(project).map((at) => money[at] ?? ZERO);
        for (const project of funded) {
          const price = evenPrice(moneyOf(project).sort(compare), costs[project] ?? 0);
          expect(price).not.toBeNull();
          for (const at of supportersOf(project)) {
            const own = money[at] ?? ZERO;
            money[at] = price === null || compare(own, price) < 0 ? ZERO : subtract(own, price);
          }
        }
        for (const [project, cost] of costs.entries()) {
          if (funded.includes(project)) continue;
          expect(compare(moneyOf(project).reduce(add, ZERO), rational(BigInt(cost)))).toBe(-1);
        }
      }),
    );
  });

  it('gives the same for grouped and for single ballots, and for money in another unit', () => {
    const options = projects({ A: 30, B: 25, C: 40 });
    const grouped = shares({ options, ballots: approvals('3 AB', '2 C', '2 BC'), budget: '80' });
    const single = approvals(...['AB', 'C', 'BC', 'AB', 'C', 'BC', 'AB'].map((ids) => `1 ${ids}`));
    expect(shares({ options, ballots: single, budget: '80' })).toEqual(grouped);
    const cents = shares({
      options: projects({ A: '0.3', B: '0.25', C: '0.4' }),
      ballots: single,
      budget: '0.8',
    });
    expect(fundedOf(cents)).toEqual(fundedOf(grouped));
  });
});
