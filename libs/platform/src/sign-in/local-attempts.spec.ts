import { LocalAttempts } from './local-attempts.js';

describe('attempts counted by one process', () => {
  let millis = 0;
  const attempts = () => new LocalAttempts({ count: 3, seconds: 60 }, () => millis);

  beforeEach(() => {
    millis = 1_000_000;
  });

  it('are allowed up to the limit in any such span of time', () => {
    const counted = attempts();
    const takeAt = (seconds: number) => {
      millis = 1_000_000 + seconds * 1000;
      return counted.take(['one']);
    };
    expect([0, 20, 40, 59.9].map(takeAt)).toEqual([true, true, true, false]);
    expect([60, 60, 79.9, 80].map(takeAt)).toEqual([true, false, false, true]);
  });

  it('are counted by each key, and every key must allow', () => {
    const counted = attempts();
    for (let n = 0; n < 3; n += 1) expect(counted.take(['ada', 'office'])).toBe(true);
    expect(counted.take(['bob', 'office'])).toBe(false);
    expect(counted.take(['ada', 'home'])).toBe(false);
    expect(counted.take(['bob', 'home'])).toBe(true);
  });

  it('are refused when there are more keys than can be remembered, until old ones are forgotten', () => {
    const counted = attempts();
    for (let n = 0; n < 10_000; n += 1) expect(counted.take([`key ${n}`])).toBe(true);
    expect(counted.take(['one more'])).toBe(false);
    millis += 60_001;
    expect(counted.take(['one more'])).toBe(true);
  });
});
