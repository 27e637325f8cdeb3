import type { PersonId } from '#kernel';
import { checkTerms } from './terms.rules.js';
import { isFixed, mayAcceptSwap, mayMarkMissed, mayOfferSwap, mayOverride, mayReplan } from './turn.rules.js';
import type { RotationId, SectorWeight, Turn } from './turn.types.js';

const [ana, bo, cy] = ['Ana', 'Bo', 'Cy'] as PersonId[] as [PersonId, PersonId, PersonId];
const day = (n: number) => new Date(Date.UTC(2026, 4, n));
const now = day(10);

type Told = Parameters<typeof mayOverride>[0] & Parameters<typeof isFixed>[0];

function turn(slot: number, personId: PersonId | null, given: Partial<Turn> = {}): Told {
  return {
    slot,
    personId,
    rotationId: 'chairs' as RotationId,
    state: 'PUBLISHED',
    beginsAt: day(11 + slot),
    endsAt: day(12 + slot),
    cause: 'PLANNED',
    ...given,
  };
}

const everybody = () => true;
const asked = { by: ana, now, canTake: everybody, clause: '4.1' };

describe('offering a swap', () => {
  it('is for two turns of two people that are still to come', () => {
    expect(mayOfferSwap({ given: turn(0, ana), taken: turn(3, bo) }, asked)).toBeNull();
  });

  it.each([
    [
      'a turn of another rotation',
      turn(0, ana),
      turn(3, bo, { rotationId: 'notes' as RotationId }),
      'SWAP_OF_TWO_ROTATIONS',
    ],
    ['a turn of somebody else', turn(0, cy), turn(3, bo), 'NOT_YOUR_TURN'],
    ['a turn that nobody has', turn(0, ana), turn(3, null), 'SWAP_WITH_NOBODY'],
    ['a turn of one’s own', turn(0, ana), turn(3, ana), 'SWAP_WITH_NOBODY'],
    ['a turn that has begun', turn(0, ana, { state: 'BEGUN' }), turn(3, bo), 'TURN_SERVED'],
    ['a turn at the instant of its begin', turn(0, ana), turn(3, bo, { beginsAt: now }), 'TURN_SERVED'],
  ])('is refused for %s', (_, given, taken, code) => {
    expect(mayOfferSwap({ given, taken }, asked)).toMatchObject({ code, clause: '4.1' });
  });

  it('is refused with somebody who cannot take the turn', () => {
    const canTake = (person: PersonId, { slot }: { slot: number }) => !(person === bo && slot === 0);
    expect(mayOfferSwap({ given: turn(0, ana), taken: turn(3, bo) }, { ...asked, canTake })).toMatchObject({
      code: 'NOT_ELIGIBLE',
    });
  });
});

describe('accepting a swap', () => {
  const swap = { offeredBy: ana, offeredTo: bo, acceptedAt: null };
  const exchange = { given: turn(0, ana), taken: turn(3, bo) };

  it('is for the other holder alone', () => {
    expect(mayAcceptSwap(swap, exchange, { ...asked, by: bo })).toBeNull();
    for (const by of [ana, cy, null]) {
      expect(mayAcceptSwap(swap, exchange, { ...asked, by })).toMatchObject({ code: 'CONSENT_MISSING' });
    }
  });

  it('is refused when a turn has changed hands meanwhile, and when it was made', () => {
    const overtaken = { ...exchange, given: turn(0, cy) };
    expect(mayAcceptSwap(swap, overtaken, { ...asked, by: bo })).toMatchObject({ code: 'SWAP_OVERTAKEN' });
    expect(mayAcceptSwap({ ...swap, acceptedAt: now }, exchange, { ...asked, by: bo })).toMatchObject({
      code: 'SWAP_ACCEPTED',
    });
  });
});

describe('overriding, missing and planning anew', () => {
  it('a turn that has begun is never given to somebody else, a published one is', () => {
    expect(mayOverride(turn(0, ana), bo, asked)).toBeNull();
    expect(mayOverride(turn(0, ana), null, asked)).toBeNull();
    expect(mayOverride(turn(0, ana, { state: 'MISSED' }), bo, asked)).toMatchObject({ code: 'TURN_SERVED' });
    expect(mayOverride(turn(0, ana), bo, { ...asked, canTake: () => false })).toMatchObject({
      code: 'NOT_ELIGIBLE',
    });
  });

  it('only what has begun can be missed, and only once', () => {
    expect(mayMarkMissed(turn(0, ana, { state: 'BEGUN' }), '4.1')).toBeNull();
    expect(mayMarkMissed(turn(0, ana), '4.1')).toMatchObject({ code: 'TURN_NOT_BEGUN' });
    expect(mayMarkMissed(turn(0, ana, { state: 'MISSED' }), '4.1')).toMatchObject({ code: 'TURN_NOT_BEGUN' });
  });

  it.each([
    ['published and somebody’s', turn(0, ana), true],
    ['published and of one who has left', turn(0, cy), false],
    ['of one who has left, at the instant of its begin', turn(0, cy, { beginsAt: now }), true],
    ['of one who has left, and begun', turn(0, cy, { state: 'BEGUN' }), true],
    ['published and nobody’s', turn(0, null), false],
    ['opened on purpose', turn(0, null, { cause: 'OVERRIDDEN' }), true],
    ['planned', turn(0, ana, { state: 'PLANNED' }), false],
    ['planned, at the instant of its begin', turn(0, ana, { state: 'PLANNED', beginsAt: now }), true],
    ['published and nobody’s, at the instant of its begin', turn(0, null, { beginsAt: now }), true],
    ['begun', turn(0, ana, { state: 'BEGUN' }), true],
    ['missed', turn(0, ana, { state: 'MISSED' }), true],
  ])('a turn that is %s: fixed? %#', (_, given, expected) => {
    expect(isFixed(given, { now, sits: (person) => person !== cy })).toBe(expected);
  });

  it('a rotation is planned anew as long as one of its turns is not fixed', () => {
    const fixed = new Map([
      [0, true],
      [1, true],
    ]);
    expect(mayReplan([turn(0, ana), turn(1, bo), turn(2, null)], fixed, '4.1')).toBeNull();
    expect(mayReplan([turn(0, ana), turn(1, bo)], fixed, '4.1')).toMatchObject({
      code: 'TURN_FROZEN',
      clause: '4.1',
    });
  });
});

describe('the terms of a rotation', () => {
  const weight = (sectorId: string, value: number) => ({ sectorId, weight: value }) as SectorWeight;
  const terms = {
    turns: 12,
    every: 1,
    weights: [weight('a', 1), weight('b', 2)],
    spacing: 2,
    notice: 2,
    section: '4.1',
  };

  it('are numbers by which turns can be given', () => {
    expect(checkTerms(terms)).toBeNull();
    expect(checkTerms({ ...terms, weights: [] })).toBeNull();
  });

  it.each([
    [{ turns: 0 }, 'TURNS_OUT_OF_RANGE'],
    [{ turns: 521 }, 'TURNS_OUT_OF_RANGE'],
    [{ every: 0 }, 'TURNS_OUT_OF_RANGE'],
    [{ spacing: 0 }, 'SPACING_OUT_OF_RANGE'],
    [{ notice: -1 }, 'SPACING_OUT_OF_RANGE'],
    [{ weights: [weight('a', 0)] }, 'WEIGHT_NOT_POSITIVE'],
    [{ weights: [weight('a', -1)] }, 'WEIGHT_NOT_POSITIVE'],
    [{ weights: [weight('a', 0.5)] }, 'WEIGHT_NOT_POSITIVE'],
    [{ weights: [weight('a', 1001)] }, 'WEIGHT_NOT_POSITIVE'],
    [{ weights: [weight('a', 1), weight('a', 1)] }, 'SECTOR_TWICE'],
  ])('%o are refused', (changed, code) => {
    expect(checkTerms({ ...terms, ...changed })).toMatchObject({ code, clause: '4.1' });
  });
});
