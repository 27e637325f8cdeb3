import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keeps the root of each full tile beside it: the level above is made of roots, and hashing hundreds of tiles again for
 * one partial tile of it made proofs slow. Tiles that were stored before have none; theirs are computed.
 */
export class KeepTileRoots1795436400001 implements MigrationInterface {
  name = 'KeepTileRoots1795436400001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE record_tile ADD COLUMN root bytea CHECK (octet_length(root) = 32)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE record_tile DROP COLUMN root');
  }
}
