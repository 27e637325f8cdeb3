import fc from 'fast-check';
import { isRefusal, type PersonId, type SectorId } from '#kernel';
import { balancesOf, type StandingTurn } from './balance.rules.js';
import { planTurns } from './rotation.rules.js';
import type { Member, SectorOrAll, Slot } from './rotation.types.js';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const week = (n: number) => new Date(Date.UTC(2026, 0, 5) + n * WEEK_MS);
const weeks = (count: number): Slot[] =>
  Array.from({ length: count }, (_, n) => ({ beginsAt: week(n), endsAt: week(n + 1) }));

const LABOUR = 'labour' as SectorId;

/** Somebody who is free in the weeks that are marked: `'x-x'` in the first and the third. */
function member(name: string, free: string, sectorId: SectorOrAll = null): Member {
  return {
    personId: name as PersonId,
    sectorId,
    present: [{ from: week(-1), until: null }],
    away: Array.from(free).flatMap((mark, n) =>
      mark === 'x' ? [] : [{ from: week(n), until: week(n + 1) }],
    ),
  };
}

const turn = (name: string | null, isFixed = false, sectorId: SectorOrAll = null): StandingTurn => ({
  personId: name as PersonId | null,
  sectorId,
  isFixed,
});

describe('how evenly turns are shared', () => {
  const balance = (members: readonly Member[], turns: readonly StandingTurn[]) =>
    balancesOf({ slots: weeks(turns.length), sectors: [null], members }, turns)[0];

  it('is as even as can be where nobody has two turns more than another', () => {
    const members = [member('Ana', 'xxx'), member('Bo', 'xxx')];
    expect(balance(members, [turn('Ana'), turn('Bo'), turn('Ana')])).toEqual({
      sectorId: null,
      fewest: 1,
      most: 2,
      isOptimal: true,
    });
  });

  it('is not where a turn can go to somebody who has two fewer, directly or along a chain', () => {
    const direct = [member('Ana', 'xx'), member('Bo', 'xx')];
    expect(balance(direct, [turn('Ana'), turn('Ana')])).toMatchObject({ isOptimal: false, most: 2 });
    const chain = [member('Ana', 'xx-'), member('Bo', 'x-x'), member('Cy', '--x')];
    const turns = [turn('Ana'), turn('Ana'), turn('Bo')];
    expect(balance(chain, turns)).toMatchObject({ isOptimal: false, fewest: 0, most: 2 });
  });

  it('is where only one who is away has fewer, and where what is uneven is fixed', () => {
    const away = [member('Ana', 'xx'), member('Bo', '--')];
    expect(balance(away, [turn('Ana'), turn('Ana')])).toMatchObject({ isOptimal: true, fewest: 0, most: 2 });
    const fixed = [turn('Ana', true), turn('Ana', true)];
    expect(balance([member('Ana', 'xx'), member('Bo', 'xx')], fixed)).toMatchObject({ isOptimal: true });
  });

  it('counts each sector by itself, and turns of nobody nowhere', () => {
    const members = [member('Ana', 'xxx', LABOUR), member('Bo', 'xxx', LABOUR)];
    const turns = [turn('Ana', false, LABOUR), turn(null), turn('Ana', false, LABOUR)];
    const sectors = [LABOUR, 'culture' as SectorId];
    expect(balancesOf({ slots: weeks(3), sectors, members }, turns)).toEqual([
      { sectorId: LABOUR, fewest: 0, most: 2, isOptimal: false },
      { sectorId: 'culture', fewest: null, most: null, isOptimal: true },
    ]);
  });
});

const SIZE = { people: 3, slots: 5 };
const rosters = fc.array(
  fc.string({
    unit: fc.constantFrom('x', 'x', '-'),
    minLength: SIZE.slots,
    maxLength: SIZE.slots,
  }),
  { minLength: SIZE.people, maxLength: SIZE.people },
);
const choices = fc.array(fc.tuple(fc.nat(), fc.boolean()), { minLength: SIZE.slots, maxLength: SIZE.slots });

const squares = (turns: readonly (string | null)[]) =>
  ['0', '1', '2'].reduce((all, name) => all + turns.filter((one) => one === name).length ** 2, 0);

/** The least sum of squares that any assignment has which keeps what is fixed; slots that nobody can take stay open. */
function least(
  free: readonly string[],
  turns: readonly StandingTurn[],
  done: (string | null)[] = [],
): number {
  const slot = done.length;
  const standing = turns[slot];
  if (!standing) return squares(done);
  if (standing.isFixed || standing.personId === null) return least(free, turns, [...done, standing.personId]);
  return Math.min(
    ...free.flatMap((marks, n) => (marks[slot] === 'x' ? [least(free, turns, [...done, String(n)])] : [])),
  );
}

it('the proof holds exactly where no assignment has a smaller sum of squares, tried one by one', () => {
  fc.assert(
    fc.property(rosters, choices, (free, chosen) => {
      const turns = chosen.map(([pick, isFixed], slot): StandingTurn => {
        const able = free.flatMap((marks, n) => (marks[slot] === 'x' ? [String(n)] : []));
        return turn(able[pick % able.length] ?? null, isFixed);
      });
      const members = free.map((marks, n) => member(String(n), marks));
      const [balance] = balancesOf({ slots: weeks(SIZE.slots), sectors: [null], members }, turns);
      const sum = squares(turns.map(({ personId }) => personId));
      expect(balance?.isOptimal).toBe(sum === least(free, turns));
    }),
    { numRuns: 500 },
  );
});

it('every plan has it, also under absences and beside what is fixed', () => {
  fc.assert(
    fc.property(rosters, choices, (free, chosen) => {
      const members = free.map((marks, n) => member(String(n), marks));
      const slots = weeks(SIZE.slots);
      const fixed = new Map(
        chosen.flatMap(([pick, isFixed], slot) =>
          isFixed ? [[slot, turn(String(pick % SIZE.people))] as const] : [],
        ),
      );
      const weightings = [{ fromSlot: 0, weights: [1] }];
      const plan = planTurns({
        slots,
        sectors: [null],
        weightings,
        members,
        spacing: 2,
        fixed,
        previous: new Map(),
      });
      if (isRefusal(plan)) throw new Error(plan.because);
      const turns = plan.turns.map((one) => ({ ...one, isFixed: fixed.has(one.slot) }));
      expect(plan.isOptimal).toBe(true);
      expect(balancesOf({ slots, sectors: [null], members }, turns)[0]?.isOptimal).toBe(true);
    }),
    { numRuns: 300 },
  );
});
