import type { MandateId, PersonId } from '#kernel';
import { actingOn, type Holder } from './conflict.rules.js';

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
