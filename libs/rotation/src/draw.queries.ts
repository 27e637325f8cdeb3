import type { CoalitionId } from '#kernel';
import { Keyset, table, type List, type Table } from '#platform';
import { type LogQueries } from '#record';
import { nodeHash } from '#transparency';
import type { Place } from './draw-result.js';
import { DrawRow } from './draw.entity.js';
import type { Draw, DrawId } from './draw.types.js';

export const DRAWS: Table<Draw> = table(DrawRow);

/** The newest first. */
export const DRAWS_OF_BODY: List<Draw> = {
  name: 'draws of body',
  of: DRAWS,
  parent: 'body_id',
  order: new Keyset([{ sql: 'draw.id', property: 'id', type: 'uuid', descending: true }]),
};

/**
 * Where the record holds a draw's commitment: its leaf, and the root of the tree that ends with it, which leaves
 * nobody a choice. Null while no checkpoint holds it.
 */
export async function placeOfDraw(
  log: LogQueries,
  coalitionId: CoalitionId,
  id: DrawId,
): Promise<Place | null> {
  const size = (await log.byCoalition(coalitionId))?.size ?? 0;
  const [entry] = await log.history(coalitionId, id, { from: 1, count: 1, size });
  if (!entry) return null;
  const proof = await log.inclusionProof(coalitionId, entry.index, entry.index + 1);
  // The last leaf of a tree has all its siblings to the left.
  const root = proof.reduce((node, sibling) => nodeHash(sibling, node), entry.leafHash);
  return { leafHash: entry.leafHash, root };
}
