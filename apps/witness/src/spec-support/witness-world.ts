import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatVerifierKey, type VerifierKey } from '#transparency';
import { startWitness, type RunningWitness } from '../server.js';

/** A witness with a folder of its own, in this process. */
export interface TestWitness extends RunningWitness {
  readonly folder: string;
  /** What it reported. */
  readonly reports: readonly string[];
  /** Makes it watch these logs. */
  know(...keys: readonly VerifierKey[]): Promise<void>;
  post(body: string | Uint8Array): Promise<Response>;
  /** The last checkpoint of a log that it cosigned; null when there is none. */
  lastOf(origin: string): Promise<string | null>;
  /** Stops it; its folder stays. */
  stop(): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

/**
 * Starts a witness.
 *
 * @param folder of one that ran before, to go on where that one was
 */
export async function startTestWitness({
  name = 'witness.example',
  folder,
  port = 0,
  clock = Date.now,
}: { name?: string; folder?: string; port?: number; clock?: () => number } = {}): Promise<TestWitness> {
  const dataDir = folder ?? (await mkdtemp(path.join(tmpdir(), 'quorate-witness-')));
  const reports: string[] = [];
  const logsFile = path.join(dataDir, 'logs');
  const settings = { name, host: '127.0.0.1', port, dataDir, logsFile };
  const running = await startWitness(settings, (because) => reports.push(because), clock);
  return {
    ...running,
    folder: dataDir,
    reports,
    async know(...keys) {
      await mkdir(dataDir, { recursive: true });
      await writeFile(logsFile, keys.map((key) => `${formatVerifierKey(key)}\n`).join(''));
    },
    post: (body) =>
      fetch(`${running.url}/add-checkpoint`, {
        method: 'POST',
        body: body instanceof Uint8Array ? Buffer.from(body) : body,
      }),
    async lastOf(origin) {
      const response = await fetch(`${running.url}/${sha256Hex(origin)}/checkpoint`);
      return response.status === 404 ? null : response.text();
    },
    async remove() {
      await running.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}

/** By what a witness names a log in its addresses and folders. */
export function sha256Hex(origin: string): string {
  return createHash('sha256').update(origin).digest('hex');
}
