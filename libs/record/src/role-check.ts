import { OperatorProblem } from '#platform';
import type { DataSource } from 'typeorm';

/**
 * Makes sure that the role by which a server is connected, and every role that it may become, cannot alter the
 * record: neither own its tables, nor change or remove what is sealed, nor step round the triggers.
 *
 * @throws OperatorProblem that names the role and what it may do
 */
export async function requireHarmlessRole(dataSource: DataSource): Promise<void> {
  const [found]: { role: string; harm: string }[] = await dataSource.query(HARM);
  if (found === undefined) return;
  throw new OperatorProblem(
    `The database role "${found.role}" might alter the record (${found.harm}); name a role in DATABASE_URL that may not, such as quorate_api of docker/postgres-roles.sql.`,
  );
}

const HARM = `
WITH mine AS (
  SELECT rolname, oid, rolsuper FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER')
), sealed AS (
  SELECT class.oid, class.relname, class.relowner FROM pg_class class
  JOIN pg_trigger ON tgrelid = class.oid AND tgname = 'record_sealed_row'
)
SELECT session_user AS role, harm FROM (
  SELECT 'superuser' AS harm FROM mine WHERE rolsuper
  UNION ALL
  SELECT 'owner of ' || relname FROM mine JOIN sealed ON relowner = mine.oid
  UNION ALL
  SELECT 'rights on ' || relname FROM mine, sealed
  WHERE has_table_privilege(mine.oid, sealed.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
  UNION ALL
  SELECT 'session_replication_role' FROM mine WHERE has_parameter_privilege(mine.oid, 'session_replication_role', 'SET')
) AS found
LIMIT 1`;
