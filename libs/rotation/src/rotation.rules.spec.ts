import fc from 'fast-check';
import { isRefusal, type PersonId, type SectorId } from '#kernel';
import { planTurns } from './rotation.rules.js';
import { plainTurns } from './spec-support/plain-planner.js';
import type { FixedTurn, Member, Plan, Planning, Slot } from './rotation.types.js';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const week = (n: number) => new Date(Date.UTC(2026, 0, 5) + n * WEEK_MS);
const weeks = (count: number): Slot[] =>
  Array.from({ length: count }, (_, n) => ({ beginsAt: week(n), endsAt: week(n + 1) }));

const person = (name: string) => name as PersonId;
const LABOUR = 'labour' as SectorId;
const CULTURE = 'culture' as SectorId;

type Away = readonly [number, number];

function member(name: string, sectorId: SectorId | null, away: readonly Away[] = []): Member {
  return {
    personId: person(name),
    sectorId,
    present: [{ from: week(-10), until: null }],
    away: away.map(([from, until]) => ({ from: week(from), until: week(until) })),
  };
}

function planning(members: readonly Member[], count: number, given: Partial<Planning> = {}): Planning {
  return {
    slots: weeks(count),
    sectors: [null],
    weightings: [{ fromSlot: 0, weights: [1] }],
    members,
    spacing: 2,
    fixed: new Map(),
    previous: new Map(),
    ...given,
  };
}

function plan(given: Planning): Plan {
  const planned = planTurns(given);
  if (isRefusal(planned)) throw new Error(planned.because);
  return planned;
}

const names = ({ turns }: Plan) => turns.map(({ personId }) => personId);

function asBefore({ turns }: Plan): Map<number, FixedTurn> {
  return new Map(turns.map(({ slot, personId, sectorId }) => [slot, { personId, sectorId }]));
}

describe('a plan', () => {
  it('says of every turn why it is whose it is', () => {
    const members = [member('Ana', LABOUR), member('Bo', LABOUR, [[2, 3]]), member('Cy', CULTURE)];
    const sectors = [LABOUR, CULTURE];
    const made = plan(
      planning(members, 4, { sectors, weightings: [{ fromSlot: 0, weights: [2, 1] }], spacing: 1 }),
    );
    expect(names(made)).toEqual(['Bo', 'Cy', 'Ana', 'Bo']);
    expect(made.turns[2]).toEqual({
      slot: 2,
      sectorId: LABOUR,
      personId: 'Ana',
      reason: {
        lag: 3,
        parts: 3,
        passedOver: [],
        had: 0,
        fewest: 1,
        most: 1,
        away: ['Bo'],
        before: 'Cy',
      },
    });
    expect(made.isOptimal).toBe(true);
  });

  it('passes a slot of a sector that has nobody free to another, and gives it back at once', () => {
    const members = [member('Ana', LABOUR, [[0, 1]]), member('Cy', CULTURE)];
    const equal = { sectors: [LABOUR, CULTURE], weightings: [{ fromSlot: 0, weights: [1, 1] }] };
    const made = plan(planning(members, 4, equal));
    expect(names(made)).toEqual(['Cy', 'Ana', 'Ana', 'Cy']);
    expect(made.turns[0]?.reason.passedOver).toEqual([LABOUR]);
  });

  it('leaves a turn open that nobody can take', () => {
    const made = plan(planning([member('Ana', null, [[1, 2]]), member('Bo', null, [[1, 2]])], 3));
    expect(names(made)).toEqual(['Ana', null, 'Bo']);
  });

  it('gives nobody two turns in a row where others can take one', () => {
    const members = ['Ana', 'Bo', 'Cy', 'Di'].map((name, n) => member(name, null, [[n * 2, n * 2 + 3]]));
    const made = plan(planning(members, 30));
    expect(made.tooClose).toBe(0);
  });
});

describe('somebody who joins', () => {
  it('has a fair share from then on and catches up on nothing', () => {
    const joiner = { ...member('Cy', null), present: [{ from: week(10), until: null }] };
    const made = plan(planning([member('Ana', null), member('Bo', null), joiner], 22));
    const after = names(made).slice(10);
    expect(after.filter((name) => name === 'Cy')).toHaveLength(4);
    expect(made.turns.find(({ personId }) => personId === 'Cy')?.reason.had).toBe(5);
  });
});

describe('those who come and go between two turns of a sector', () => {
  const sectors = [LABOUR, CULTURE];
  const rare = { sectors, weightings: [{ fromSlot: 0, weights: [1, 5] }], spacing: 1 };
  const from = (name: string, ...present: readonly (readonly [number, number | null])[]): Member => ({
    ...member(name, LABOUR),
    present: present.map(([begin, end]) => ({ from: week(begin), until: end === null ? null : week(end) })),
  });

  it('are neither ahead nor behind when they come back, for no turn went past them', () => {
    const guest = from('Guest', [7, 8], [20, null]);
    const made = plan(planning([guest, member('Ana', LABOUR), member('Cy', CULTURE)], 36, rare));
    const first = made.turns.find(({ personId }) => personId === guest.personId)!;
    const others = made.turns.filter(({ slot, personId }) => personId === 'Ana' && slot < 20);
    expect(first.reason.had).toBe(others.length);
  });

  it('find the counts of all who came before, in whatever order they are listed', () => {
    const ana = member('Ana', LABOUR);
    const come = [from('Second', [27, null]), from('First', [26, null])];
    const made = plan(planning([...come, ana, member('Cy', CULTURE)], 60, rare));
    const had = made.turns.find(({ personId }) => personId === 'Second')!.reason.had;
    const before = made.turns.filter(({ slot, personId }) => personId === 'Ana' && slot < 27);
    expect(had).toBe(before.length);
  });
});

describe('a person who sits for two sectors', () => {
  it('has a turn that is fixed counted in the sector that it is of alone', () => {
    const members = [LABOUR, CULTURE].flatMap((sector) => [
      member('Ana', sector),
      member(`Of ${sector}`, sector),
    ]);
    const given = planning(members, 12, {
      sectors: [LABOUR, CULTURE],
      weightings: [{ fromSlot: 0, weights: [1, 1] }],
    });
    const made = plan(given);
    const fixed = new Map([...asBefore(made)].filter(([slot]) => slot < 6));
    expect(names(plan({ ...given, fixed, previous: asBefore(made) }))).toEqual(names(made));
  });
});

describe('somebody who comes back', () => {
  it('keeps the balance with which they left, at most one turn', () => {
    const returner = {
      ...member('Cy', null),
      present: [
        { from: week(-1), until: week(6) },
        { from: week(26), until: null },
      ],
    };
    const made = plan(planning([member('Ana', null), member('Bo', null), returner], 38));
    const share = names(made)
      .slice(26)
      .filter((name) => name === 'Cy').length;
    expect(share).toBe(4);
  });
});

const absences = fc.array(
  fc.tuple(fc.nat(25), fc.integer({ min: 1, max: 4 })).map(([from, length]): Away => [from, from + length]),
  { maxLength: 4 },
);

const bodies = fc
  .tuple(
    fc.array(fc.tuple(fc.boolean(), absences), { minLength: 2, maxLength: 7 }),
    fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 2 }),
  )
  .map(([people, weights]) =>
    planning(
      people.map(([isLabour, away], n) => member(`Person ${n}`, isLabour ? LABOUR : CULTURE, away)),
      24,
      { sectors: [LABOUR, CULTURE], weightings: [{ fromSlot: 0, weights }] },
    ),
  );

describe('every plan', () => {
  it('is as even as absences allow, gives nobody a turn that they cannot take, and is the same when made again', () => {
    fc.assert(
      fc.property(bodies, (given) => {
        const made = plan(given);
        expect(made.isOptimal).toBe(true);
        for (const { slot, personId } of made.turns) {
          const { beginsAt, endsAt } = given.slots[slot]!;
          const holder = given.members.find((one) => one.personId === personId);
          expect(holder?.away.some(({ from, until }) => from < endsAt && beginsAt < until!) ?? false).toBe(
            false,
          );
        }
        expect(plan(given).turns).toEqual(made.turns);
      }),
      { numRuns: 300 },
    );
  });

  it('is within the bound at every moment while somebody of each sector is free', () => {
    fc.assert(
      fc.property(bodies, (given) => {
        const isEverybodyThere = given.sectors.every((sector) =>
          given.members.some(({ sectorId, away }) => sectorId === sector && away.length === 0),
        );
        fc.pre(isEverybodyThere);
        const { deviation, bound } = plan(given);
        expect(deviation.num * bound.den).toBeLessThanOrEqual(bound.num * deviation.den);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the plain planner', () => {
  const spans = fc.oneof(
    { weight: 3, arbitrary: fc.constant([{ from: week(-1), until: null }]) },
    fc
      .tuple(fc.nat(25), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 6 }), fc.nat(2))
      .map(([from, stay, gone, spanCount]) =>
        [
          { from: week(from), until: spanCount === 0 ? null : week(from + stay) },
          { from: week(from + stay + gone), until: null },
        ].slice(0, Math.max(1, spanCount)),
      ),
  );
  const cases = fc
    .record({
      sectorCount: fc.integer({ min: 1, max: 3 }),
      count: fc.integer({ min: 1, max: 36 }),
      people: fc.array(fc.record({ sector: fc.nat(2), away: absences, present: spans }), {
        minLength: 1,
        maxLength: 7,
      }),
      weights: fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 3, maxLength: 3 }), {
        minLength: 1,
        maxLength: 2,
      }),
      change: fc.integer({ min: 1, max: 30 }),
      spacing: fc.integer({ min: 1, max: 4 }),
    })
    .map(({ sectorCount, count, people, weights, change, spacing }) => {
      const sectors = ['a', 'b', 'c'].slice(0, sectorCount) as SectorId[];
      const members = people.map(({ sector, away, present }, n) => ({
        ...member(`Person ${n}`, sectors[sector % sectorCount]!, away),
        present,
      }));
      const weightings = weights.map((each, n) => ({
        fromSlot: n * change,
        weights: each.slice(0, sectorCount),
      }));
      return planning(members, count, { sectors, weightings, spacing });
    });

  it('gives the same turns for the same reasons', () => {
    fc.assert(
      fc.property(cases, (given) => expect(plan(given).turns).toEqual(plainTurns(given))),
      { numRuns: 150 },
    );
  });

  it('gives the same turns for the same reasons when some are fixed and others were planned before', () => {
    fc.assert(
      fc.property(cases, absences, fc.nat(12), fc.nat(36), (given, away, until, open) => {
        const made = plan(given);
        const previous = asBefore(made);
        const fixed = new Map([...previous].filter(([slot]) => slot < until || slot === until + 5));
        if (fixed.has(open)) fixed.set(open, { ...fixed.get(open)!, personId: null });
        const [first, ...others] = given.members;
        const more = away.map(([from, to]) => ({ from: week(from), until: week(to) }));
        const again = {
          ...given,
          members: [{ ...first!, away: [...first!.away, ...more] }, ...others],
          fixed,
          previous,
        };
        expect(plan(again).turns).toEqual(plainTurns(again));
      }),
      { numRuns: 150 },
    );
  });
});

describe('planning again', () => {
  it('changes nothing while nothing has changed', () => {
    fc.assert(
      fc.property(bodies, (given) => {
        const made = plan(given);
        const again = plan({ ...given, previous: asBefore(made) });
        expect(names(again)).toEqual(names(made));
        expect(again.moved).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps what is fixed, whatever else happens', () => {
    fc.assert(
      fc.property(bodies, absences, fc.nat(10), (given, missing, frozen) => {
        const made = plan(given);
        const fixed = new Map([...asBefore(made)].filter(([slot]) => slot < frozen));
        const [first, ...others] = given.members;
        const away = missing.map(([from, until]) => ({ from: week(from), until: week(until) }));
        const members = [{ ...first!, away: [...first!.away, ...away] }, ...others];
        const again = plan({ ...given, members, fixed, previous: asBefore(made) });
        expect(names(again).slice(0, frozen)).toEqual(names(made).slice(0, frozen));
        expect(again.isOptimal).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('moves two turns when one of five people cannot come once', () => {
    const members = ['Ana', 'Bo', 'Cy', 'Di', 'Ed'].map((name) => member(name, null));
    const made = plan(planning(members, 20));
    const absent = made.turns[7]!;
    const away = members.map((one) =>
      one.personId === absent.personId ? { ...one, away: [{ from: week(7), until: week(8) }] } : one,
    );
    const again = plan(planning(away, 20, { previous: asBefore(made) }));
    expect(again.moved).toBe(2);
    expect(again.isOptimal).toBe(true);
  });
});
