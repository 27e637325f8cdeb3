import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mail addresses lie sealed under a key of their account, and are found by a digest that only the server can make. */
export class SealAddresses1795436200005 implements MigrationInterface {
  name = 'SealAddresses1795436200005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
DO $$
BEGIN
  IF EXISTS (SELECT FROM account) THEN
    RAISE EXCEPTION 'This database was filled by a version that stored mail addresses in clear; begin with an empty one.';
  END IF;
END $$;

ALTER TABLE account DROP COLUMN email,
  ADD COLUMN address_found_by bytea NOT NULL CHECK (octet_length(address_found_by) = 32),
  ADD COLUMN key bytea NOT NULL CHECK (octet_length(key) = 64),
  ADD COLUMN address bytea NOT NULL,
  ADD CONSTRAINT account_address UNIQUE (address_found_by);
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What is sealed is never stored in clear again.'));
  }
}
