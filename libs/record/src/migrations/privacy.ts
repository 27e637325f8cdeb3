import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What may have to be erased lies sealed in one table, and leaves it only together with the entry that says why.
 *
 * A value is found by the entry that commits to it, and names whose key seals it. A document that may have to be
 * erased is a value of the field `docs/<SHA-256>`. Keys are stored wrapped.
 */
export class SealPrivateValues1795436200000 implements MigrationInterface {
  name = 'SealPrivateValues1795436200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REFUSE_CLEAR);
    await runner.query(TABLES);
    await runner.query(WALLS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What is sealed is never stored in clear again.'));
  }
}

/** No statement can seal what an earlier version stored in clear, and its log holds it in clear anyway. */
const REFUSE_CLEAR = `
DO $$
BEGIN
  IF EXISTS (SELECT FROM record_private) OR EXISTS (SELECT FROM record_subject_key) THEN
    RAISE EXCEPTION 'This database was filled by a version that stored personal data in clear; begin with an empty one.';
  END IF;
END $$;
`;

const TABLES = `
DROP TABLE record_private;

CREATE TABLE record_private (
  coalition_id uuid NOT NULL,
  stream uuid NOT NULL,
  stream_version integer NOT NULL,
  field text NOT NULL,
  subject uuid NOT NULL,
  sealed bytea NOT NULL,
  disclosed boolean NOT NULL,
  PRIMARY KEY (coalition_id, stream, stream_version, field)
);
CREATE INDEX record_private_of_subject ON record_private (coalition_id, subject);
CREATE INDEX record_private_document ON record_private (coalition_id, field) WHERE field LIKE 'docs/%';

ALTER TABLE record_subject_key DROP CONSTRAINT record_subject_key_key_check;
ALTER TABLE record_subject_key ADD CONSTRAINT record_subject_key_wrapped CHECK (octet_length(key) = 64);

CREATE TABLE record_erasure (
  coalition_id uuid NOT NULL,
  stream uuid NOT NULL,
  stream_version integer NOT NULL,
  field text NOT NULL,
  legal_basis text NOT NULL CHECK (legal_basis IN (
    'NO_LONGER_NEEDED', 'CONSENT_WITHDRAWN', 'OBJECTION', 'UNLAWFUL', 'LEGAL_OBLIGATION', 'CHILD', 'RECTIFIED'
  )),
  erased_at timestamptz NOT NULL,
  entry_stream uuid NOT NULL,
  entry_version integer NOT NULL,
  PRIMARY KEY (coalition_id, stream, stream_version, field),
  FOREIGN KEY (coalition_id, stream, stream_version)
    REFERENCES record_event (coalition_id, stream, stream_version)
);
CREATE INDEX record_erasure_document ON record_erasure (coalition_id, field) WHERE field LIKE 'docs/%';
SELECT record_keep_line('record_erasure');
CREATE INDEX record_event_erased ON record_event (coalition_id, event_id) WHERE kind = 'privacy.erased';
`;

const WALLS = `
CREATE FUNCTION record_guard_private() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'What an entry commits to is never rewritten.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (
    SELECT FROM record_erasure
    WHERE coalition_id = OLD.coalition_id AND stream = OLD.stream AND stream_version = OLD.stream_version
      AND field = OLD.field
  ) THEN
    RAISE EXCEPTION 'Nothing is erased without an entry that says on which ground.'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER record_private_erased BEFORE UPDATE OR DELETE ON record_private
  FOR EACH ROW EXECUTE FUNCTION record_guard_private();
CREATE TRIGGER record_sealed_table BEFORE TRUNCATE ON record_private
  FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change();
ALTER TABLE record_private ENABLE ALWAYS TRIGGER record_private_erased;
ALTER TABLE record_private ENABLE ALWAYS TRIGGER record_sealed_table;

CREATE FUNCTION record_guard_subject_key() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM record_private WHERE coalition_id = OLD.coalition_id AND subject = OLD.subject) THEN
    RAISE EXCEPTION 'A key goes when nothing is left that it seals.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER record_subject_key_spent BEFORE DELETE ON record_subject_key
  FOR EACH ROW EXECUTE FUNCTION record_guard_subject_key();
ALTER TABLE record_subject_key ENABLE ALWAYS TRIGGER record_subject_key_spent;
`;
