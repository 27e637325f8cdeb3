import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CoalitionId } from '#kernel';
import type { Queryable } from '../clock.js';

/** The roles that sign in: the server, and whoever migrates its database. */
export type SignInRole = 'quorate_api' | 'quorate_migrate';

/** What the server may be, one after the other, in one transaction; see `docker/postgres-roles.sql`. */
export type WorkingRole = 'quorate_app' | 'quorate_sequencer' | 'quorate_privacy';

/**
 * Lets the rest of a transaction run as another role, and bounds what it writes to one coalition. A connection that
 * may not be that role, as to a database without the roles, stays what it is.
 */
export async function becomeRole(db: Queryable, role: WorkingRole, coalitionId: CoalitionId): Promise<void> {
  await db.query(
    `SELECT set_config('quorate.coalition', $2, true), (
       SELECT set_config('role', rolname, true) FROM pg_roles
       WHERE rolname = $1 AND pg_has_role(session_user, oid, 'MEMBER'))`,
    [role, coalitionId],
  );
}

/**
 * Makes the roles in a PostgreSQL of our own and sets the passwords of those that sign in.
 *
 * @param superuser a connection to the database that they are for, as one who may make roles
 * @param passwordOf of characters that need no quotes
 */
export async function makeRoles(
  superuser: { query(sql: string): Promise<unknown> },
  passwordOf: (role: SignInRole) => string,
): Promise<void> {
  const roles: readonly SignInRole[] = ['quorate_api', 'quorate_migrate'];
  const passwords = roles.map((role) => `ALTER ROLE ${role} PASSWORD '${passwordOf(role)}';`);
  await superuser.query(`${rolesScript()}\n${passwords.join('\n')}`);
}

/** The script that operators run on a PostgreSQL of theirs; it lies in the project, outside of what is compiled. */
export function rolesScript(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'package.json'))) folder = path.dirname(folder);
  return readFileSync(path.join(folder, 'docker', 'postgres-roles.sql'), 'utf8');
}
