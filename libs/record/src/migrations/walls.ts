import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who may do what on the ledger's own tables (see `database_right`), and what strangers with a connection of their
 * own may read: two views over the published part of the record, through which row-level security holds.
 */
export class BuildLedgerWalls1795436300010 implements MigrationInterface {
  name = 'BuildLedgerWalls1795436300010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(VIEWS);
    await runner.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The walls of the record are never taken down.'));
  }
}

const VIEWS = `
CREATE VIEW public_entry WITH (security_invoker = true) AS
SELECT log.slug, leaf.leaf_index, leaf.leaf_hash, event.entry
FROM record_leaf leaf
JOIN record_event event USING (coalition_id, event_id)
JOIN record_log log USING (coalition_id);

CREATE VIEW public_checkpoint WITH (security_invoker = true) AS
SELECT log.slug, log.origin, checkpoint.size, checkpoint.root, checkpoint.note
FROM record_checkpoint checkpoint JOIN record_log log USING (coalition_id);
`;

const RIGHTS = `
INSERT INTO database_right (relation, role, rights, only_where) VALUES
  ('record_log', 'quorate_app', 'SELECT, INSERT', NULL),
  ('record_event', 'quorate_app', 'SELECT, INSERT', NULL),
  ('record_act', 'quorate_app', 'SELECT, INSERT', NULL),
  ('record_doc', 'quorate_app', 'SELECT, INSERT', NULL),
  ('record_pending', 'quorate_app', 'SELECT, INSERT', NULL),
  ('record_head', 'quorate_app', 'SELECT, INSERT', NULL),
  ('record_leaf', 'quorate_app', 'SELECT', NULL),
  ('record_tile', 'quorate_app', 'SELECT', NULL),
  ('record_checkpoint', 'quorate_app', 'SELECT', NULL),
  ('record_cosignature', 'quorate_app', 'SELECT', NULL),
  ('record_witness_turn', 'quorate_app', 'SELECT', NULL),
  ('record_private', 'quorate_app', 'SELECT, INSERT', NULL),
  ('record_subject_key', 'quorate_app', 'SELECT, INSERT', NULL),
  ('record_log', 'quorate_sequencer', 'SELECT', NULL),
  ('record_event', 'quorate_sequencer', 'SELECT', NULL),
  ('record_pending', 'quorate_sequencer', 'SELECT, DELETE', NULL),
  ('record_leaf', 'quorate_sequencer', 'SELECT, INSERT', NULL),
  ('record_tile', 'quorate_sequencer', 'SELECT, INSERT', NULL),
  ('record_head', 'quorate_sequencer', 'SELECT, UPDATE', NULL),
  ('record_checkpoint', 'quorate_sequencer', 'SELECT, INSERT', NULL),
  ('record_cosignature', 'quorate_sequencer', 'SELECT, INSERT, UPDATE', NULL),
  ('record_witness_turn', 'quorate_sequencer', 'SELECT, INSERT, UPDATE', NULL),
  ('record_private', 'quorate_privacy', 'SELECT, DELETE', NULL),
  ('record_subject_key', 'quorate_privacy', 'SELECT, UPDATE, DELETE', NULL),
  ('public_entry', 'quorate_reader', 'SELECT', NULL),
  ('public_checkpoint', 'quorate_reader', 'SELECT', NULL),
  ('record_log', 'quorate_reader', 'SELECT', 'true'),
  ('record_checkpoint', 'quorate_reader', 'SELECT', 'true'),
  ('record_cosignature', 'quorate_reader', 'SELECT', 'true'),
  ('record_leaf', 'quorate_reader', 'SELECT', 'leaf_index < (
    SELECT max(size) FROM record_checkpoint published WHERE published.coalition_id = record_leaf.coalition_id)'),
  ('record_event', 'quorate_reader', 'SELECT (coalition_id, event_id, entry)', 'EXISTS (
    SELECT FROM record_leaf leaf
    WHERE leaf.coalition_id = record_event.coalition_id AND leaf.event_id = record_event.event_id)');
`;
