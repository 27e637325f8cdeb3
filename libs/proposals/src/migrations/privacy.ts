import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The words of proposals lie sealed with the record's committed values and nowhere else; their lines name the entry. */
export class SealProposals1795436200020 implements MigrationInterface {
  name = 'SealProposals1795436200020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE proposal DROP COLUMN title;
ALTER TABLE proposal_text DROP COLUMN title, DROP COLUMN text;
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What is sealed is never stored in clear again.'));
  }
}
