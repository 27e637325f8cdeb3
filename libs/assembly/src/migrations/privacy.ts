import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Names of people, and why a mandate ended early, lie sealed with the record's committed values and nowhere else; the
 * rows say which entry of their stream has them.
 */
export class SealNames1795436200010 implements MigrationInterface {
  name = 'SealNames1795436200010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE person DROP COLUMN name, ADD COLUMN name_version integer NOT NULL CHECK (name_version >= 1);
ALTER TABLE mandate DROP CONSTRAINT mandate_ended, DROP COLUMN ended_because,
  ADD COLUMN ended_version integer,
  ADD CONSTRAINT mandate_ended CHECK (ended_version IS NULL OR ends_at IS NOT NULL);
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What is sealed is never stored in clear again.'));
  }
}
