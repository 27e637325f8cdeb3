import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a box freezes of the share of the body that the charter asks for. */
export class FreezeShares1795437500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE box ADD COLUMN takes jsonb;

CREATE FUNCTION box_share_stays_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.takes IS DISTINCT FROM OLD.takes THEN
    RAISE EXCEPTION 'What a box froze stays frozen.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER box_share_frozen BEFORE UPDATE ON box FOR EACH ROW EXECUTE FUNCTION box_share_stays_frozen();
ALTER TABLE box ENABLE ALWAYS TRIGGER box_share_frozen;
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}
