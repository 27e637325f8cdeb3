import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../error-code.js';

/** What a PostgreSQL server says of itself in `postmaster.pid`, which outlives a crash of its parent or its own. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** True once the server takes connections. */
  readonly isReady: boolean;
}

/** Reads the server's file in its data folder; null where there is none or it is still being written. */
export function readPostmaster(data: string): Postmaster | null {
  let lines: string[];
  try {
    lines = readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  const [pid, , , port, , , , status = ''] = lines;
  return { pid: Number(pid), port: Number(port ?? 0), isReady: status.trim() === 'ready' };
}

/**
 * True when the process of this number lives and is a PostgreSQL. After a crash the number may belong to
 * another program, above all in containers, where numbers are small and where a dead process may stay listed.
 */
export function isPostgresRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
  }
  if (process.platform === 'win32') return true;
  return process.platform === 'linux' ? isLivePostgresOnLinux(pid) : isLivePostgresByPs(pid);
}

/** Reads `number (program) state ...`, see proc(5); state Z is a process that ended and was not collected. */
function isLivePostgresOnLinux(pid: number): boolean {
  try {
    return /\(postgres\) [^ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return false;
    throw error;
  }
}

function isLivePostgresByPs(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=,comm=', '-p', String(pid)], { encoding: 'utf8' });
  return /^\s*[^Z\s]\S*\s.*postgres/.test(stdout);
}
