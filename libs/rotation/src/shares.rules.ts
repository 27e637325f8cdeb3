import { add, exactText, multiply, rational, subtract, ZERO, type Rational, type SectorId } from '#kernel';
import type { Rotation, Turn } from './turn.types.js';

/** What a sector gets of a rotation's turns: anybody may check it against the weights. */
export interface SectorShare {
  readonly sectorId: SectorId;
  /** Its weight by the newest weights; 0 for a sector that gets no turns any more. */
  readonly weight: number;
  /** Turns that it is to have had when the rotation ends, as an exact number. */
  readonly due: string;
  /** Turns that it has in the plan, those that it had included. */
  readonly planned: number;
  /** Turns that have begun and were not missed. */
  readonly served: number;
  /** What is due to it for the turns that have begun, less those it served: positive for a sector that is behind. */
  readonly lag: string;
}

/** How the turns of a rotation are shared between its sectors, as planned and as served. */
export function sectorShares(rotation: Pick<Rotation, 'weightings'>, turns: readonly Turn[]): SectorShare[] {
  const sectors = new Set(
    rotation.weightings.flatMap(({ weights }) => weights.map(({ sectorId }) => sectorId)),
  );
  const begun = turns.filter(({ state }) => state === 'BEGUN' || state === 'MISSED').length;
  return [...sectors].map((sectorId) => {
    const mine = turns.filter(
      (turn) => turn.sectorId === sectorId && turn.personId !== null && turn.state !== 'MISSED',
    );
    const served = mine.filter(({ state }) => state === 'BEGUN').length;
    return {
      sectorId,
      weight: weightOf(rotation.weightings.at(-1), sectorId),
      due: exactText(dueTo(rotation, sectorId, turns.length)),
      planned: mine.length,
      served,
      lag: exactText(subtract(dueTo(rotation, sectorId, begun), rational(BigInt(served)))),
    };
  });
}

type Dated = Rotation['weightings'][number];

function weightOf(dated: Dated | undefined, sectorId: SectorId): number {
  return dated?.weights.find((weighted) => weighted.sectorId === sectorId)?.weight ?? 0;
}

/** What is due to a sector for the first turns of a rotation. */
function dueTo({ weightings }: Pick<Rotation, 'weightings'>, sectorId: SectorId, turns: number): Rational {
  return weightings.reduce((due, dated, place) => {
    const until = Math.min(turns, weightings[place + 1]?.fromSlot ?? turns);
    const total = dated.weights.reduce((sum, { weight }) => sum + weight, 0);
    if (until <= dated.fromSlot || total === 0) return due;
    const share = rational(BigInt(weightOf(dated, sectorId)), BigInt(total));
    return add(due, multiply(share, rational(BigInt(until - dated.fromSlot))));
  }, ZERO);
}
