import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Draws that decide who leaves when a group holds too many seats. */
export class DrawLotsOfRemedies1795437300010 implements MigrationInterface {
  name = 'DrawLotsOfRemedies1795437300010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE draw
        ADD COLUMN remedy_id uuid,
        ADD CONSTRAINT draw_of_remedy FOREIGN KEY (coalition_id, remedy_id) REFERENCES remedy (coalition_id, id),
        -- A remedy comes to its lot once.
        ADD CONSTRAINT draw_of_remedy_once UNIQUE (coalition_id, remedy_id);
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}
