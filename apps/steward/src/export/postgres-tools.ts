import { spawn } from 'node:child_process';
import { factsOf } from '../error-facts.js';
import { CommandProblem } from '../problems.js';

/**
 * Runs one of PostgreSQL's own programs on a database. The address goes to it by the environment, where other users
 * of the machine do not see its password.
 *
 * @throws CommandProblem when it is not installed, or with what it says when it fails
 */
export async function runPostgresTool(
  tool: 'pg_dump' | 'pg_restore',
  args: readonly string[],
  database: string,
): Promise<void> {
  const { code, said } = await run(tool, args, environmentOf(database)).catch((error: unknown) => {
    if (factsOf(error).code !== 'ENOENT') throw error;
    throw new CommandProblem(
      `${tool} is not installed: install the client programs of PostgreSQL, of the database’s version or newer.`,
    );
  });
  if (code !== 0) throw new CommandProblem(`${tool} failed: ${said.trim().split('\n').join(' ')}`);
}

function environmentOf(database: string): NodeJS.ProcessEnv {
  const { hostname, port, username, password, pathname, searchParams } = new URL(database);
  return {
    ...process.env,
    PGHOST: decodeURIComponent(searchParams.get('host') ?? hostname),
    PGPORT: port || '5432',
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
  };
}

function run(
  tool: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, said }));
  });
}
