import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * No value lies under a key that is gone, also when an erasure and an act that seals something of the same person
 * meet: they take turns at the subject, and a foreign key refuses what would be left behind.
 *
 * The coalition's own key is never erased and seals what everybody casts, so its values name no subject: ten thousand
 * casts must not share one row.
 */
export class HoldKeysWhileSealing1795437700000 implements MigrationInterface {
  name = 'HoldKeysWhileSealing1795437700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE record_private DISABLE TRIGGER record_private_erased;
ALTER TABLE record_private ALTER COLUMN subject DROP NOT NULL;
UPDATE record_private SET subject = NULL WHERE subject = coalition_id;
ALTER TABLE record_private ENABLE ALWAYS TRIGGER record_private_erased;
ALTER TABLE record_private
  ADD CONSTRAINT record_private_subject CHECK (subject <> coalition_id),
  ADD CONSTRAINT record_private_has_its_key FOREIGN KEY (coalition_id, subject) REFERENCES record_subject_key;
COMMENT ON COLUMN record_private.subject IS 'Whose key seals it; null for the coalition''s own.';
DROP INDEX record_private_of_subject;
CREATE INDEX record_private_of_subject ON record_private (coalition_id, subject) WHERE subject IS NOT NULL;

CREATE OR REPLACE FUNCTION record_guard_subject_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.subject = OLD.coalition_id THEN
    RAISE EXCEPTION 'The key of a coalition is never erased.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;

CREATE FUNCTION record_held_keys(in_coalition uuid, in_subjects uuid[]) RETURNS TABLE (subject uuid, key bytea)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(held::text, 4))
  FROM (SELECT unnest(in_subjects) AS held ORDER BY 1) AS subjects;
  RETURN QUERY SELECT sealing.subject, sealing.key FROM record_subject_key sealing
    WHERE sealing.coalition_id = in_coalition AND sealing.subject = ANY (in_subjects);
END $$;
COMMENT ON FUNCTION record_held_keys IS 'Keys that nobody erases before the transaction ends.';
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}
