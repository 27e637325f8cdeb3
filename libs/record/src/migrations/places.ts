import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An entry's place in the tree says by what it is found: one row instead of two, in the order of the tree. Entries of one
 * kind or body share one key in their index, and the instants, which follow the tree all but exactly, are indexed by
 * ranges. Keys that only grow leave no room in the pages behind them.
 */
export class FindEntriesByPlace1795441500010 implements MigrationInterface {
  name = 'FindEntriesByPlace1795441500010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE record_leaf ADD COLUMN at timestamptz, ADD COLUMN kind text, ADD COLUMN role text, ADD COLUMN body uuid;
ALTER TABLE record_leaf DISABLE TRIGGER record_sealed_row;
UPDATE record_leaf leaf SET at = search.at, kind = search.kind, role = search.role, body = search.body
FROM record_search search WHERE search.coalition_id = leaf.coalition_id AND search.leaf_index = leaf.leaf_index;
ALTER TABLE record_leaf ENABLE ALWAYS TRIGGER record_sealed_row;
DROP TABLE record_search;
DELETE FROM database_right WHERE relation = 'record_search';

ALTER TABLE record_leaf ALTER COLUMN at SET NOT NULL, ALTER COLUMN kind SET NOT NULL, ALTER COLUMN role SET NOT NULL;
CREATE INDEX record_leaf_kind ON record_leaf (coalition_id, kind);
CREATE INDEX record_leaf_body ON record_leaf (coalition_id, body) WHERE body IS NOT NULL;
CREATE INDEX record_leaf_at ON record_leaf USING brin (at);

ALTER INDEX record_event_pkey SET (fillfactor = 100);
ALTER INDEX record_event_entry SET (fillfactor = 100);
ALTER INDEX record_leaf_pkey SET (fillfactor = 100);
ALTER INDEX record_leaf_coalition_id_event_id_key SET (fillfactor = 100);
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The record is never taken back.'));
  }
}
