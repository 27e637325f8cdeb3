import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { factsOf } from '../error-facts.js';

/**
 * A folder with the files of one record, as any web server can serve it. What comes in is gathered beside it and moved
 * into place at the end, the checkpoint last: whoever reads meanwhile finds the old record or the new one, whole.
 */
export class RecordFolder {
  private readonly gathered = new Set<string>();
  private readonly gone = new Set<string>();

  private constructor(
    private readonly folder: string,
    private readonly incoming: string,
  ) {}

  /** Opens the folder, and makes it where it is not there yet. */
  static async open(folder: string): Promise<RecordFolder> {
    await mkdir(folder, { recursive: true });
    return new RecordFolder(folder, await mkdtemp(path.join(folder, '.incoming-')));
  }

  /** The bytes of a file that is in place; null when there is none. */
  async read(file: string): Promise<Uint8Array | null> {
    try {
      return await readFile(this.place(file));
    } catch (error) {
      const { code } = factsOf(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      throw error;
    }
  }

  /** Gathers a file, unless the one in place has the same bytes. */
  async gather(file: string, bytes: Uint8Array): Promise<void> {
    const there = await this.read(file);
    if (there && Buffer.compare(there, bytes) === 0) return;
    const target = path.join(this.incoming, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, bytes);
    this.gathered.add(file);
  }

  /** Notes that a file is not to be in place any more. */
  forget(file: string): void {
    this.gone.add(file);
  }

  /** Moves what was gathered into place, and says how many files that were. */
  async publish(): Promise<number> {
    const files = [...this.gathered].filter((file) => file !== 'checkpoint');
    if (this.gathered.has('checkpoint')) files.push('checkpoint');
    for (const file of files) {
      await mkdir(path.dirname(this.place(file)), { recursive: true });
      await rename(path.join(this.incoming, file), this.place(file));
    }
    for (const file of this.gone) await rm(this.place(file), { force: true });
    return files.length;
  }

  /** Removes what was gathered and not published. */
  async close(): Promise<void> {
    await rm(this.incoming, { recursive: true, force: true });
  }

  private place(file: string): string {
    return path.join(this.folder, ...file.split('/'));
  }
}
