import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A vote by consent or consensus may send its proposal back to deliberation. */
export class SendBack1795436000002 implements MigrationInterface {
  name = 'SendBack1795436000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE decision DROP CONSTRAINT decision_outcome_check;
ALTER TABLE decision ADD CONSTRAINT decision_outcome_check CHECK (
  outcome IN ('PASSED', 'REJECTED', 'SENT_BACK', 'TIED', 'NO_QUORUM', 'ELECTED', 'SEATS_OPEN', 'FUNDED'));
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What the record tells of is never taken back.'));
  }
}
