import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { inParallel } from './workers.js';

describe('work in parallel', () => {
  it('keeps the order of the items, and never has more at hand than hands', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5), { maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        async (turns, hands) => {
          let [now, most] = [0, 0];
          const told: number[] = [];
          const results = await inParallel(
            turns,
            { hands, done: (finished) => told.push(finished) },
            async (wait, place) => {
              now += 1;
              most = Math.max(most, now);
              for (let n = 0; n < wait; n += 1) await turn();
              now -= 1;
              return `${place}:${wait}`;
            },
          );
          expect(results).toEqual(turns.map((wait, place) => `${place}:${wait}`));
          expect(most).toBeLessThanOrEqual(hands);
          expect(told).toEqual(turns.map((_, place) => place + 1));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('fails with the first failure and begins nothing after it', async () => {
    const begun: number[] = [];
    const work = inParallel([0, 1, 2, 3, 4, 5, 6, 7], { hands: 2 }, async (item) => {
      begun.push(item);
      await turn();
      if (item === 2) throw new Error('the third');
    });
    await expect(work).rejects.toThrow('the third');
    await turn();
    expect(begun).toEqual([0, 1, 2, 3]);
  });
});
