import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A subject's head is its last entry, and no longer a copy of it that every act had to write. Acts on one subject take
 * turns by a lock on its id, which also holds for a subject that has no entry yet.
 */
export class ReadHeadsFromEntries1795441500000 implements MigrationInterface {
  name = 'ReadHeadsFromEntries1795441500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BEGIN);
    await runner.query('DROP TABLE record_stream');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}

/**
 * How every act begins. A function and not one statement, because each statement of a volatile function sees what
 * was committed before that statement: what is read after a lock was waited for is what the last holder left.
 * The clock is read when all locks are held: an act that waited an hour for a gate is an hour late. A host whose
 * clock was set back never dates an entry before its subject's last one.
 *
 * Each statement compares with single values: for lists PostgreSQL would make a new plan at every act.
 */
const BEGIN = `
CREATE OR REPLACE FUNCTION record_begin_act(
  in_coalition uuid, in_actor uuid, in_key uuid, in_streams uuid[],
  in_shared_gate text, in_closed_gate text, in_turnstile text, in_due uuid,
  OUT now timestamptz, OUT origin text, OUT frozen text, OUT streams json, OUT due_claimed boolean,
  OUT digest bytea, OUT entry_id uuid, OUT entry_leaf bytea, OUT result jsonb, OUT actor_key bytea
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  subject uuid;
  last_version integer;
  last_hash bytea;
  last_at timestamptz;
  latest timestamptz;
  heads text;
BEGIN
  IF in_shared_gate IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(in_shared_gate, 0));
  END IF;
  IF in_closed_gate IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(in_closed_gate, 0));
  END IF;
  IF in_turnstile IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(in_turnstile, 1));
  END IF;
  IF in_due IS NOT NULL THEN
    PERFORM FROM due_act WHERE coalition_id = in_coalition AND id = in_due AND done_at IS NULL FOR UPDATE SKIP LOCKED;
    due_claimed := FOUND;
  END IF;
  IF cardinality(in_streams) > 1 THEN
    in_streams := ARRAY(SELECT wanted FROM unnest(in_streams) AS wanted ORDER BY wanted);
  END IF;
  FOREACH subject IN ARRAY in_streams LOOP
    PERFORM pg_advisory_xact_lock(uuid_hash_extended(subject, 5));
    SELECT event.stream_version, event.leaf_hash, event.recorded_at INTO last_version, last_hash, last_at
    FROM record_event event WHERE event.coalition_id = in_coalition AND event.stream = subject
    ORDER BY event.stream_version DESC LIMIT 1;
    IF FOUND THEN
      latest := greatest(latest, last_at);
      heads := concat_ws(',', heads, format('{"stream":"%s","version":%s,"leaf_hash":"%s"}',
        subject, last_version, encode(last_hash, 'hex')));
    END IF;
  END LOOP;
  streams := '[' || heads || ']';
  SELECT log.origin, head.frozen, sealing.key, act.digest, act.entry_id, act.result
  INTO origin, frozen, actor_key, digest, entry_id, result
  FROM record_log log
  JOIN record_head head ON head.coalition_id = log.coalition_id
  LEFT JOIN record_subject_key sealing ON sealing.coalition_id = in_coalition AND sealing.subject = in_actor
  LEFT JOIN record_act act ON act.coalition_id = in_coalition AND act.actor = in_actor AND act.key = in_key
  WHERE log.coalition_id = in_coalition;
  IF entry_id IS NOT NULL THEN
    SELECT event.leaf_hash INTO entry_leaf
    FROM record_event event WHERE event.coalition_id = in_coalition AND event.id = entry_id;
  END IF;
  now := greatest(quorate_now(), latest);
END $$;
`;
