import { sha256, toBase64, type JsonObject } from '#transparency';
import { listDocument } from './draw.rules.js';
import type { Draw } from './draw.types.js';

/** The kinds of entries that draws write. */
export const DRAW_COMMITTED = 'draw.committed';
export const DRAW_SETTLED = 'draw.settled';

/** A list as a document of the record, and its digest. */
export function listOfLines(lines: readonly string[]) {
  const content = listDocument(lines);
  return { digest: toBase64(sha256(content)), documents: [{ mediaType: 'application/json', content }] };
}

/** What the entry of a commitment says. */
export function commitmentBody(draw: Omit<Draw, 'version' | 'committedAt'>, pool: string): JsonObject {
  const { bodyId, section, source, sourceRound, sourceName, sourceAt } = draw;
  return {
    body: bodyId,
    section,
    source: { origin: source, round: sourceRound, name: sourceName, at: sourceAt.toISOString() },
    pool,
    size: draw.pool.length,
  };
}
