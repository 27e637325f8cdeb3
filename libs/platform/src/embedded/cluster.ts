import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { prepareBinaries } from './binaries.js';
import { OperatorProblem } from '../operator-problem.js';
import { chooseServerUser, isReachable, type ServerUser } from './server-user.js';

/** The name of the cluster's superuser, which owns everything in an embedded database. */
export const SUPERUSER = 'quorate';

/** Below here root keeps a cluster whose wanted folder the server's user cannot reach, such as one below /root. */
const REACHABLE = '/var/lib/quorate';

/** One PostgreSQL data folder with its password, its log and the programs that run it. */
export interface Cluster {
  /** PGDATA. */
  readonly data: string;
  /** Log of the server. */
  readonly log: string;
  readonly password: string;
  readonly user: ServerUser | null;
  /** Folder of `initdb`, `pg_ctl` and `postgres`. */
  readonly programs: string;
}

/**
 * Opens the cluster in a folder, and makes it at the first time. Making it is all or nothing: a start that was
 * interrupted leaves no half-made cluster behind.
 *
 * @param durable false for a cluster of tests, which need not survive a power cut
 * @throws OperatorProblem
 */
export async function openCluster(wanted: string, durable: boolean): Promise<Cluster> {
  const user = chooseServerUser(wanted);
  const home = isReachable(wanted, user) ? wanted : homeElsewhere(wanted);
  makeHome(home, user);
  const { programs, major } = prepareBinaries(home, user);
  const cluster = {
    data: path.join(home, 'data'),
    log: path.join(home, 'server.log'),
    user,
    programs,
  };
  const passwordFile = path.join(home, 'password');
  if (!existsSync(cluster.data)) await initialize(cluster, passwordFile, durable);
  requireVersion(cluster.data, major);
  return { ...cluster, password: readFileSync(passwordFile, 'utf8') };
}

/** Chooses a folder that is reachable, and leaves its name where the cluster should have been. */
function homeElsewhere(wanted: string): string {
  const pointer = `${wanted}.location`;
  if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim();
  const home = path.join(REACHABLE, randomBytes(6).toString('hex'));
  writeFileSync(pointer, `${home}\n`);
  return home;
}

function makeHome(home: string, user: ServerUser | null): void {
  try {
    mkdirSync(path.dirname(home), { recursive: true, mode: 0o711 });
    mkdirSync(home, { recursive: true, mode: 0o700 });
    if (user !== null) chownSync(home, user.uid, user.gid);
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new OperatorProblem(
      `The folder ${home} of the embedded PostgreSQL may not be read and written by this user; start Quorate as the user whom it belongs to, or set QUORATE_DATA to another folder.`,
      { cause },
    );
  }
}

async function initialize(
  cluster: Omit<Cluster, 'password'>,
  passwordFile: string,
  durable: boolean,
): Promise<void> {
  const unfinished = `${cluster.data}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (cluster.user !== null) chownSync(passwordFile, cluster.user.uid, cluster.user.gid);
  const { code, output } = await runProgram(cluster, 'initdb', [
    ...['-D', unfinished, '-U', SUPERUSER, '--pwfile', passwordFile, '-A', 'scram-sha-256'],
    ...['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...(durable ? [] : ['--no-sync']),
  ]);
  if (code !== 0) {
    throw new OperatorProblem(`PostgreSQL could not be set up in ${unfinished}: ${output.trim()}`);
  }
  renameSync(unfinished, cluster.data);
}

function requireVersion(data: string, major: string): void {
  const written = readFileSync(path.join(data, 'PG_VERSION'), 'utf8').trim();
  if (written === major) return;
  throw new OperatorProblem(
    `The data in ${data} were written by PostgreSQL ${written}, and this is ${major}; start the version of Quorate that wrote them.`,
  );
}

/**
 * Runs one of PostgreSQL's programs as the cluster's user, and collects what it says.
 *
 * @throws OperatorProblem when it cannot be run at all
 */
export function runProgram(
  { programs, user }: Pick<Cluster, 'programs' | 'user'>,
  name: 'initdb' | 'pg_ctl',
  parameters: readonly string[],
  heard: 'heard' | 'unheard' = 'heard',
): Promise<{ code: number | null; output: string }> {
  const program = path.join(programs, process.platform === 'win32' ? `${name}.exe` : name);
  const child = spawn(program, parameters, {
    ...(user ?? {}),
    cwd: path.parse(programs).root,
    stdio: ['ignore', heard === 'heard' ? 'pipe' : 'ignore', heard === 'heard' ? 'pipe' : 'ignore'],
    env: { ...process.env, LC_ALL: 'C' },
    windowsHide: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return new Promise((resolve, reject) => {
    child.on('error', (cause) => {
      reject(new OperatorProblem(`${program} cannot be run: ${cause.message}.`, { cause }));
    });
    child.on('close', (code) => resolve({ code, output }));
  });
}
