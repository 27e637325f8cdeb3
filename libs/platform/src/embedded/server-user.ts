import { readFileSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { OperatorProblem } from '../operator-problem.js';

/** The system user that the server runs as where the parent is root; PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Chooses who the server runs as: the same user as this process, which is `null`; for root the user whom the
 * server's folder belongs to already, or else the first of `postgres` and `nobody` that the system has.
 *
 * @param folder the server's folder, which need not exist
 * @throws OperatorProblem for root on a system with neither
 */
export function chooseServerUser(folder: string): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const owner = statSync(folder, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const [name, , uid, gid] = users.find((user) => user[0] === wanted) ?? [];
    if (name !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new OperatorProblem(
    'PostgreSQL does not run as root, and this system has neither a user "postgres" nor "nobody" to run it as; start Quorate as another user.',
  );
}

/** True when every folder above the path lets the user through; those that do not exist yet will. */
export function isReachable(target: string, user: ServerUser | null): boolean {
  if (user === null) return true;
  for (let folder = path.dirname(target); ; folder = path.dirname(folder)) {
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found !== undefined && !letsThrough(found, user)) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

function letsThrough({ mode, uid, gid }: Stats, user: ServerUser): boolean {
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  return (mode & bit) !== 0;
}
