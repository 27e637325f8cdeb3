import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * By what entries are looked for: copies of a few of their members, written when an entry gets its place in the tree.
 * They serve the search alone; what is shown and verified is the entry.
 */
export class FindEntries1795436400000 implements MigrationInterface {
  name = 'FindEntries1795436400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE record_search (
  coalition_id uuid NOT NULL,
  leaf_index bigint NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  role text NOT NULL,
  body uuid,
  PRIMARY KEY (coalition_id, at, leaf_index),
  FOREIGN KEY (coalition_id, leaf_index) REFERENCES record_leaf (coalition_id, leaf_index)
);
CREATE INDEX record_search_kind ON record_search (coalition_id, kind, at, leaf_index);
CREATE INDEX record_search_body ON record_search (coalition_id, body, at, leaf_index) WHERE body IS NOT NULL;
SELECT record_seal('record_search');

INSERT INTO database_right (relation, role, rights) VALUES
  ('record_search', 'quorate_app', 'SELECT'),
  ('record_search', 'quorate_sequencer', 'SELECT, INSERT');
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      "DROP TABLE record_search; DELETE FROM database_right WHERE relation = 'record_search'",
    );
  }
}
