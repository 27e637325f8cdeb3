import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder, placeFile } from './durable.js';

/** A log that contradicts itself in a thousand ways has been caught by the first hundred. */
const MOST = 100;

/**
 * Keeps what a log has signed and what does not extend the checkpoint that was cosigned: with that one beside it, the
 * two show anybody that the log has shown two histories, or could not prove that it has not.
 */
export class Evidence {
  constructor(private readonly folder: string) {}

  /**
   * @param log the SHA-256 of the log's origin, in hex
   * @param request the body as it came
   * @param cosigned the note that it contradicts; null before the first
   */
  async keep(log: string, request: Uint8Array, cosigned: string | null): Promise<void> {
    const folder = path.join(this.folder, log);
    await makeFolder(folder);
    const kept = (await readdir(folder)).filter((name) => name.endsWith('.request')).length;
    if (kept >= MOST) return;
    const name = createHash('sha256').update(request).digest('hex').slice(0, 16);
    if (cosigned !== null) await placeFile(path.join(folder, `${name}.cosigned`), cosigned);
    await placeFile(path.join(folder, `${name}.request`), request);
  }
}
