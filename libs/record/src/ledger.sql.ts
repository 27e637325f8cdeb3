import type { Statement } from '#platform';
import type { PoolClient } from 'pg';
import type { EntityManager } from 'typeorm';

/** A statement without its values; these run on every act. */
type Prepared = Omit<Statement, 'values'>;

/** Runs a prepared statement on the connection of the running transaction. */
export async function run<Row extends object>(
  db: EntityManager,
  { name, text, values }: Statement,
): Promise<Row[]> {
  const client = (await db.queryRunner?.connect()) as PoolClient | undefined;
  if (!client) throw new Error('A prepared statement of the ledger runs inside a transaction only.');
  const { rows } = await client.query<Row>({ name, text, values: [...values] });
  return rows;
}

/**
 * Bounds what the transaction writes to the coalition, takes the locks, then looks at the clock and at what the act
 * needs to know; see the function in the migration. The coalition is handed through, so that it is set first.
 */
export const BEGIN_ACT: Prepared = {
  name: 'record_begin_act',
  text: `SELECT begun.* FROM set_config('quorate.coalition', $1, true) AS bounds (coalition),
  record_begin_act(bounds.coalition::uuid, $2, $3, $4, $5, $6, $7, $8) AS begun`,
};

/**
 * Writes what most acts have said: one entry with at most one committed value. Single values cost the driver and
 * PostgreSQL a fraction of what lists cost; `COMMIT_ACT` writes the same for acts that say more.
 */
export const COMMIT_ONE_ENTRY: Prepared = {
  name: 'record_commit_one_entry',
  text: `
WITH event AS (
  INSERT INTO record_event (coalition_id, id, stream, stream_version, kind, entry, leaf_hash, recorded_at)
  VALUES ($1, $3, $4, $5, $6, $7, $8, $2) RETURNING event_id
), act AS (
  INSERT INTO record_act (coalition_id, actor, key, digest, entry_id, result)
  SELECT $1, $9::uuid, $10::uuid, $11::bytea, $3, $12::jsonb WHERE $10::uuid IS NOT NULL
), value AS (
  INSERT INTO record_private (coalition_id, stream, stream_version, field, subject, sealed, disclosed)
  SELECT $1, $4, $5, $13::text, $14::uuid, $15::bytea, $16::boolean WHERE $13::text IS NOT NULL
)
INSERT INTO record_pending (coalition_id, event_id) SELECT $1, event_id FROM event`,
};

/** Writes all that an act has said: entries, outbox, idempotency key, committed values, documents. */
export const COMMIT_ACT: Prepared = {
  name: 'record_commit_act',
  text: `
WITH event AS (
  INSERT INTO record_event (coalition_id, id, stream, stream_version, kind, entry, leaf_hash, recorded_at)
  SELECT $1, id, stream, version, kind, entry, leaf_hash, $2
  FROM unnest($3::uuid[], $4::uuid[], $5::integer[], $6::text[], $7::bytea[], $8::bytea[])
    WITH ORDINALITY AS new (id, stream, version, kind, entry, leaf_hash, n) ORDER BY n
  RETURNING event_id
), pending AS (
  INSERT INTO record_pending (coalition_id, event_id) SELECT $1, event_id FROM event
), act AS (
  INSERT INTO record_act (coalition_id, actor, key, digest, entry_id, result)
  SELECT $1, $9::uuid, $10::uuid, $11::bytea, $12::uuid, $13::jsonb WHERE $10::uuid IS NOT NULL
), value AS (
  INSERT INTO record_private (coalition_id, stream, stream_version, field, subject, sealed, disclosed)
  SELECT $1, new.* FROM unnest($14::uuid[], $15::integer[], $16::text[], $17::uuid[], $18::bytea[], $29::boolean[])
    AS new
), document AS (
  INSERT INTO record_doc (coalition_id, sha256, media_type, content)
  SELECT $1, new.* FROM unnest($19::bytea[], $20::text[], $21::bytea[]) AS new ON CONFLICT DO NOTHING
), subject AS (
  INSERT INTO record_subject_key (coalition_id, subject, key)
  SELECT $1, new.* FROM unnest($22::uuid[], $23::bytea[]) AS new
), due AS (
  INSERT INTO due_act (coalition_id, id, kind, subject, due_at)
  SELECT $1, new.* FROM unnest($24::uuid[], $25::text[], $26::uuid[], $27::timestamptz[]) AS new
)
UPDATE due_act SET done_at = $2 WHERE coalition_id = $1 AND id = $28::uuid`,
};

/** Bounds what the transaction writes to a coalition that is about to be founded. */
export const ENTER_COALITION = "SELECT set_config('quorate.coalition', $1, true)";

export const FOUND_LOG = `
WITH log AS (
  INSERT INTO record_log (coalition_id, slug, origin) VALUES ($1, $2, $3)
  ON CONFLICT (coalition_id) DO NOTHING RETURNING coalition_id
)
INSERT INTO record_head (coalition_id) SELECT coalition_id FROM log`;
