import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An entry belongs to a log that is there. A foreign key would lock the log's one row at every act, and acts at the same
 * time would write lists of one another into it; since no log is ever removed or renamed, to look is enough.
 */
export class LookForTheLog1795441500020 implements MigrationInterface {
  name = 'LookForTheLog1795441500020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE FUNCTION record_require_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM record_log WHERE coalition_id = NEW.coalition_id) THEN
    RAISE EXCEPTION 'There is no log of the coalition %.', NEW.coalition_id USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER record_event_log BEFORE INSERT ON record_event
  FOR EACH ROW EXECUTE FUNCTION record_require_log();
ALTER TABLE record_event ENABLE ALWAYS TRIGGER record_event_log;
ALTER TABLE record_event DROP CONSTRAINT record_event_coalition_id_fkey;
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}
