import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What each database role may do, as data, and the two walls that are built from it: grants, and row-level security
 * by coalition.
 *
 * A table that `database_right` does not list may be read, added to and stepped by the application, and only read
 * and added to where it is sealed; so a new table has its walls without a word. Rows of a coalition can be written
 * only while `quorate.coalition` names it, which an act sets for its own transaction: whatever a statement says by
 * mistake, it does not reach into another coalition. Reading is not bounded so, since the record and most of the
 * state are public, and one page shows things of many coalitions.
 *
 * A database without the roles, as one user may have for trying Quorate out, has neither wall.
 */
export class BuildWalls1795436300000 implements MigrationInterface {
  name = 'BuildWalls1795436300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(RIGHTS);
    await runner.query(SETTLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP FUNCTION quorate_settle_rights(), quorate_coalition(); DROP TABLE database_right',
    );
  }
}

const RIGHTS = `
CREATE TABLE database_right (
  relation text NOT NULL,
  role text NOT NULL CHECK (role IN ('quorate_app', 'quorate_sequencer', 'quorate_reader', 'quorate_privacy')),
  rights text NOT NULL,
  only_where text,
  PRIMARY KEY (relation, role)
);
COMMENT ON COLUMN database_right.rights IS 'As GRANT takes them; empty for none.';
COMMENT ON COLUMN database_right.only_where IS 'Which rows the role sees; null for all.';

INSERT INTO database_right (relation, role, rights) VALUES
  ('schema_migration', 'quorate_app', 'SELECT'),
  ('database_right', 'quorate_app', 'SELECT'),
  ('session', 'quorate_app', 'SELECT, INSERT, UPDATE, DELETE'),
  ('sign_in_link', 'quorate_app', 'SELECT, INSERT, UPDATE, DELETE'),
  ('sign_in_attempt', 'quorate_app', 'SELECT, INSERT, UPDATE, DELETE'),
  ('account', 'quorate_privacy', 'SELECT, DELETE'),
  ('account_person', 'quorate_privacy', 'SELECT, DELETE'),
  ('session', 'quorate_privacy', 'SELECT, DELETE'),
  ('access_token', 'quorate_privacy', 'SELECT, DELETE'),
  ('sign_in_link', 'quorate_privacy', 'SELECT, DELETE');

CREATE FUNCTION quorate_coalition() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('quorate.coalition', true), '')::uuid $$;
`;

const SETTLE = `
CREATE FUNCTION quorate_settle_rights() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  roles CONSTANT text[] := ARRAY['quorate_app', 'quorate_sequencer', 'quorate_reader', 'quorate_privacy'];
  settled record;
BEGIN
  IF (SELECT count(*) FROM pg_roles WHERE rolname = ANY (roles)) < cardinality(roles) THEN
    RETURN;
  END IF;

  FOR settled IN
    SELECT class.oid::regclass AS relation, role.name AS role, listed.only_where, coalesce(listed.rights, CASE
        WHEN role.name <> 'quorate_app' OR class.relkind = 'v' THEN ''
        WHEN EXISTS (SELECT FROM pg_trigger WHERE tgrelid = class.oid AND tgname = 'record_sealed_row')
          THEN 'SELECT, INSERT'
        ELSE 'SELECT, INSERT, UPDATE'
      END) AS rights
    FROM pg_class class
    CROSS JOIN unnest(roles) AS role (name)
    LEFT JOIN database_right listed ON listed.relation = class.relname AND listed.role = role.name
    WHERE class.relnamespace = 'public'::regnamespace AND class.relkind IN ('r', 'p', 'v')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = class.oid AND deptype = 'e')
    ORDER BY 1, 2
  LOOP
    EXECUTE format('REVOKE ALL ON %s FROM %I', settled.relation, settled.role);
    IF settled.rights <> '' THEN
      EXECUTE format('GRANT %s ON %s TO %I', settled.rights, settled.relation, settled.role);
    END IF;
    IF settled.only_where IS NOT NULL AND NOT EXISTS (
      SELECT FROM pg_policy WHERE polrelid = settled.relation AND polname = settled.role || '_rows'
    ) THEN
      EXECUTE format('CREATE POLICY %I ON %s FOR SELECT TO %I USING (%s)',
        settled.role || '_rows', settled.relation, settled.role, settled.only_where);
    END IF;
  END LOOP;

  FOR settled IN
    SELECT class.oid::regclass AS relation FROM pg_class class
    WHERE class.relnamespace = 'public'::regnamespace AND class.relkind IN ('r', 'p') AND NOT class.relrowsecurity
      AND EXISTS (SELECT FROM pg_attribute
                  WHERE attrelid = class.oid AND attname = 'coalition_id' AND NOT attisdropped)
    ORDER BY 1
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', settled.relation);
    EXECUTE format('CREATE POLICY tenancy_read ON %s FOR SELECT
      TO quorate_app, quorate_sequencer, quorate_privacy USING (true)', settled.relation);
    EXECUTE format('CREATE POLICY tenancy_insert ON %s FOR INSERT WITH CHECK (coalition_id = quorate_coalition())',
      settled.relation);
    EXECUTE format('CREATE POLICY tenancy_update ON %s FOR UPDATE USING (coalition_id = quorate_coalition())',
      settled.relation);
    EXECUTE format('CREATE POLICY tenancy_delete ON %s FOR DELETE USING (coalition_id = quorate_coalition())',
      settled.relation);
  END LOOP;
END $$;
`;
