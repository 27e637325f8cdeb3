import type { PersonId, SectorId } from '#kernel';
import { sectorShares } from './shares.rules.js';
import type { SectorWeight, Turn, TurnState } from './turn.types.js';

const LABOUR = 'labour' as SectorId;
const CULTURE = 'culture' as SectorId;
const weights = (labour: number, culture: number): SectorWeight[] =>
  [
    { sectorId: LABOUR, weight: labour },
    { sectorId: CULTURE, weight: culture },
  ].filter(({ weight }) => weight > 0);

const turn = (sectorId: SectorId, state: TurnState): Turn =>
  ({ sectorId, state, personId: 'Ana' as PersonId }) as Turn;

it('tells what is due to each sector, planned and served, exactly', () => {
  const turns = [
    turn(LABOUR, 'BEGUN'),
    turn(CULTURE, 'MISSED'),
    turn(LABOUR, 'PUBLISHED'),
    turn(CULTURE, 'PLANNED'),
  ];
  expect(sectorShares({ weightings: [{ fromSlot: 0, weights: weights(2, 1) }] }, turns)).toEqual([
    { sectorId: LABOUR, weight: 2, due: '8/3', planned: 2, served: 1, lag: '1/3' },
    { sectorId: CULTURE, weight: 1, due: '4/3', planned: 1, served: 0, lag: '2/3' },
  ]);
});

it('counts changed weights from the turn on from which they hold', () => {
  const weightings = [
    { fromSlot: 0, weights: weights(1, 1) },
    { fromSlot: 2, weights: weights(1, 0) },
  ];
  const shares = sectorShares(
    { weightings },
    Array.from({ length: 6 }, () => turn(LABOUR, 'PLANNED')),
  );
  expect(shares.map(({ due, weight }) => [due, weight])).toEqual([
    ['5', 1],
    ['1', 0],
  ]);
});
