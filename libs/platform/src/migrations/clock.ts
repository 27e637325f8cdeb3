import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The database's clock: the instant at which it is asked, in whole milliseconds, also inside a transaction.
 * Everything that compares an instant with the present asks this function, so that tests have one clock to move.
 */
export class CreateClock1795435200000 implements MigrationInterface {
  name = 'CreateClock1795435200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION quorate_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL RESTRICTED AS
      $$ SELECT date_trunc('milliseconds', clock_timestamp()) $$
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION quorate_now()');
  }
}
