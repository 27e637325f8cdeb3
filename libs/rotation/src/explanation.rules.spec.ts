import type { PersonId, SectorId } from '#kernel';
import { explainTurn, type Telling, type ToldTurn } from './explanation.rules.js';
import { planTurns } from './rotation.rules.js';
import type { Member, Plan } from './rotation.types.js';
import { ENGLISH } from './turn-words/en.js';
import { refuseUncovered, uncoveredIn } from './uncovered.rules.js';

const [ana, bo, cy] = ['Ana', 'Bo', 'Cy'] as PersonId[] as [PersonId, PersonId, PersonId];
const LABOUR = 'Labour' as SectorId;

const turn: ToldTurn = {
  role: 'CHAIR',
  from: '2026-05-01',
  until: '2026-06-01',
  holder: ana,
  sectorId: LABOUR,
  cause: 'PLANNED',
  reason: { lag: 3, parts: 5, passedOver: [], had: 2, fewest: 3, most: 3, away: [cy], before: bo },
};

const telling: Telling = { reader: ana, isMember: true, person: (id) => id, sector: (id) => id };
const texts = (told: ToldTurn, to: Telling) => explainTurn(told, to, ENGLISH).map(({ text }) => text);

describe('a turn is explained', () => {
  it('to its holder, from the numbers that were stored', () => {
    expect(texts(turn, telling)).toEqual([
      'You chair from 2026-05-01 until 2026-06-01.',
      'Labour was 0.6 of a turn behind, with the earliest deadline.',
      'Turns before it: You 2, the others 3.',
      'Not free at that time: Cy.',
      'Bo has the turn before.',
    ]);
  });

  it('to an observer, without who was away', () => {
    const observer = { ...telling, reader: null, isMember: false };
    expect(texts(turn, observer)).toEqual([
      'Ana chairs from 2026-05-01 until 2026-06-01.',
      'Labour was 0.6 of a turn behind, with the earliest deadline.',
      'Turns before it: Ana 2, the others 3.',
      'Bo has the turn before.',
    ]);
  });

  it('when a sector had nobody free, when it was overridden, and when it is nobody’s', () => {
    const passed = { ...turn, reason: { ...turn.reason, passedOver: ['Culture' as SectorId] } };
    expect(texts(passed, telling)[1]).toBe(
      'The turn was due to Culture, which had nobody free and keeps its lag.',
    );
    expect(texts({ ...turn, cause: 'OVERRIDDEN' }, telling)[1]).toBe(
      'The plan was overridden for this turn; whoever was passed over keeps the lag.',
    );
    expect(texts({ ...turn, holder: null, sectorId: null }, telling)).toEqual([
      'Nobody chairs from 2026-05-01 until 2026-06-01: the turn is open.',
      'Not free at that time: Cy.',
    ]);
  });

  it('by keys and arguments, for other languages', () => {
    expect(explainTurn(turn, telling, ENGLISH)[1]).toMatchObject({
      key: 'sector',
      args: { sector: 'Labour', lag: '0.6' },
    });
  });
});

describe('a plan with a turn that nobody can take', () => {
  const day = (n: number) => new Date(Date.UTC(2026, 4, n));
  const slots = [0, 1, 2].map((n) => ({ beginsAt: day(1 + n * 7), endsAt: day(8 + n * 7) }));
  const one = (personId: PersonId, from: number, until: number | null): Member => ({
    personId,
    sectorId: null,
    present: [{ from: day(1), until: null }],
    away: [{ from: day(from), until: until === null ? null : day(until) }],
  });

  it('is refused with who and until when, and with the nearest plan', () => {
    const members = [one(ana, 8, 20), one(bo, 9, 12), one(cy, 3, null)];
    const given = { members, fixed: new Map() };
    const plan = planTurns({
      ...given,
      slots,
      sectors: [null],
      weightings: [{ fromSlot: 0, weights: [1] }],
      spacing: 2,
      previous: new Map(),
    }) as Plan;
    const uncovered = uncoveredIn(plan, slots, given);
    const dayOf = (at: Date) => at.toISOString().slice(0, 10);
    const refused = refuseUncovered(uncovered, plan, { nameOf: (id) => id, dayOf, clause: '4.1' });
    expect(refused).toMatchObject({
      code: 'NOBODY_AVAILABLE',
      clause: '4.1',
      uncovered: [2],
      nearest: [
        { turn: 1, holder: 'Ana' },
        { turn: 2, holder: null },
        { turn: 3, holder: 'Bo' },
      ],
    });
    expect(refused.because).toContain(
      'Nobody can take the turn from 2026-05-08 until 2026-05-15: Ana is away until 2026-05-20, ' +
        'Bo is free for a part of it only and Cy is away without an end.',
    );
  });
});
