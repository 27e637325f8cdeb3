import { refuse, type Refusal } from '#kernel';
import type { OptionId, ScoresBallot } from './ballot.js';

/** A scale of whole numbers, both ends included. */
export interface Scale {
  readonly min: number;
  readonly max: number;
}

/** Refuses `OFF_SCALE` for a score that is not a whole number of the scale. */
export function onScale({ scores }: ScoresBallot, { min, max }: Scale): Refusal | null {
  const off = scores.find(({ score }) => !Number.isInteger(score) || score < min || score > max);
  return off
    ? refuse('OFF_SCALE', `The score of ${off.option} must be a whole number from ${min} to ${max}.`, {
        option: off.option,
      })
    : null;
}

/** Refuses `BAD_PARAMETER` for a scale whose ends do not leave two scores. */
export function scaleHolds({ min, max }: Scale): Refusal | null {
  return min < max ? null : refuse('BAD_PARAMETER', 'The lowest score must be below the highest.', {});
}

/** The scores of a ballot by option. */
export function scoreMap(ballot: ScoresBallot): ReadonlyMap<OptionId, number> {
  return new Map(ballot.scores.map(({ option, score }) => [option, score]));
}
