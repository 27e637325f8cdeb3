import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, writeOnce } from '#platform';

/**
 * The keys that sign checkpoints: one Ed25519 key a log, in a file that only its owner may read, outside the
 * database, so that whoever can change the database still cannot sign for it.
 */
export class LogKeys {
  constructor(private readonly folder: string) {}

  /** The log's key; null when there is none in the folder. */
  async find(slug: string): Promise<KeyObject | null> {
    try {
      return createPrivateKey(await readFile(this.file(slug)));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
  }

  /** Makes the key of a new log, or finds the one that another server has just made. */
  async make(slug: string): Promise<KeyObject> {
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    if (await writeOnce(this.file(slug), pem)) return createPrivateKey(pem);
    const key = await this.find(slug);
    if (!key) throw new Error(`The key of log ${slug} vanished while it was being made.`);
    return key;
  }

  private file(slug: string): string {
    return path.join(this.folder, `${slug}.pem`);
  }
}
