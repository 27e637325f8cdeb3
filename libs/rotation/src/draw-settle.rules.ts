import { refuse, type Refusal, type SectorId } from '#kernel';
import { missingReveals, revealedOutput, type SectorSecret } from './draw-reveal.rules.js';
import type { Given } from './draw-result.js';
import { maySettle } from './draw.rules.js';
import type { Draw } from './draw.types.js';

/** What a draw is settled by, and which sectors' secrets stayed away. */
export interface Settling {
  readonly given: Given;
  readonly missing: readonly SectorId[];
}

type Settled = Pick<Draw, 'source' | 'sourceRound' | 'sourceAt' | 'section' | 'sectors' | 'settledAt'>;

/**
 * What a draw is settled by, or why it is not yet: SOURCE_NOT_VALID before its source is known and without what it
 * gave. Secrets settle it as soon as all are revealed; after the time for that the round of drand that stands in does.
 *
 * @param output what somebody submits; null where they submit nothing
 */
export function settlingOf(
  draw: Settled,
  secrets: readonly Pick<SectorSecret, 'sectorId' | 'secret'>[],
  { output, now }: { readonly output: string | null; readonly now: Date },
): Settling | Refusal {
  const refused = maySettle(draw);
  if (refused) return refused;
  const { sectors, section: clause, sourceAt, sourceRound } = draw;
  const missing = sectors ? missingReveals(sectors, secrets) : [];
  const revealed = sectors && revealedOutput(sectors, secrets);
  if (revealed && output === null) return { given: { revealed }, missing };
  if (revealed) {
    const because = 'All sectors have revealed their secrets; settle the draw without an output.';
    return refuse('SOURCE_NOT_VALID', because, { clause });
  }
  if (now < sourceAt) {
    const because = `The source is known from ${sourceAt.toISOString()} on; submit what it gives then.`;
    return refuse('SOURCE_NOT_VALID', because, { clause, missing });
  }
  if (output !== null) return { given: { output }, missing };
  const wanted =
    sourceRound === null ? 'the public numbers' : `the signature of drand’s round ${sourceRound}`;
  return refuse('SOURCE_NOT_VALID', `Submit what the source gave: ${wanted}.`, { clause, missing });
}

/** The output as the record has it. */
export function outputText({ given }: Settling, toText: (bytes: Uint8Array) => string): string {
  return 'revealed' in given ? toText(given.revealed) : given.output;
}
