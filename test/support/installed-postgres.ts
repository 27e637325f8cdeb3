import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './world.js';

/** The programs of a PostgreSQL that is installed on this machine, server and client of one version. */
export interface InstalledPostgres {
  /** Folder of the programs. */
  readonly programs: string;
  readonly major: number;
}

/** A throw-away server of it. */
export interface RunningPostgres {
  /** Lets this test file make its databases there. */
  use(): void;
  stop(): void;
}

const SUPERUSER = 'quorate';
const OLDEST = 15;

/**
 * Finds the PostgreSQL whose `pg_config` is installed.
 *
 * @returns a sentence where there is none that Quorate supports
 */
export function installedPostgres(): InstalledPostgres | string {
  const programs = String(spawnSync('pg_config', ['--bindir']).stdout).trim();
  const missing = ['initdb', 'pg_ctl', 'postgres', 'pg_dump', 'pg_restore'].find(
    (program) => !existsSync(path.join(programs, program)),
  );
  if (missing) return `no ${missing} of an installed PostgreSQL was found by pg_config`;
  const version = String(spawnSync(path.join(programs, 'postgres'), ['--version']).stdout);
  const major = Number(/ (\d+)/.exec(version)?.[1]);
  return major >= OLDEST
    ? { programs, major }
    : `PostgreSQL ${major} is installed, and Quorate needs ${OLDEST}`;
}

/** Starts a server with a data folder of its own; as another user where this one is root, whom PostgreSQL refuses. */
export async function startInstalled({ programs }: InstalledPostgres): Promise<RunningPostgres> {
  const user = process.getuid?.() === 0 ? unprivileged() : null;
  const folder = mkdtempSync(path.join(tmpdir(), 'quorate-installed-'));
  if (user) chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, 'data');
  const run = (program: string, ...parameters: string[]) => {
    const options = { ...user, cwd: '/', env: { ...process.env, LC_ALL: 'C' }, encoding: 'utf8' } as const;
    const log = path.join(folder, 'server.log');
    const { status, stdout, stderr } = spawnSync(path.join(programs, program), parameters, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (status === 0) return;
    const logged = existsSync(log) ? readFileSync(log, 'utf8') : '';
    throw new Error(`${program} ended with ${status}: ${stdout}${stderr}${logged}`);
  };
  run('initdb', '-D', data, '-U', SUPERUSER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync');
  const port = await freePort();
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
  run('pg_ctl', '-D', data, '-w', '-l', path.join(folder, 'server.log'), '-o', settings, 'start');
  const address = (role: string) => `postgres://${role}:unasked@127.0.0.1:${port}/postgres`;
  return {
    use() {
      process.env.QUORATE_TEST_POSTGRES = address(SUPERUSER);
      process.env.QUORATE_TEST_POSTGRES_SERVER = address('quorate_api');
      process.env.QUORATE_TEST_POSTGRES_OWNER = address('quorate_migrate');
      process.env.PATH = `${programs}${path.delimiter}${process.env.PATH ?? ''}`;
    },
    stop() {
      run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
      rmSync(folder, { recursive: true });
    },
  };
}

function unprivileged(): { uid: number; gid: number } {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const [, , uid, gid] =
    users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}
