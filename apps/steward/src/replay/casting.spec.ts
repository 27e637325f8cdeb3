import { changesMind, secondsToVote } from './casting.js';

describe('the time of a vote', () => {
  it.each([
    [1, 1000, 6],
    [307, 1000, 13],
    [307, 40, 27],
    [1000, 1, 2860],
  ])('for %d ballots at %d requests a second is %d seconds', (ballots, pace, seconds) => {
    expect(secondsToVote(ballots, pace)).toBe(seconds);
  });

  it('has every seventh voter change a ballot', () => {
    expect(Array.from({ length: 22 }, (_, place) => place).filter(changesMind)).toEqual([6, 13, 20]);
  });
});
