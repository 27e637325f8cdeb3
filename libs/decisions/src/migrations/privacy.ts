import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reasons and dissents lie sealed with the record's committed values and nowhere else, each of its first version. */
export class SealReasons1795436200030 implements MigrationInterface {
  name = 'SealReasons1795436200030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE decision DROP COLUMN rationale;
ALTER TABLE dissent DROP COLUMN statement;
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What is sealed is never stored in clear again.'));
  }
}
