import type { CoalitionId } from '#kernel';
import type { EntityManager } from 'typeorm';

/** A subject whose row stands behind its record, by the kind of its last entry. */
export interface LaggingRow {
  readonly stream: string;
  readonly kind: string;
  /** The version that its record has. */
  readonly recorded: number;
  /** The table of its row, and the version that the row has; null where it has no row. */
  readonly row: { readonly table: string; readonly version: number } | null;
}

/** The first leaf of the database that differs from what is given in its place. */
export const COMPARE_LEAVES = `
SELECT leaf.leaf_index FROM unnest($3::bytea[]) WITH ORDINALITY AS given (leaf_hash, n)
JOIN record_leaf leaf ON leaf.coalition_id = $1 AND leaf.leaf_index = $2::bigint + given.n - 1
WHERE leaf.leaf_hash <> given.leaf_hash ORDER BY leaf.leaf_index LIMIT 1`;

/**
 * Sees to it that the given entries are there, in their order, and that none of them waits for its place in the tree.
 */
export const PLACE_EVENTS = `
WITH given AS MATERIALIZED (
  SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::integer[], $5::text[], $6::bytea[], $7::bytea[], $8::timestamptz[])
    WITH ORDINALITY AS given (id, stream, version, kind, entry, leaf_hash, at, n)
), standing AS MATERIALIZED (
  SELECT event.event_id, event.id FROM record_event event
  JOIN given ON given.id = event.id AND given.leaf_hash = event.leaf_hash WHERE event.coalition_id = $1
), placed AS (
  INSERT INTO record_event (coalition_id, id, stream, stream_version, kind, entry, leaf_hash, recorded_at)
  SELECT $1, id, stream, version, kind, entry, leaf_hash, at FROM given
  WHERE id NOT IN (SELECT id FROM standing) ORDER BY n
  RETURNING event_id, id
), sequenced AS (
  DELETE FROM record_pending WHERE coalition_id = $1 AND event_id IN (SELECT event_id FROM standing)
)
SELECT event.event_id, given.leaf_hash
FROM (SELECT * FROM standing UNION ALL SELECT * FROM placed) event JOIN given ON given.id = event.id
ORDER BY given.n`;

/** A log that was frozen because its database was set back goes on: it is compared anew before anything is signed. */
export const RESTORE_HEAD = `
UPDATE record_head SET size = $2, frontier = $3,
  frozen = CASE WHEN frozen NOT LIKE 'the database does not extend%' THEN frozen END
WHERE coalition_id = $1`;

export const RESTORE_CHECKPOINT = `
INSERT INTO record_checkpoint (coalition_id, size, root, note) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`;

/** The subjects whose rows do not have the version of their record, in the order of the subjects. */
export async function laggingRows(db: EntityManager, coalitionId: CoalitionId): Promise<LaggingRow[]> {
  const kept: { table: string }[] = await db.query(
    `SELECT tgrelid::regclass::text AS table FROM pg_trigger WHERE tgname = 'record_version' ORDER BY 1`,
  );
  const rows = kept.map(
    ({ table }) => `SELECT '${table}' AS table, id, version FROM ${table} WHERE coalition_id = $1`,
  );
  const lagging: { stream: string; kind: string; recorded: number; table: string | null; version: number }[] =
    await db.query(
      `WITH kept AS (${rows.join(' UNION ALL ')}), head AS (
         SELECT DISTINCT ON (stream) stream, kind, stream_version AS version FROM record_event
         WHERE coalition_id = $1 ORDER BY stream, stream_version DESC
       )
       SELECT head.stream, head.kind, head.version AS recorded, kept.table, kept.version
       FROM head LEFT JOIN kept ON kept.id = head.stream
       WHERE head.version IS DISTINCT FROM kept.version AND head.kind <> ALL (ARRAY['sealed', 'privacy.erased'])
       ORDER BY head.stream`,
      [coalitionId],
    );
  return lagging.map(({ stream, kind, recorded, table, version }) => ({
    stream,
    kind,
    recorded,
    row: table === null ? null : { table, version },
  }));
}
