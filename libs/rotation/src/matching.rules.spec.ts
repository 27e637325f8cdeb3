import { findImbalance } from './evenness.rules.js';
import { matchTurns } from './matching.rules.js';
import type { Balances, Matching, MatchingTask, Stint } from './matching.types.js';
import { numbers } from './spec-support/numbers.js';

const NOBODY = -1;

const beginningWith = (begin: Balances['begin']): Balances => ({ begin, end: () => undefined });

/** A task told by who is free in which slot: `'x-x'` is free in the first and the third. */
function task(free: readonly string[], given: Partial<MatchingTask> = {}): MatchingTask {
  const count = free[0]!.length;
  const stints = free.map((marks): Stint => {
    const marked = Uint8Array.from({ length: count }, (_, slot) => (marks[slot] === 'x' ? 1 : 0));
    return { from: 0, until: count, free: marked };
  });
  const none = new Int32Array(count).fill(NOBODY);
  return {
    stints,
    slots: Array.from({ length: count }, (_, slot) => slot),
    pinned: none,
    previous: none,
    balances: beginningWith(() => 0),
    ...given,
  };
}

const squares = (loads: Iterable<number>) => [...loads].reduce((all, load) => all + load * load, 0);

function changes({ previous, slots, pinned }: MatchingTask, { holders }: Matching): number {
  const moved = (slot: number) => previous[slot]! >= 0 && previous[slot] !== holders[slot];
  return slots.filter((slot) => pinned[slot]! < 0 && moved(slot)).length;
}

/** The best that any assignment reaches: the least sum of squares, and with it the fewest changes. */
function exhaustively(given: MatchingTask, starting: readonly number[]): [number, number] {
  const loads = [...starting];
  for (const stint of given.pinned) if (stint >= 0) loads[stint]! += 1;
  let best: [number, number] = [Infinity, Infinity];
  const open = given.slots.filter((slot) => given.pinned[slot]! < 0);
  const from = (index: number, moved: number): void => {
    const slot = open[index];
    if (slot === undefined) {
      const sum = squares(loads);
      if (sum < best[0] || (sum === best[0] && moved < best[1])) best = [sum, moved];
      return;
    }
    given.stints.forEach(({ free }, stint) => {
      if (free[slot] !== 1) return;
      loads[stint]! += 1;
      from(index + 1, moved + (given.previous[slot]! >= 0 && given.previous[slot] !== stint ? 1 : 0));
      loads[stint]! -= 1;
    });
  };
  from(0, 0);
  return best;
}

describe('turns are shared out', () => {
  it('one after the other where everybody is there', () => {
    const { holders, loads } = matchTurns(task(['xxxxxx', 'xxxxxx', 'xxxxxx']));
    expect([...holders]).toEqual([0, 1, 2, 0, 1, 2]);
    expect([...loads]).toEqual([2, 2, 2]);
  });

  it('along a chain where the obvious ones are away', () => {
    // The second can only take the first slot, so whoever took it at first moves on.
    const { holders, loads } = matchTurns(task(['xxx', 'x--', 'xx-']));
    expect([...loads]).toEqual([1, 1, 1]);
    expect([...holders]).toEqual([1, 2, 0]);
  });

  it('from the loads that history has left', () => {
    const { loads } = matchTurns(
      task(['xxxx', 'xxxx'], { balances: beginningWith((stint) => (stint === 0 ? 3 : 0)) }),
    );
    expect([...loads]).toEqual([4, 3]);
  });

  it('around turns that are pinned', () => {
    const pinned = Int32Array.from([NOBODY, 1, 1, NOBODY]);
    const { holders } = matchTurns(task(['xxxx', 'xxxx'], { pinned }));
    expect([...holders]).toEqual([0, 1, 1, 0]);
  });

  it('to one who joins later only from then on, beginning where the others are', () => {
    const given = task(['xxxxxxx', 'xxxxxxx', '----xxx']);
    const [a, b, joiner] = given.stints as [Stint, Stint, Stint];
    const { holders } = matchTurns({
      ...given,
      stints: [a, b, { ...joiner, from: 4 }],
      balances: beginningWith((stint, had) => (stint === 2 ? Math.floor((had(0) + had(1)) / 2) : 0)),
    });
    expect([...holders].filter((holder) => holder === 2)).toHaveLength(1);
  });

  it('to nobody where nobody is free', () => {
    expect([...matchTurns(task(['x-x', 'x--'])).holders]).toEqual([1, NOBODY, 0]);
  });
});

describe('an earlier plan', () => {
  it('is kept where it is balanced and everybody can still come', () => {
    const previous = Int32Array.from([2, 0, 1, 2, 0, 1]);
    const { holders } = matchTurns(task(['xxxxxx', 'xxxxxx', 'xxxxxx'], { previous }));
    expect([...holders]).toEqual([...previous]);
  });

  it('changes in one turn where one person cannot come and one has had fewer', () => {
    const previous = Int32Array.from([0, 1, 0, 1, 0]);
    const { holders } = matchTurns(task(['x-xxx', 'xxxx-', 'xxxxx'], { previous }));
    expect([...holders].filter((holder, slot) => holder !== previous[slot])).toHaveLength(1);
  });
});

describe('in 10,000 of 10,000 random cases', () => {
  it('no other assignment is more balanced, none so balanced keeps more turns, and the certificate says so', () => {
    const below = numbers(42);
    let wrong = 0;
    for (let n = 0; n < 10_000; n += 1) {
      const [people, count] = [1 + below(4), 1 + below(6)];
      const free = Array.from({ length: people }, () =>
        Array.from({ length: count }, () => (below(3) === 0 ? '-' : 'x')).join(''),
      );
      const slots = Array.from({ length: count }, (_, slot) => slot).filter((slot) =>
        free.some((marks) => marks[slot] === 'x'),
      );
      const anybody = () => Int32Array.from({ length: count }, () => below(people));
      const pinned = anybody().map((stint) => (below(6) === 0 ? stint : NOBODY));
      const previous = anybody().map((stint) => (below(3) === 0 ? NOBODY : stint));
      const starting = Array.from({ length: people }, () => below(3));
      const kept = pinned.map((stint, slot) => (slots.includes(slot) ? stint : NOBODY));
      const given = task(free, {
        slots,
        pinned: kept,
        previous,
        balances: beginningWith((stint) => starting[stint]!),
      });
      const matching = matchTurns(given);
      const [leastSquares, fewestChanges] = exhaustively(given, starting);
      if (squares(matching.loads) !== leastSquares) wrong += 1;
      if (changes(given, matching) !== fewestChanges) wrong += 1;
      if (findImbalance(given, matching)) wrong += 1;
    }
    expect(wrong).toBe(0);
  });
});

describe('the certificate', () => {
  it('names a chain by which a plan could be more balanced', () => {
    const given = task(['xxx', 'xx-', '-xx']);
    const lopsided = { holders: Int32Array.from([0, 0, 0]), loads: Int32Array.from([3, 0, 0]) };
    expect(findImbalance(given, lopsided)).toEqual({ from: 0, to: 1 });
  });

  it('finds a chain of two turns', () => {
    const given = task(['xx--', 'xx-x', '---x']);
    const matching = { holders: Int32Array.from([0, 0, NOBODY, 1]), loads: Int32Array.from([2, 1, 0]) };
    expect(findImbalance({ ...given, slots: [0, 1, 3] }, matching)).toEqual({ from: 0, to: 2 });
  });
});
