import { Underway } from './underway.js';

/** A promise with its end in hand. */
function held(): { readonly work: () => Promise<void>; readonly end: () => void } {
  let end: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => (end = resolve));
  return { work: () => promise, end };
}

describe('work that nobody waits for', () => {
  it('is waited for at the end, with what it begins itself', async () => {
    const underway = new Underway();
    const told: string[] = [];
    const [first, second] = [held(), held()];
    underway.begin(async () => {
      await first.work();
      underway.begin(async () => {
        await second.work();
        told.push('second');
      });
      told.push('first');
    });
    const ended = underway.ended().then(() => told.push('ended'));
    first.end();
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual(['first']);
    second.end();
    await ended;
    expect(told).toEqual(['first', 'second', 'ended']);
  });

  it('has ended when none was begun', async () => {
    await expect(new Underway().ended()).resolves.toBeUndefined();
  });
});
