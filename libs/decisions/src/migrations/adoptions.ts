import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A charter changes only by a decision of the body that it binds. */
export class AdoptCharters1795436800030 implements MigrationInterface {
  name = 'AdoptCharters1795436800030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE decision ADD CONSTRAINT decision_of_its_body UNIQUE (coalition_id, body_id, id);
ALTER TABLE charter_version ADD CONSTRAINT charter_version_by_its_own_body
  FOREIGN KEY (coalition_id, body_id, adopted_by) REFERENCES decision (coalition_id, body_id, id);
CREATE UNIQUE INDEX charter_version_one_a_decision ON charter_version (coalition_id, adopted_by);
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What the record tells of is never taken back.'));
  }
}
