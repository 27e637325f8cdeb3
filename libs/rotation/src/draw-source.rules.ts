import { refuse, type Refusal, type SectorId } from '#kernel';
import { drandRoundAt, drandRoundTime } from './draw-drand.js';
import { REVEAL_CLAUSE } from './draw-reveal.rules.js';
import { CLAUSE } from './draw.rules.js';
import type { NamedSource, SourceTerms } from './draw.types.js';

/** Milliseconds from the commitment to its source at least, so that a checkpoint holds it before. */
export const LEAST_NOTICE = 10_000;

/** The first round of drand that nobody knows at an instant, nor for some time after it. */
export function roundAfter(instant: Date, notice = 0): number {
  return drandRoundAt(new Date(instant.getTime() + notice)) + 1;
}

/**
 * The source as a draw keeps it. Where secrets of sectors are the source, the first round of drand after the last
 * instant of revealing stands in for them: whoever decides to stay away cannot know it.
 */
export function sourceTerms(named: NamedSource): SourceTerms {
  const none = { sourceRound: null, sourceName: null, sectors: null, sealedBy: null };
  if ('round' in named) {
    const { round } = named;
    return { ...none, source: 'DRAND', sourceRound: round, sourceAt: drandRoundTime(round) };
  }
  if ('name' in named) return { ...none, source: 'RFC3797', sourceName: named.name, sourceAt: named.at };
  const { sectors, sealedBy, at } = named;
  return {
    ...none,
    source: 'COMMIT_REVEAL',
    sourceRound: roundAfter(at),
    sourceAt: at,
    sectors: [...sectors].sort(),
    sealedBy,
  };
}

/**
 * Refuses a source that is known before the record holds the commitment, that one sector alone could steer, or that
 * waits for a sector of which nobody sits in the body.
 *
 * @param seated the sectors of the body's members
 */
export function sourceFault(
  terms: SourceTerms,
  { now, seated }: { readonly now: Date; readonly seated: readonly (SectorId | null)[] },
): Refusal | null {
  const { sectors, sealedBy, sourceAt } = terms;
  if (sectors === null || sealedBy === null) return mayAwait(sourceAt, now, LEAST_NOTICE);
  if (new Set(sectors).size !== sectors.length) {
    return refuse('SECTOR_TWICE', 'One committer a sector: name each sector once.', {
      clause: REVEAL_CLAUSE,
    });
  }
  if (sectors.length < 2) {
    return refuse('COMMITTERS_MISSING', 'Name two sectors or more: one alone could steer the draw.', {
      clause: REVEAL_CLAUSE,
    });
  }
  const empty = sectors.find((sector) => !seated.includes(sector));
  if (empty !== undefined) {
    return refuse('SECTOR_WITHOUT_MEMBER', `Nobody of sector ${empty} sits in the body; name another one.`, {
      clause: REVEAL_CLAUSE,
    });
  }
  if (sealedBy >= sourceAt) {
    return refuse('REVEALED_TOO_EARLY', 'Secrets are revealed after all are committed to: end that later.', {
      clause: REVEAL_CLAUSE,
    });
  }
  return mayAwait(sealedBy, now, LEAST_NOTICE);
}

/**
 * Refuses DRAW_COMMITTED_TOO_LATE when the source may be known before the record holds the commitment; the refusal
 * names the first round of drand that is late enough.
 *
 * @param held when the commitment was made, or when its checkpoint was signed
 */
export function mayAwait(source: Date, held: Date, notice = 0): Refusal | null {
  if (source.getTime() - held.getTime() > notice) return null;
  const round = roundAfter(held, notice);
  const because = `The source is known before the record holds the draw; commit to a later one, such as drand’s round ${round}.`;
  return refuse('DRAW_COMMITTED_TOO_LATE', because, {
    clause: CLAUSE,
    source: source.toISOString(),
    held: held.toISOString(),
    earliestRound: round,
  });
}
