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
 * The order that a draw's source gives its pool; verified offline, where that can be. Refuses SOURCE_NOT_VALID for an
 * output that is not the source's.
 *
 * @param output the signature of the round in hexadecimal digits, or the public numbers
 */
export function resultOfDraw(draw: Committed, place: Place, output: string): string[] | Refusal {
  if (draw.source === 'RFC3797') {
    const sources = readSourceNumbers(output);
    return isRefusal(sources) ? sources : rfc3797Order(sources, draw.pool);
  }
  const signature = readDrandSignature(output);
  if (signature === null || draw.sourceRound === null) {
    return refuse(
      'SOURCE_NOT_VALID',
      'The signature of a round has 96 hexadecimal digits; submit it as drand gives it.',
      {
        clause: draw.sourceRound === null ? null : `drand quicknet, round ${draw.sourceRound}`,
      },
    );
  }
  const randomness = drandRandomness(draw.sourceRound, signature);
  if (isRefusal(randomness)) return randomness;
  return poolOrder(seedOfDraw({ drawId: draw.id, ...place, output: randomness }), draw.pool);
}
