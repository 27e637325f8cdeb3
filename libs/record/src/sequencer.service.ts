import { Injectable } from '@nestjs/common';
import type { CoalitionId } from '#kernel';
import { becomeRole } from '#platform';
import { appendLeaf, decodeFrontier, encodeFrontier, tileRoot, tilesCompleted } from '#transparency';
import { DataSource, type EntityManager } from 'typeorm';
import { TreeReader } from './tree.queries.js';

const BATCH = 2000;

interface HeadRow {
  readonly size: string;
  readonly frontier: Buffer;
}

/**
 * Gives committed entries their place in the tree. Any server may run it for any coalition: an advisory lock
 * lets one at a time do so, and what one leaves undone the next one does.
 *
 * It works from the table of pending entries, never from "identity above the last": identities are handed out
 * before the commit and become visible out of order.
 */
@Injectable()
export class Sequencer {
  constructor(private readonly dataSource: DataSource) {}

  /** Sequences all that is pending for one coalition. Returns how many entries got an index. */
  async run(coalitionId: CoalitionId): Promise<number> {
    for (let total = 0; ;) {
      const batch = await this.dataSource.transaction('READ COMMITTED', (db) =>
        sequenceBatch(db, coalitionId),
      );
      total += batch;
      if (batch < BATCH) return total;
    }
  }

  /** The coalitions with entries to sequence, or sequenced and not yet published; for the sweep. */
  async waiting(): Promise<CoalitionId[]> {
    const rows: { coalition_id: CoalitionId }[] = await this.dataSource.query(
      `SELECT coalition_id FROM record_pending
       UNION
       SELECT coalition_id FROM record_head head WHERE size > coalesce(
         (SELECT max(size) FROM record_checkpoint WHERE coalition_id = head.coalition_id), 0)`,
    );
    return rows.map((row) => row.coalition_id);
  }
}

async function sequenceBatch(db: EntityManager, coalitionId: CoalitionId): Promise<number> {
  const [lock]: { free: boolean }[] = await db.query(
    'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 2)) AS free',
    [coalitionId],
  );
  if (!lock?.free) return 0;
  await becomeRole(db, 'quorate_sequencer', coalitionId);
  return placePending(db, coalitionId);
}

/** Gives a batch of committed entries their place, for who holds the sequencer's lock. Returns how many there were. */
export async function placePending(db: EntityManager, coalitionId: CoalitionId): Promise<number> {
  const taken: { event_id: string; leaf_hash: Buffer }[] = await db.query(TAKE_PENDING, [coalitionId, BATCH]);
  if (taken.length === 0) return 0;

  const [head]: HeadRow[] = await db.query('SELECT size, frontier FROM record_head WHERE coalition_id = $1', [
    coalitionId,
  ]);
  let frontier = head ? decodeFrontier(Number(head.size), head.frontier) : null;
  if (!frontier)
    throw new Error(`The head of record ${coalitionId} is damaged: its frontier does not fit its size.`);
  const before = frontier.size;
  for (const { leaf_hash } of taken) frontier = appendLeaf(frontier, leaf_hash);

  await db.query(PLACE_LEAVES, [
    coalitionId,
    before,
    taken.map((leaf) => leaf.event_id),
    taken.map((leaf) => leaf.leaf_hash),
  ]);
  await storeFullTiles(db, coalitionId, before, frontier.size);
  await db.query('UPDATE record_head SET size = $2, frontier = $3 WHERE coalition_id = $1', [
    coalitionId,
    frontier.size,
    encodeFrontier(frontier),
  ]);
  return taken.length;
}

/** Stores the tiles that became full when the tree grew. */
export async function storeFullTiles(
  db: EntityManager,
  coalitionId: CoalitionId,
  before: number,
  after: number,
) {
  const reader = new TreeReader(db, coalitionId);
  for (const tile of tilesCompleted(before, after)) {
    const hashes = await reader.compute(tile);
    await db.query(
      'INSERT INTO record_tile (coalition_id, level, idx, hashes, root) VALUES ($1, $2, $3, $4, $5)',
      [coalitionId, tile.level, tile.index, hashes, tileRoot(hashes)],
    );
  }
}

const TAKE_PENDING = `
WITH taken AS (
  DELETE FROM record_pending
  WHERE coalition_id = $1 AND event_id IN (
    SELECT event_id FROM record_pending WHERE coalition_id = $1 ORDER BY event_id LIMIT $2
  )
  RETURNING event_id
)
SELECT event.event_id, event.leaf_hash FROM taken
JOIN record_event event ON event.coalition_id = $1 AND event.event_id = taken.event_id
ORDER BY event.event_id`;

/**
 * Gives entries their places from an index on, and says by what they are found. The members are read as json and not as
 * jsonb, which refuses texts that an entry may hold; OFFSET 0 keeps PostgreSQL from parsing an entry again for each.
 */
export const PLACE_LEAVES = `
INSERT INTO record_leaf (coalition_id, leaf_index, event_id, leaf_hash, at, kind, role, body)
SELECT $1, $2::bigint + new.n - 1, new.event_id, new.leaf_hash, event.recorded_at, event.kind, said.role,
  CASE WHEN event.kind LIKE 'body.%' THEN event.stream WHEN about.body ~ '^[0-9a-f-]{36}$' THEN about.body::uuid END
FROM unnest($3::bigint[], $4::bytea[]) WITH ORDINALITY AS new (event_id, leaf_hash, n)
JOIN record_event event ON event.coalition_id = $1 AND event.event_id = new.event_id
CROSS JOIN LATERAL (SELECT convert_from(event.entry, 'UTF8')::json AS entry OFFSET 0) bytes
CROSS JOIN LATERAL (
  SELECT bytes.entry -> 'actor' ->> 'role' AS role, bytes.entry -> 'body' AS body OFFSET 0
) said
CROSS JOIN LATERAL (
  SELECT coalesce(said.body ->> 'body', said.body -> 'terms' ->> 'body') AS body OFFSET 0
) about
ORDER BY new.n`;
