import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Charters change by decisions: what holds on the way from one version to the next, and no version but the next one,
 * which begins after the one before. Two versions never hold at once, since each ends where the next begins.
 */
export class AmendCharters1795436800000 implements MigrationInterface {
  name = 'AmendCharters1795436800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE charter_version ADD COLUMN transitional jsonb;

CREATE FUNCTION charter_version_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  latest record;
BEGIN
  SELECT number, begins_at INTO latest FROM charter_version
  WHERE coalition_id = NEW.coalition_id AND body_id = NEW.body_id ORDER BY number DESC LIMIT 1;
  IF NEW.number <> coalesce(latest.number, 0) + 1 OR NEW.begins_at < latest.begins_at THEN
    RAISE EXCEPTION 'A charter version follows the last one and begins after it.'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'charter_version_follows';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER charter_version_follows BEFORE INSERT ON charter_version
  FOR EACH ROW EXECUTE FUNCTION charter_version_in_order();
ALTER TABLE charter_version ENABLE ALWAYS TRIGGER charter_version_follows;
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What the record tells of is never taken back.'));
  }
}
