-- The roles of a database of Quorate. Run as a superuser, before the first migration; running it twice changes nothing.
-- What each role may do on which table is data of the schema (`database_right`) and follows from every migration.
--
--   quorate_owner      owns the tables; nobody signs in as it
--   quorate_app        acts: reads, inserts and steps rows; alters no entry of the record and deletes no state
--   quorate_sequencer  orders entries, writes the tree and the checkpoints
--   quorate_reader     reads what is published of the record
--   quorate_privacy    erases personal data, which the record only commits to
--
-- Sign-in roles, without a password until one is set:
--   quorate_migrate    migrates, as the owner
--   quorate_api        the server: acts, and becomes sequencer or privacy for the length of one transaction
BEGIN;

DO $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('quorate_owner', 'NOLOGIN'),
      ('quorate_app', 'NOLOGIN'),
      ('quorate_sequencer', 'NOLOGIN'),
      ('quorate_reader', 'NOLOGIN'),
      ('quorate_privacy', 'NOLOGIN'),
      ('quorate_migrate', 'LOGIN NOINHERIT'),
      ('quorate_api', 'LOGIN NOINHERIT')
    ) AS roles (name, kind)
  LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
      EXECUTE format('CREATE ROLE %I', wanted.name);
    END IF;
    EXECUTE format('ALTER ROLE %I %s', wanted.name, wanted.kind);
  END LOOP;
END $$;

-- Taken and given again, since a membership keeps whether it is inherited from when it was given.
REVOKE quorate_owner FROM quorate_migrate;
REVOKE quorate_app, quorate_sequencer, quorate_privacy FROM quorate_api;
GRANT quorate_owner TO quorate_migrate;
GRANT quorate_app, quorate_sequencer, quorate_privacy TO quorate_api;

-- Who signs in has no right of its own and begins as one role: what is created while migrating is the owner's.
ALTER ROLE quorate_migrate SET role = 'quorate_owner';
ALTER ROLE quorate_api SET role = 'quorate_app';

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
-- A right on the database is what PostgreSQL asks of who installs a trusted extension.
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO quorate_owner', current_database()); END $$;
GRANT USAGE, CREATE ON SCHEMA public TO quorate_owner;
GRANT USAGE ON SCHEMA public TO quorate_app, quorate_sequencer, quorate_reader, quorate_privacy;

-- What a database held before it had roles becomes the owner's; extensions keep what is theirs.
DO $$
DECLARE
  held record;
BEGIN
  FOR held IN
    SELECT CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS what, oid::regclass::text AS name
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
      AND relowner <> 'quorate_owner'::regrole
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
    UNION ALL
    SELECT 'FUNCTION', oid::regprocedure::text
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
      AND proowner <> 'quorate_owner'::regrole
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
  LOOP
    EXECUTE format('ALTER %s %s OWNER TO quorate_owner', held.what, held.name);
  END LOOP;
  -- Roles that came after the migrations find their rights here.
  IF to_regprocedure('quorate_settle_rights()') IS NOT NULL THEN
    PERFORM quorate_settle_rights();
  END IF;
END $$;

COMMIT;
