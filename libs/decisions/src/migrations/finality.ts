import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many witnesses make a decision final, as the charter said when it was recorded. */
export class MakeFinal1795436100010 implements MigrationInterface {
  name = 'MakeFinal1795436100010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE decision ADD COLUMN witnesses integer NOT NULL DEFAULT 0 CHECK (witnesses >= 0)',
    );
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What the record tells of is never taken back.'));
  }
}
