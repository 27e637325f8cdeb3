import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A proposal may ask which projects to pay from a budget. */
export class AskForFunding1795436000000 implements MigrationInterface {
  name = 'AskForFunding1795436000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE proposal DROP CONSTRAINT proposal_kind_check;
ALTER TABLE proposal
  ADD CONSTRAINT proposal_kind_check CHECK (kind IN ('MOTION', 'CHOICE', 'ELECTION', 'FUNDING'));
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What the record tells of is never taken back.'));
  }
}
