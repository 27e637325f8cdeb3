import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The ledger: entries, their order in the tree, signed heads, and the two walls by which the database itself
 * refuses a change without its entry.
 *
 * `record_keep(table)` makes a state table one whose rows change only together with an entry of their own
 * stream; `record_keep_line(table)` makes a table one whose rows are written once and name their entry.
 */
export class CreateRecord1795435250000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(WALLS);
    await runner.query(BEGIN);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}

const TABLES = `
CREATE TABLE record_log (
  coalition_id uuid PRIMARY KEY,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9-]{1,63}$'),
  origin text NOT NULL UNIQUE
);

CREATE TABLE record_event (
  coalition_id uuid NOT NULL REFERENCES record_log,
  event_id bigint GENERATED ALWAYS AS IDENTITY,
  id uuid NOT NULL,
  stream uuid NOT NULL,
  stream_version integer NOT NULL CHECK (stream_version >= 1),
  kind text NOT NULL,
  entry bytea NOT NULL CHECK (octet_length(entry) <= 65535),
  leaf_hash bytea NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (coalition_id, event_id),
  CONSTRAINT record_event_stream_version UNIQUE (coalition_id, stream, stream_version),
  CONSTRAINT record_event_entry UNIQUE (coalition_id, id),
  CONSTRAINT record_event_leaf_hash CHECK (leaf_hash = sha256('\\x00'::bytea || entry))
);

CREATE TABLE record_stream (
  coalition_id uuid NOT NULL,
  stream uuid NOT NULL,
  version integer NOT NULL,
  leaf_hash bytea NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (coalition_id, stream),
  FOREIGN KEY (coalition_id, stream, version)
    REFERENCES record_event (coalition_id, stream, stream_version) DEFERRABLE INITIALLY DEFERRED
) WITH (fillfactor = 80);

CREATE TABLE record_act (
  coalition_id uuid NOT NULL,
  actor uuid NOT NULL,
  key uuid NOT NULL,
  digest bytea NOT NULL,
  entry_id uuid NOT NULL,
  result jsonb NOT NULL,
  PRIMARY KEY (coalition_id, actor, key)
);

CREATE TABLE record_pending (
  coalition_id uuid NOT NULL,
  event_id bigint NOT NULL,
  PRIMARY KEY (coalition_id, event_id)
);

CREATE TABLE record_leaf (
  coalition_id uuid NOT NULL,
  leaf_index bigint NOT NULL CHECK (leaf_index >= 0),
  event_id bigint NOT NULL,
  leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
  PRIMARY KEY (coalition_id, leaf_index),
  UNIQUE (coalition_id, event_id),
  FOREIGN KEY (coalition_id, event_id) REFERENCES record_event (coalition_id, event_id)
);

CREATE TABLE record_tile (
  coalition_id uuid NOT NULL,
  level smallint NOT NULL CHECK (level BETWEEN 0 AND 63),
  idx bigint NOT NULL CHECK (idx >= 0),
  hashes bytea NOT NULL CHECK (octet_length(hashes) = 8192),
  PRIMARY KEY (coalition_id, level, idx)
);
ALTER TABLE record_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

CREATE TABLE record_head (
  coalition_id uuid PRIMARY KEY REFERENCES record_log,
  size bigint NOT NULL DEFAULT 0,
  frontier bytea NOT NULL DEFAULT '',
  frozen text
);

CREATE TABLE record_checkpoint (
  coalition_id uuid NOT NULL REFERENCES record_log,
  size bigint NOT NULL CHECK (size > 0),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  note text NOT NULL,
  PRIMARY KEY (coalition_id, size)
);

CREATE TABLE record_private (
  coalition_id uuid NOT NULL,
  entry_id uuid NOT NULL,
  field text NOT NULL,
  salt bytea NOT NULL CHECK (octet_length(salt) = 32),
  value text NOT NULL,
  disclosed boolean NOT NULL,
  PRIMARY KEY (coalition_id, entry_id, field)
);

CREATE TABLE record_subject_key (
  coalition_id uuid NOT NULL,
  subject uuid NOT NULL,
  key bytea NOT NULL CHECK (octet_length(key) = 32),
  PRIMARY KEY (coalition_id, subject)
);

CREATE TABLE record_doc (
  coalition_id uuid NOT NULL REFERENCES record_log,
  sha256 bytea NOT NULL CHECK (sha256 = sha256(content)),
  media_type text NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (coalition_id, sha256)
);

CREATE TABLE due_act (
  coalition_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  subject uuid NOT NULL,
  due_at timestamptz NOT NULL,
  done_at timestamptz,
  PRIMARY KEY (coalition_id, id)
);
CREATE INDEX due_act_waiting ON due_act (due_at) WHERE done_at IS NULL;
`;

const WALLS = `
CREATE FUNCTION record_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The record is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION record_seal(kept regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER record_sealed_row BEFORE UPDATE OR DELETE ON %s
    FOR EACH ROW EXECUTE FUNCTION record_refuse_change()', kept);
  EXECUTE format('CREATE TRIGGER record_sealed_table BEFORE TRUNCATE ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change()', kept);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER record_sealed_row', kept);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER record_sealed_table', kept);
END $$;

SELECT record_seal(kept) FROM unnest(ARRAY[
  'record_log', 'record_event', 'record_act', 'record_leaf', 'record_tile', 'record_checkpoint', 'record_doc'
]::regclass[]) AS kept;

CREATE FUNCTION record_step_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'Nothing is deleted from %.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.coalition_id <> OLD.coalition_id OR NEW.id <> OLD.id THEN
    RAISE EXCEPTION 'A row of % keeps its identity.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.version <> OLD.version + 1 THEN
    RAISE EXCEPTION 'The version of a row of % steps by one: from % to % is refused.',
      TG_TABLE_NAME, OLD.version, NEW.version USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION record_keep(kept regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (coalition_id, id, version)
    REFERENCES record_event (coalition_id, stream, stream_version) DEFERRABLE INITIALLY DEFERRED',
    kept, kept::text || '_has_its_entry');
  EXECUTE format('CREATE TRIGGER record_version BEFORE UPDATE OR DELETE ON %s
    FOR EACH ROW EXECUTE FUNCTION record_step_version()', kept);
  EXECUTE format('CREATE TRIGGER record_sealed_table BEFORE TRUNCATE ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change()', kept);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER record_version', kept);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER record_sealed_table', kept);
END $$;

CREATE FUNCTION record_keep_line(kept regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (coalition_id, entry_stream, entry_version)
    REFERENCES record_event (coalition_id, stream, stream_version) DEFERRABLE INITIALLY DEFERRED',
    kept, kept::text || '_has_its_entry');
  PERFORM record_seal(kept);
END $$;
`;

/**
 * How every act begins. A function and not one statement, because each statement of a volatile function sees what
 * was committed before that statement: what is read after a lock was waited for is what the last holder left.
 * The clock is read when all locks are held: an act that waited an hour for a gate is an hour late. A host whose
 * clock was set back never dates an entry before its subject's last one.
 */
const BEGIN = `
CREATE FUNCTION record_begin_act(
  in_coalition uuid, in_actor uuid, in_key uuid, in_streams uuid[],
  in_shared_gate text, in_closed_gate text, in_turnstile text, in_due uuid,
  OUT now timestamptz, OUT origin text, OUT frozen text, OUT streams json, OUT due_claimed boolean,
  OUT digest bytea, OUT entry_id uuid, OUT entry_leaf bytea, OUT result jsonb, OUT actor_key bytea
) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  latest timestamptz;
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
  IF cardinality(in_streams) > 0 THEN
    SELECT json_agg(locked), max(locked.at) INTO streams, latest FROM (
      SELECT stream, version, encode(leaf_hash, 'hex') AS leaf_hash, at FROM record_stream
      WHERE coalition_id = in_coalition AND stream = ANY (in_streams) ORDER BY stream FOR UPDATE
    ) AS locked;
  END IF;
  SELECT log.origin, head.frozen, subject.key INTO origin, frozen, actor_key
  FROM record_log log
  JOIN record_head head ON head.coalition_id = log.coalition_id
  LEFT JOIN record_subject_key subject ON subject.coalition_id = log.coalition_id AND subject.subject = in_actor
  WHERE log.coalition_id = in_coalition;
  IF in_key IS NOT NULL THEN
    SELECT act.digest, act.entry_id, event.leaf_hash, act.result INTO digest, entry_id, entry_leaf, result
    FROM record_act act
    JOIN record_event event ON event.coalition_id = act.coalition_id AND event.id = act.entry_id
    WHERE act.coalition_id = in_coalition AND act.actor = in_actor AND act.key = in_key;
  END IF;
  now := greatest(quorate_now(), latest);
END $$;
`;
