import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Draws by whose order the ties of votes are broken. Votes stand above draws, so that no key leads from here to them. */
export class DrawTies1796066800000 implements MigrationInterface {
  name = 'DrawTies1796066800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE draw
        ADD COLUMN box_id uuid,
        -- A vote has one order.
        ADD CONSTRAINT draw_of_box_once UNIQUE (coalition_id, box_id);
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}
