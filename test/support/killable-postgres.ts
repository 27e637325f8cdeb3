import { spawn, spawnSync } from 'node:child_process';
import { openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { errorCode } from '#platform';

/**
 * A PostgreSQL that runs in a data folder, to be killed with all its processes and to be started again at the same
 * address, as a supervisor would.
 */
export class KillablePostgres {
  /** @param data its data folder */
  constructor(private readonly data: string) {}

  /** Ends the server and every process of it at once: nothing is flushed, nobody is told. */
  async kill(): Promise<void> {
    const postmaster = Number(this.read('postmaster.pid').split('\n')[0]);
    process.kill(postmaster, 'SIGSTOP'); // so that it starts no more of them
    const all = [postmaster, ...childrenOf(postmaster)];
    for (const pid of all) endNow(pid);
    while (all.some(isAlive)) await pause(5);
  }

  /** Starts it as it was started before, and waits until it takes connections. */
  async start(): Promise<void> {
    const [program = '', ...parameters] = commandLine(this.read('postmaster.opts'));
    const { uid, gid } = statSync(this.data);
    const log = openSync(path.join(path.dirname(this.data), 'server.log'), 'a');
    rmSync(path.join(this.data, 'postmaster.pid'), { force: true });
    const child = spawn(program, parameters, {
      uid,
      gid,
      cwd: path.parse(program).root,
      detached: true,
      stdio: ['ignore', log, log],
    });
    child.unref();
    while (!this.isReady()) {
      if (child.exitCode !== null) throw new Error(`PostgreSQL ended with ${child.exitCode}.`);
      await pause(20);
    }
  }

  private isReady(): boolean {
    try {
      return this.read('postmaster.pid').split('\n')[7]?.trim() === 'ready';
    } catch {
      return false; // it has not written the file yet
    }
  }

  private read(file: string): string {
    return readFileSync(path.join(this.data, file), 'utf8');
  }
}

/** `postmaster.opts` holds the program bare and its parameters in double quotes. */
function commandLine(options: string): string[] {
  const [program = ''] = options.split(' "');
  return [program.trim(), ...[...options.matchAll(/ "([^"]*)"/g)].map(([, parameter = '']) => parameter)];
}

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
  return stateOf(pid) !== 'Z';
}

function isGone(error: unknown): boolean {
  return errorCode(error) === 'ESRCH';
}

function childrenOf(parent: number): number[] {
  return processes().flatMap(({ pid, ppid }) => (ppid === parent ? [pid] : []));
}

function stateOf(wanted: number): string {
  return processes().find(({ pid }) => pid === wanted)?.state ?? 'Z';
}

function processes(): { pid: number; ppid: number; state: string }[] {
  return process.platform === 'linux' ? processesOnLinux() : processesByPs();
}

/** Reads `number (program) state parent ...`, see proc(5). */
function processesOnLinux(): { pid: number; ppid: number; state: string }[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const [, state = '', ppid] = /\) (\S) (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
      return [{ pid: Number(name), ppid: Number(ppid), state }];
    } catch {
      return []; // it ended while the list was read
    }
  });
}

function processesByPs(): { pid: number; ppid: number; state: string }[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [pid, ppid, state = ''] = line.trim().split(/\s+/);
    return pid === undefined || pid === ''
      ? []
      : [{ pid: Number(pid), ppid: Number(ppid), state: state.charAt(0) }];
  });
}
