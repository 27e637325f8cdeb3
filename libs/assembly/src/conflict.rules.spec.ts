import type { MandateId, PersonId } from '#kernel';
import { actingOn, standInsByClause, type Holder } from './conflict.rules.js';
import { Provisions } from './provision.rules.js';
import { first, provide } from './spec-support/provisions.js';

const holder = (name: string, seatClass = 'member'): Holder => ({
  mandateId: name as MandateId,
  personId: name.toLowerCase() as PersonId,
  seatClass,
});
const HOLDERS = [holder('A'), holder('B'), holder('C'), holder('X', 'alternate'), holder('Y', 'alternate')];

describe('who acts on a subject', () => {
  it.each<
    [
      string,
      { recused?: string[]; standIns?: [string, string][] },
      string,
      { recused: number; alternates: number },
    ]
  >([
    ['all holders, and no alternate unasked', {}, 'ABC', { recused: 0, alternates: 0 }],
    ['nobody who is recused', { recused: ['b'] }, 'AC', { recused: 1, alternates: 0 }],
    ['an alternate for one who is away', { standIns: [['B', 'X']] }, 'ACX', { recused: 0, alternates: 0 }],
    [
      'an alternate for one who is recused',
      { recused: ['b'], standIns: [['B', 'X']] },
      'ACX',
      { recused: 1, alternates: 1 },
    ],
    [
      'no alternate who is recused: the place counts as recused',
      { recused: ['x'], standIns: [['B', 'X']] },
      'AC',
      { recused: 1, alternates: 0 },
    ],
    [
      'neither of two who are recused',
      {
        recused: ['b', 'x'],
        standIns: [
          ['B', 'X'],
          ['C', 'Y'],
        ],
      },
      'AY',
      { recused: 1, alternates: 0 },
    ],
  ])('%s', (_, { recused = [], standIns = [] }, acting, expected) => {
    const found = actingOn(HOLDERS, {
      recused: new Set(recused as PersonId[]),
      standIns: new Map(standIns as [MandateId, MandateId][]),
      alternateClasses: new Set(['alternate']),
    });
    expect(found.acting.map(({ mandateId }) => mandateId).join('')).toBe(acting);
    expect(found.counts).toEqual({ filled: 3, ...expected });
    const { filled, recused: out, alternates } = found.counts;
    expect(filled - out + alternates).toBe(found.acting.length);
  });
});

describe('alternates by the charter alone', () => {
  const clause = (says: object) =>
    new Provisions([
      provide('ALTERNATE', '7', 'Alternates.', {
        classes: 'alternate',
        when: 'RECUSAL',
        byItself: 'yes',
        ...says,
      }),
    ]).on('ALTERNATE', first);

  it.each<[string, { recused: string[]; standIns?: [string, string][]; says?: object }, [string, string][]]>([
    ['stand in for nobody who is able', { recused: [] }, []],
    [
      'stand in for the recused, who was seated first goes first',
      { recused: ['c', 'a'] },
      [
        ['A', 'X'],
        ['C', 'Y'],
      ],
    ],
    [
      'are as many as there are',
      { recused: ['a', 'b', 'c'] },
      [
        ['A', 'X'],
        ['B', 'Y'],
      ],
    ],
    ['are not those who are recused themselves', { recused: ['a', 'x'] }, [['A', 'Y']]],
    ['are not those who act for others already', { recused: ['a'], standIns: [['B', 'X']] }, [['A', 'Y']]],
    ['are not a second for one who has one', { recused: ['a'], standIns: [['A', 'Y']] }, []],
    ['wait to be asked where the charter says no other', { recused: ['a'], says: { byItself: 'no' } }, []],
    ['stand in for the absent alone where it says so', { recused: ['a'], says: { when: 'ABSENCE' } }, []],
  ])('%s', (_, { recused, standIns = [], says = {} }, expected) => {
    const facts = {
      recused: new Set(recused as PersonId[]),
      standIns: new Map(standIns as [MandateId, MandateId][]),
      alternateClasses: new Set(['alternate']),
    };
    expect([...standInsByClause(clause(says), HOLDERS, facts)]).toEqual(expected);
  });
});
