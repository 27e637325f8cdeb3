import type { MigrationInterface, QueryRunner } from 'typeorm';

/** From the instant at which a turn begins it changes hands by a correction alone, also before a server has written so. */
export class GuardBegunTurns1795436900010 implements MigrationInterface {
  name = 'GuardBegunTurns1795436900010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(GUARD);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}

const GUARD = `
CREATE FUNCTION turn_line_keeps_what_began() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.corrects IS NULL AND EXISTS (
    SELECT FROM turn_line
    WHERE coalition_id = NEW.coalition_id AND id = NEW.id AND number = NEW.number - 1
      AND begins_at <= NEW.changed_at AND person_id IS DISTINCT FROM NEW.person_id
  ) THEN
    RAISE EXCEPTION 'A turn whose time has begun changes hands by a correction alone.'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER turn_line_stays BEFORE INSERT ON turn_line
  FOR EACH ROW EXECUTE FUNCTION turn_line_keeps_what_began();
ALTER TABLE turn_line ENABLE ALWAYS TRIGGER turn_line_stays;
`;
