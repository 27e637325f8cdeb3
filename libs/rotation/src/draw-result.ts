import { isRefusal, refuse, type Refusal } from '#kernel';
import { drandRandomness, readDrandSignature } from './draw-drand.js';
import { readSourceNumbers, rfc3797Order } from './draw-rfc3797.js';
import { poolOrder, seedOfDraw, type SeedTerms } from './draw.rules.js';
import type { Draw } from './draw.types.js';

/** What a result follows from besides the source's output. */
export type Committed = Pick<Draw, 'id' | 'source' | 'sourceRound' | 'pool'>;

/** Where the record holds the commitment. */
export type Place = Pick<SeedTerms, 'leafHash' | 'root'>;

/**
 * What the source gave: what somebody submits, which is the signature of a round in hexadecimal digits or the public
 * numbers; or what follows from the secrets of all sectors.
 */
export type Given = { readonly output: string } | { readonly revealed: Uint8Array };

/**
 * The order that a draw's source gives its pool; verified offline, where that can be. Refuses SOURCE_NOT_VALID for an
 * output that is not the source's.
 */
export function resultOfDraw(draw: Committed, place: Place, given: Given): string[] | Refusal {
  if (draw.source === 'RFC3797' && 'output' in given) {
    const sources = readSourceNumbers(given.output);
    return isRefusal(sources) ? sources : rfc3797Order(sources, draw.pool);
  }
  const seed = seedOfResult(draw, place, given);
  return isRefusal(seed) ? seed : poolOrder(seed, draw.pool);
}

/** The seed of a draw whose source is a round of drand, or the secrets of sectors. Refuses as `resultOfDraw` does. */
export function seedOfResult(
  { id: drawId, sourceRound }: Omit<Committed, 'pool'>,
  place: Place,
  given: Given,
): Uint8Array | Refusal {
  const randomness = 'revealed' in given ? given.revealed : randomnessOf(sourceRound, given.output);
  return isRefusal(randomness) ? randomness : seedOfDraw({ drawId, ...place, output: randomness });
}

function randomnessOf(round: number | null, output: string): Uint8Array | Refusal {
  const signature = readDrandSignature(output);
  if (signature !== null && round !== null) return drandRandomness(round, signature);
  const because = 'The signature of a round has 96 hexadecimal digits; submit it as drand gives it.';
  return refuse('SOURCE_NOT_VALID', because, {
    clause: round === null ? null : `drand quicknet, round ${round}`,
  });
}
