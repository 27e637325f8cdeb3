import fc from 'fast-check';
import { isRefusal } from '#kernel';
import { ChairmanAssignment, deviationBound, type Weighting } from './apportionment.rules.js';
import { numbers } from './spec-support/numbers.js';

const anyone = () => true;

function begin(weightings: readonly Weighting[], slots: number): ChairmanAssignment {
  const assignment = ChairmanAssignment.begin(weightings, slots);
  if (isRefusal(assignment)) throw new Error(assignment.because);
  return assignment;
}

function sequence(weights: readonly number[], slots: number): (number | null)[] {
  const assignment = begin([{ fromSlot: 0, weights }], slots);
  return Array.from({ length: slots }, () => {
    assignment.advance();
    const sector = assignment.choose(anyone);
    if (sector !== null) assignment.give(sector);
    return sector;
  });
}

/** Counts the moments at which a sector is further from its due than the bound, by whole numbers of its own. */
function violations(weightings: readonly Weighting[], slots: number): number {
  const assignment = begin(weightings, slots);
  const sectors = weightings[0]!.weights.length;
  const parts = 2 * sectors - 2;
  const shares = new Array<number>(sectors).fill(0);
  const had = new Array<number>(sectors).fill(0);
  let [count, times] = [0, 0];
  let measure = 1;
  for (const { weights } of weightings) measure *= weights.reduce((all, weight) => all + weight, 0);
  for (let slot = 0; slot < slots; slot += 1) {
    if (weightings[times + 1]?.fromSlot === slot) times += 1;
    const { weights } = weightings[times]!;
    const scale = measure / weights.reduce((all, weight) => all + weight, 0);
    assignment.advance();
    const chosen = assignment.choose(anyone);
    assignment.give(chosen!);
    had[chosen!]! += 1;
    for (let sector = 0; sector < sectors; sector += 1) {
      shares[sector]! += weights[sector]! * scale;
      const apart = Math.abs(shares[sector]! - had[sector]! * measure);
      if (apart * parts > measure * (parts - 1)) count += 1;
    }
  }
  return count;
}

describe('sectors take turns', () => {
  it('equal sectors one after the other, in the order that was drawn', () => {
    expect(sequence([1, 1, 1], 6)).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it('a sector of double weight twice as often, never bunched', () => {
    expect(sequence([2, 1, 1], 8)).toEqual([0, 1, 2, 0, 0, 1, 2, 0]);
  });

  it('a single sector always', () => {
    expect(sequence([3], 3)).toEqual([0, 0, 0]);
    expect(deviationBound(1)).toEqual({ num: 0, den: 1 });
  });

  it('within 1 - 1/(2k - 2) of its due', () => {
    expect(deviationBound(2)).toEqual({ num: 1, den: 2 });
    expect(deviationBound(4)).toEqual({ num: 5, den: 6 });
  });
});

describe('the bound', () => {
  it('holds at every moment in 50,000 of 50,000 random cases', () => {
    const below = numbers(20261123);
    let broken = 0;
    for (let n = 0; n < 50_000; n += 1) {
      const sectors = 2 + below(6);
      const largest = 2 + below(40);
      const weights = Array.from({ length: sectors }, () => 1 + below(largest));
      broken += violations([{ fromSlot: 0, weights }], 5 + below(45));
    }
    expect(broken).toBe(0);
  });

  it('holds when weights change, announced beforehand', () => {
    const below = numbers(7);
    let broken = 0;
    for (let n = 0; n < 5_000; n += 1) {
      const sectors = 2 + below(5);
      const weights = () => Array.from({ length: sectors }, () => 1 + below(9));
      const changes = [0, 1 + below(10), 12 + below(10)].map((fromSlot) => ({
        fromSlot,
        weights: weights(),
      }));
      broken += violations(changes, 40);
    }
    expect(broken).toBe(0);
  });

  it('is broken by taking whoever is furthest behind, so the test can fail', () => {
    const weights = [1, 1, 1, 1, 6];
    const assignment = begin([{ fromSlot: 0, weights }], 20);
    const bound = deviationBound(5);
    let broken = 0;
    for (let slot = 0; slot < 20; slot += 1) {
      assignment.advance();
      const lags = weights.map((_, sector) => assignment.lag(sector));
      assignment.give(lags.indexOf(Math.min(...lags)));
      const worst = Math.max(...weights.map((_, sector) => Math.abs(assignment.lag(sector))));
      if (worst * bound.den > assignment.measure * bound.num) broken += 1;
    }
    expect(broken).toBeGreaterThan(0);
  });
});

describe('a sector that cannot take its turn', () => {
  it('passes it on, keeps its lag and is next as soon as it can', () => {
    const assignment = begin([{ fromSlot: 0, weights: [1, 1] }], 4);
    assignment.advance();
    expect(assignment.choose((sector) => sector === 1)).toBe(1);
    assignment.give(1);
    assignment.advance();
    expect(assignment.lag(0)).toBe(assignment.measure);
    expect(assignment.choose(anyone)).toBe(0);
  });

  it('leaves a slot to nobody where none can', () => {
    const assignment = begin([{ fromSlot: 0, weights: [1, 2] }], 4);
    assignment.advance();
    expect(assignment.choose(() => false)).toBeNull();
  });
});

describe('another sector than the rule would choose', () => {
  it('may take a slot exactly when the bound can still be kept', () => {
    const cases = fc.record({
      weights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 4 }),
      wishes: fc.array(fc.nat(3), { minLength: 14, maxLength: 14 }),
    });
    fc.assert(
      fc.property(cases, ({ weights, wishes }) => {
        const slots = wishes.length;
        const assignment = begin([{ fromSlot: 0, weights }], slots);
        const bound = deviationBound(weights.length);
        for (const wish of wishes) {
          assignment.advance();
          const wished = wish < weights.length && assignment.mayTake(wish, slots - 1);
          const taker = wished ? wish : assignment.choose(anyone)!;
          assignment.give(taker);
          for (let sector = 0; sector < weights.length; sector += 1) {
            const apart = Math.abs(assignment.lag(sector)) * bound.den;
            expect(apart).toBeLessThanOrEqual(assignment.measure * bound.num);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('weights of which none counts', () => {
  it.each([
    ['from the first turn on', [{ fromSlot: 0, weights: [0, 0] }]],
    [
      'later',
      [
        { fromSlot: 0, weights: [1, 1] },
        { fromSlot: 2, weights: [0, 0] },
      ],
    ],
    [
      'until sectors come',
      [
        { fromSlot: 0, weights: [0] },
        { fromSlot: 2, weights: [1] },
      ],
    ],
  ])('are refused: %s', (_, weightings) => {
    expect(ChairmanAssignment.begin(weightings, 4)).toMatchObject({ code: 'NO_SECTOR_HAS_TURNS' });
  });
});

describe('weights without a small common measure', () => {
  it('are refused', () => {
    const weightings = [7919, 7907, 7901, 7883, 7879].map((total, n) => ({
      fromSlot: n * 10,
      weights: [1, total - 1],
    }));
    expect(ChairmanAssignment.begin(weightings, 100)).toMatchObject({ code: 'WEIGHTS_TOO_FINE' });
  });
});
