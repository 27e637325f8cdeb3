import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A log whose key was compromised goes on under a new origin. The owner of the tables may name it, and nobody else,
 * once the log is frozen; its record tells of it in the next entry, and the tree goes on.
 */
export class LetLogsSucceed1795436300020 implements MigrationInterface {
  name = 'LetLogsSucceed1795436300020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE FUNCTION record_keep_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.coalition_id = OLD.coalition_id AND NEW.slug = OLD.slug AND NEW.origin <> OLD.origin AND EXISTS (
      SELECT FROM record_head WHERE coalition_id = OLD.coalition_id AND frozen IS NOT NULL
    ) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'The record is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER record_sealed_row ON record_log;
CREATE TRIGGER record_sealed_row BEFORE UPDATE OR DELETE ON record_log
  FOR EACH ROW EXECUTE FUNCTION record_keep_log();
ALTER TABLE record_log ENABLE ALWAYS TRIGGER record_sealed_row;
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}
