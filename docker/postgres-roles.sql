-- The roles of a production database and what each may do. Run as a superuser, before the first migration and again
-- after every one; running it twice changes nothing.
--
--   quorate_owner      owns the tables; nobody signs in as it
--   quorate_app        acts: reads, inserts and steps rows; alters no entry of the record and deletes no state
--   quorate_sequencer  orders entries, writes the tree and the checkpoints
--   quorate_reader     reads the public record
--   quorate_privacy    erases personal data, which the record only commits to
--
-- Sign-in roles, without a password until one is set:
--   quorate_migrate    migrates, as the owner
--   quorate_api        the server: acts and sequences
BEGIN;

DO $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('quorate_owner', 'NOLOGIN', NULL),
      ('quorate_app', 'NOLOGIN', NULL),
      ('quorate_sequencer', 'NOLOGIN', NULL),
      ('quorate_reader', 'NOLOGIN', NULL),
      ('quorate_privacy', 'NOLOGIN', NULL),
      ('quorate_migrate', 'LOGIN', 'quorate_owner'),
      ('quorate_api', 'LOGIN', 'quorate_app, quorate_sequencer')
    ) AS roles (name, may_sign_in, member_of)
  LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
      EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.may_sign_in);
    END IF;
    IF wanted.member_of IS NOT NULL THEN
      EXECUTE format('GRANT %s TO %I', wanted.member_of, wanted.name);
    END IF;
  END LOOP;
END $$;

-- What is created while migrating belongs to the owner, not to who signed in.
ALTER ROLE quorate_migrate SET role = 'quorate_owner';

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
-- A right on the database is what PostgreSQL asks of who installs a trusted extension.
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO quorate_owner', current_database()); END $$;
GRANT USAGE, CREATE ON SCHEMA public TO quorate_owner;
GRANT USAGE ON SCHEMA public TO quorate_app, quorate_sequencer, quorate_reader, quorate_privacy;

-- Every table starts from nothing, so that a right that was taken off this page is taken away.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM quorate_app, quorate_sequencer, quorate_reader, quorate_privacy;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO quorate_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO quorate_privacy;

DO $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT right_of.act, right_of.rights, right_of.role, pg_class.oid::regclass AS kept
    FROM (VALUES
      ('REVOKE', 'UPDATE', 'quorate_app', ARRAY['schema_migration', 'record_log', 'record_event', 'record_act',
        'record_pending', 'record_leaf', 'record_tile', 'record_head', 'record_checkpoint', 'record_private',
        'record_subject_key', 'record_doc']),
      ('REVOKE', 'INSERT', 'quorate_app', ARRAY['schema_migration', 'record_leaf', 'record_tile', 'record_checkpoint']),
      ('GRANT', 'DELETE', 'quorate_app', ARRAY['session', 'sign_in_link', 'sign_in_attempt']),
      ('GRANT', 'SELECT, DELETE', 'quorate_sequencer', ARRAY['record_pending']),
      ('GRANT', 'SELECT, INSERT', 'quorate_sequencer', ARRAY['record_leaf', 'record_tile', 'record_checkpoint']),
      ('GRANT', 'SELECT, UPDATE', 'quorate_sequencer', ARRAY['record_head']),
      ('GRANT', 'SELECT', 'quorate_sequencer', ARRAY['record_log', 'record_event']),
      ('GRANT', 'SELECT', 'quorate_reader', ARRAY['record_log', 'record_event', 'record_leaf', 'record_tile',
        'record_head', 'record_checkpoint']),
      ('GRANT', 'DELETE', 'quorate_privacy', ARRAY['record_private', 'record_subject_key'])
    ) AS right_of (act, rights, role, names)
    JOIN pg_class ON pg_class.relname = ANY (right_of.names) AND pg_class.relnamespace = 'public'::regnamespace
  LOOP
    EXECUTE format('%s %s ON %s %s %I', wanted.act, wanted.rights, wanted.kept,
      CASE wanted.act WHEN 'GRANT' THEN 'TO' ELSE 'FROM' END, wanted.role);
  END LOOP;
END $$;

COMMIT;
