import type { MandateId, PersonId, SectorId } from '#kernel';
import {
  inDrawnOrder,
  mandateAt,
  membersOf,
  sectorsOf,
  sitsThrough,
  type RosterMandate,
} from './roster.rules.js';

const day = (n: number) => new Date(Date.UTC(2026, 4, n));
const LABOUR = 'labour' as SectorId;
const CULTURE = 'culture' as SectorId;

function mandate(
  person: string,
  from: number,
  until: number | null,
  sectorId: SectorId | null = LABOUR,
): RosterMandate {
  return {
    id: `${person}-${from}` as MandateId,
    personId: person as PersonId,
    sectorId,
    beginsAt: day(from),
    endsAt: until === null ? null : day(until),
  };
}

describe('who takes part', () => {
  const sectors = [LABOUR];

  it('sits on the body without a break when one mandate follows on another', () => {
    const mandates = [
      mandate('Ana', 1, 5),
      mandate('Ana', 5, null),
      mandate('Bo', 1, 5),
      mandate('Bo', 6, null),
    ];
    const members = membersOf('seed', { mandates, absences: [], sectors });
    const presence = Object.fromEntries(members.map(({ personId, present }) => [personId, present]));
    expect(presence).toEqual({
      Ana: [{ from: day(1), until: null }],
      Bo: [
        { from: day(1), until: day(5) },
        { from: day(6), until: null },
      ],
    });
  });

  it('is of a sector that is weighted; everybody, where none are', () => {
    const mandates = [mandate('Ana', 1, null), mandate('Cy', 1, null, CULTURE), mandate('Ed', 1, null, null)];
    const people = (among: readonly (SectorId | null)[]) =>
      membersOf('seed', { mandates, absences: [], sectors: among })
        .map(({ personId }) => personId)
        .sort();
    expect(people([LABOUR])).toEqual(['Ana']);
    expect(people([null])).toEqual(['Ana', 'Cy', 'Ed']);
  });

  it('is away at times of their own only', () => {
    const absence = { personId: 'Ana' as PersonId, from: day(2), until: day(3) };
    const members = membersOf('seed', {
      mandates: [mandate('Ana', 1, null), mandate('Bo', 1, null)],
      absences: [absence],
      sectors,
    });
    expect(members.map(({ personId, away }) => [personId, away.length]).sort()).toEqual([
      ['Ana', 1],
      ['Bo', 0],
    ]);
  });
});

describe('the order of equals', () => {
  const items = ['a', 'b', 'c', 'd', 'e', 'f'];
  const drawn = (seed: string, from = items) => inDrawnOrder(seed, from, (item) => item);

  it('is drawn by the seed, whatever the order of those who are handed in', () => {
    expect(drawn('one', [...items].reverse())).toEqual(drawn('one'));
    expect(new Set(['one', 'two', 'three', 'four'].map((seed) => drawn(seed).join(''))).size).toBeGreaterThan(
      1,
    );
  });

  it('does not change when somebody joins', () => {
    const before = drawn('one');
    expect(drawn('one', [...items, 'g']).filter((item) => item !== 'g')).toEqual(before);
  });
});

it('weights are told by sector in the drawn order, 0 where a sector is not named at a time', () => {
  const { sectors, weightings } = sectorsOf('seed', [
    { fromSlot: 0, weights: [{ sectorId: LABOUR, weight: 2 }] },
    {
      fromSlot: 4,
      weights: [
        { sectorId: LABOUR, weight: 1 },
        { sectorId: CULTURE, weight: 3 },
      ],
    },
  ]);
  const place = sectors.indexOf(LABOUR);
  expect(weightings.map(({ weights }) => weights[place])).toEqual([2, 1]);
  expect(weightings.map(({ weights }) => weights[1 - place])).toEqual([0, 3]);
});

it('the mandate of a turn is the one in force when it begins', () => {
  const mandates = [mandate('Ana', 1, 5), mandate('Ana', 5, 9)];
  const at = (n: number) =>
    mandateAt(mandates, 'Ana' as PersonId, { beginsAt: day(n), endsAt: day(n + 1) })?.id ?? null;
  expect([at(0), at(1), at(5), at(9)]).toEqual([null, 'Ana-1', 'Ana-5', null]);
});

it.each<[string, RosterMandate[], boolean]>([
  ['one mandate', [mandate('Ana', 1, null)], true],
  ['one that begins and ends with it', [mandate('Ana', 3, 6)], true],
  ['several without a break, in any order', [mandate('Ana', 5, 9, CULTURE), mandate('Ana', 1, 5)], true],
  ['several with a break', [mandate('Ana', 1, 4), mandate('Ana', 5, 9)], false],
  ['one that ends in the midst of it', [mandate('Ana', 1, 5)], false],
  ['one that begins in the midst of it', [mandate('Ana', 4, null)], false],
  ['one that ended before', [mandate('Ana', 1, 2)], false],
  ['the mandates of another', [mandate('Bo', 1, null)], false],
])('one who has %s sits through three days or not', (_, mandates, expected) => {
  expect(sitsThrough(mandates, 'Ana' as PersonId, { beginsAt: day(3), endsAt: day(6) })).toBe(expected);
});
