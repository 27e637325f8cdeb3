import { isRefusal, uuidFromBytes, type CoalitionId, type PersonId, type Refusal } from '#kernel';
import { OperatorProblem } from '#platform';
import type { Actor, Acted } from '#record';
import { sha256, utf8, type JsonObject } from '#transparency';
import { SLUG } from './harbour.js';

/**
 * The key of one step. It is the same at every loading, and so is what it stands for: a step that has been carried
 * out before answers what it answered then, and nothing is written twice.
 */
export function keyOf(step: string): string {
  return uuidFromBytes(sha256(utf8(`quorate/demo/${SLUG}/${step}`)).subarray(0, 16));
}

/** A person of the demonstration who takes one step. */
export function actorOf(coalitionId: CoalitionId, personId: PersonId, step: string): Actor {
  return { coalitionId, personId, key: keyOf(step), request: { act: 'demo', step } };
}

/**
 * What a step ended with.
 *
 * @throws OperatorProblem when it was refused: the demonstration's place is taken by something else
 */
export function doneBy<Result extends JsonObject>(outcome: Acted<Result> | Refusal): Result {
  if (!isRefusal(outcome)) return outcome.result;
  throw new OperatorProblem(`The demonstration coalition cannot be loaded here: ${outcome.because}`);
}
