import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a box freezes of who was recused when it was opened. */
export class FreezeRecused1795440200020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE box ADD COLUMN recused jsonb NOT NULL DEFAULT '[]';

CREATE OR REPLACE FUNCTION box_share_stays_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.takes, NEW.recused) IS DISTINCT FROM (OLD.takes, OLD.recused) THEN
    RAISE EXCEPTION 'What a box froze stays frozen.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}
