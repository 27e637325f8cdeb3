import { refuse, type Refusal } from '#kernel';
import type { DatedWeights, SectorWeight } from './turn.types.js';

/** Turns that one rotation may have: ten years of weeks. */
export const MOST_TURNS = 520;
const LARGEST_WEIGHT = 1000;

/** What of a rotation's terms can be wrong by itself. */
export interface CountedTerms {
  readonly turns: number;
  readonly every: number;
  /** Empty where people take turns without regard to sectors. */
  readonly weights: readonly SectorWeight[];
  readonly spacing: number;
  readonly notice: number;
  readonly section: string;
}

/** Refuses numbers by which no turns can be given. */
export function checkTerms({
  turns,
  every,
  weights,
  spacing,
  notice,
  section,
}: CountedTerms): Refusal | null {
  const clause = section;
  if (turns < 1 || turns > MOST_TURNS || every < 1) {
    const because = `A rotation has 1 to ${MOST_TURNS} turns, and the next begins at least one unit later.`;
    return refuse('TURNS_OUT_OF_RANGE', because, { clause });
  }
  if (spacing < 1 || notice < 0) {
    return refuse('SPACING_OUT_OF_RANGE', 'Spacing is at least 1, and notice at least 0 turns.', { clause });
  }
  return checkWeights(weights, section);
}

/** Refuses weights that are no positive whole numbers, and a sector that is named twice. */
export function checkWeights(weights: readonly SectorWeight[], clause: string): Refusal | null {
  const wrong = weights.find(
    ({ weight }) => !(Number.isInteger(weight) && weight > 0 && weight <= LARGEST_WEIGHT),
  );
  if (wrong) {
    const because = `A weight is a whole number from 1 to ${LARGEST_WEIGHT}, not ${wrong.weight}. Leave out a sector that gets no turns.`;
    return refuse('WEIGHT_NOT_POSITIVE', because, { clause });
  }
  if (new Set(weights.map(({ sectorId }) => sectorId)).size < weights.length) {
    return refuse('SECTOR_TWICE', 'A sector is named twice: give each sector one weight.', { clause });
  }
  return null;
}

/** The weights until a slot stay, the new ones hold from it on. */
export function reweighed(
  before: readonly DatedWeights[],
  fromSlot: number,
  weights: readonly SectorWeight[],
): readonly DatedWeights[] {
  return [...before.filter((dated) => dated.fromSlot < fromSlot), { fromSlot, weights }];
}
