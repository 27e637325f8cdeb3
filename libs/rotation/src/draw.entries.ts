import type { SectorId } from '#kernel';
import {
  canonicalize,
  sha256,
  toBase64,
  utf8,
  type Entry,
  type JsonObject,
  type JsonValue,
} from '#transparency';
import { linesOf, memberIn } from './check-values.js';
import type { Draw, DrawSource, SourceTerms } from './draw.types.js';

/** The kinds of entries that draws write. */
export const DRAW_COMMITTED = 'draw.committed';
export const DRAW_SETTLED = 'draw.settled';
export const SECRET_COMMITTED = 'draw.secret_committed';
export const SECRET_REVEALED = 'draw.secret_revealed';

/** JSON as a document of the record, and its digest. */
export function asDocument(value: JsonValue) {
  const content = utf8(canonicalize(value));
  return { digest: toBase64(sha256(content)), document: { mediaType: 'application/json', content } };
}

/** A list as a document of the record, and its digest. */
export function listOfLines(lines: readonly string[]) {
  const { digest, document } = asDocument(lines);
  return { digest, documents: [document] };
}

/** What the entry of a commitment says. */
export function commitmentBody(
  draw: Omit<Draw, 'version' | 'committedAt' | 'output' | 'missing' | 'drawn' | 'settledAt'>,
  pool: string,
): JsonObject {
  const { bodyId, section, decisionId, ofPeople, source, sourceRound, sourceName, sourceAt } = draw;
  return {
    body: bodyId,
    section,
    decision: decisionId,
    remedy: draw.remedyId,
    ...(draw.sortitionId && { sortition: draw.sortitionId }),
    ...(draw.boxId && { box: draw.boxId }),
    source: {
      origin: source,
      round: sourceRound,
      name: sourceName,
      at: sourceAt.toISOString(),
      sectors: draw.sectors && [...draw.sectors],
      sealedBy: draw.sealedBy?.toISOString() ?? null,
    },
    pool,
    size: draw.pool.length,
    ofPeople,
  };
}

const SOURCES: readonly DrawSource[] = ['DRAND', 'RFC3797', 'COMMIT_REVEAL'];

/** The source that a commitment names; null for one that this version does not know. */
export function sourceIn({ body }: Pick<Entry, 'body'>): SourceTerms | null {
  const { origin, round, name, at, sectors, sealedBy } = memberIn(body.source);
  const source = SOURCES.find((known) => known === origin);
  if (source === undefined || typeof at !== 'string') return null;
  return {
    source,
    sourceRound: typeof round === 'number' ? round : null,
    sourceName: typeof name === 'string' ? name : null,
    sourceAt: new Date(at),
    sectors: linesOf(sectors) as readonly SectorId[] | null,
    sealedBy: typeof sealedBy === 'string' ? new Date(sealedBy) : null,
  };
}
