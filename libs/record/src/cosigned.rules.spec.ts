import { headToProveBy, headToShow, WITNESS_GRACE, type CosignedHead } from './cosigned.rules.js';

const head = (size: number, isComplete: boolean, outdatedFor: number | null = null): CosignedHead => ({
  size,
  cosigned: { met: isComplete, have: isComplete ? 2 : 1, needed: 2 },
  outdatedFor,
});

describe('the checkpoint that strangers are shown', () => {
  it.each<[string, [CosignedHead, ...CosignedHead[]], number]>([
    ['the newest, when its quorum is complete', [head(9, true), head(7, true, 50)], 9],
    ['the one before, while the newest waits for its witnesses', [head(9, false), head(7, true, 50)], 7],
    ['that one until the last millisecond', [head(9, false), head(7, true, WITNESS_GRACE)], 7],
    ['the newest, when they were waited for in vain', [head(9, false), head(7, true, WITNESS_GRACE + 1)], 9],
    [
      'the newest, when they were waited for in vain all along',
      [head(9, false), head(8, false, 1), head(7, true, WITNESS_GRACE + 1)],
      9,
    ],
    ['the newest, when no quorum was ever complete', [head(9, false), head(7, false, 50)], 9],
    ['the only one', [head(1, false)], 1],
  ])('is %s', (_, heads, size) => {
    expect(headToShow(heads).size).toBe(size);
  });
});

describe('the checkpoint by which an entry is proved', () => {
  const heads: [CosignedHead, ...CosignedHead[]] = [
    head(9, false),
    head(7, true, 60_000),
    head(5, true, 90_000),
  ];

  it.each([
    ['the newest with a quorum that covers it', 4, 7],
    ['that one for its last entry', 6, 7],
    ['the newest, when no quorum covers it yet', 7, 9],
  ])('is %s', (_, leafIndex, size) => {
    expect(headToProveBy(heads, leafIndex).size).toBe(size);
  });
});
