import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What witnesses said of the checkpoints, and whose turn it is to ask them.
 *
 * A cosignature says that its witness has seen no larger tree until then; so of each witness the latest one a
 * checkpoint is kept. When a checkpoint was published tells how long its witnesses have been waited for.
 */
export class RememberCosignatures1795436100000 implements MigrationInterface {
  name = 'RememberCosignatures1795436100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE record_checkpoint ADD COLUMN published_at timestamptz NOT NULL DEFAULT clock_timestamp();

      CREATE TABLE record_cosignature (
        coalition_id uuid NOT NULL,
        size bigint NOT NULL,
        witness_key text NOT NULL,
        line text NOT NULL,
        cosigned_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (coalition_id, size, witness_key),
        FOREIGN KEY (coalition_id, size) REFERENCES record_checkpoint (coalition_id, size)
      );
      CREATE INDEX record_cosignature_by_witness ON record_cosignature (coalition_id, witness_key, size DESC);

      CREATE TABLE record_witness_turn (
        coalition_id uuid PRIMARY KEY REFERENCES record_log,
        ends_at timestamptz NOT NULL
      );
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}
