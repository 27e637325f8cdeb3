import { createHash } from 'node:crypto';
import { readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { bodyOf, type WitnessedCheckpoint } from '#transparency';
import { makeFolder, placeFile } from './durable.js';
import { isCode } from './problem.js';

/** A log that contradicts itself in a thousand ways has been caught by the first hundred. */
const MOST = 100;

/** A request that was refused because its checkpoint does not extend the one that was cosigned. */
export interface Contradiction {
  /** The checkpoint in the request, as the log signed it. */
  readonly note: string;
  /** The body as it came. */
  readonly request: Uint8Array;
  /** What it contradicts; null before the first. */
  readonly cosigned: WitnessedCheckpoint | null;
  /** Whether the two signatures of the log show it alone; see `WitnessAnswer`. */
  readonly isProved: boolean;
}

/**
 * Keeps what a log has signed and what does not extend the checkpoint that was cosigned: with that one beside it, the
 * two show anybody that the log has shown two histories, or that nobody has proved that it has not.
 *
 * Anybody can post a checkpoint of a log with a wrong proof. So each checkpoint has one place, whatever comes with it;
 * what the log's signatures prove is kept apart from what they do not; and what is proved later goes.
 */
export class Evidence {
  constructor(private readonly folder: string) {}

  /**
   * @param log the SHA-256 of the log's origin, in hex
   * @returns false when nothing was kept: this checkpoint was before, or there is enough
   */
  async keep(log: string, { note, request, cosigned, isProved }: Contradiction): Promise<boolean> {
    if (cosigned && bodyOf(note) === bodyOf(cosigned.note)) return false;
    const folder = path.join(this.folder, log, isProved ? PROVED : UNPROVED);
    await makeFolder(folder);
    const kept = (await readdir(folder)).filter((name) => name.endsWith(REQUEST)).length;
    if (kept >= MOST) return false;
    const name = path.join(folder, nameOf(note));
    if (cosigned) await placeFile(name + COSIGNED, cosigned.note);
    return placeFile(name + REQUEST, request);
  }

  /** Removes what stood against a checkpoint that has been cosigned since: it does extend the one before. */
  async acquit(log: string, { note }: WitnessedCheckpoint): Promise<void> {
    const name = path.join(this.folder, log, UNPROVED, nameOf(note));
    for (const file of [name + REQUEST, name + COSIGNED]) {
      try {
        await unlink(file);
      } catch (error) {
        if (!isCode(error, 'ENOENT')) throw error; // mostly nothing stood against it
      }
    }
  }
}

const PROVED = 'proved';
const UNPROVED = 'unproved';
const REQUEST = '.request';
const COSIGNED = '.cosigned';

/** Of the checkpoint without its signatures, to which anybody can add some. */
function nameOf(note: string): string {
  return createHash('sha256').update(bodyOf(note)).digest('hex').slice(0, 16);
}
