import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, writeOnce } from '#platform';

/** What a checkpoint promises: how many leaves, and their root. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * Remembers, outside the database, which head was published after which: a folder with one file for each head,
 * named by the size before it. A file is created once and never changed, so every size has at most one successor,
 * even when two servers run on two copies of the database.
 */
export class SecondStore {
  /** @param folder the log's own folder; best on another volume than the database */
  constructor(private readonly folder: string) {}

  /**
   * Publishes `next` as the successor of the head with `lastSize` leaves, and keeps it through a crash.
   * Returns what stands there afterwards: `next`, or another head that was there before.
   */
  async advance(lastSize: number, next: TreeHead): Promise<TreeHead> {
    const file = this.fileAfter(lastSize);
    const written = await writeOnce(file, `${next.size}\n${Buffer.from(next.root).toString('base64')}\n`);
    return written ? next : ((await this.after(lastSize)) ?? next);
  }

  /** The head that followed the one with `size` leaves; null when none did. */
  async after(size: number): Promise<TreeHead | null> {
    try {
      return parseHead(await readFile(this.fileAfter(size), 'utf8'), this.fileAfter(size));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
  }

  /** The last head of the chain; null before the first. */
  async last(): Promise<TreeHead | null> {
    const sizes = (await names(this.folder))
      .flatMap((name) => /^(\d+)\.next$/.exec(name)?.[1] ?? [])
      .map(Number);
    return sizes.length === 0 ? null : this.after(Math.max(...sizes));
  }

  private fileAfter(size: number): string {
    return path.join(this.folder, `${size}.next`);
  }
}

function parseHead(text: string, file: string): TreeHead {
  const [, size, root] = /^(\d{1,16})\n([A-Za-z0-9+/]{43}=)\n$/.exec(text) ?? [];
  if (size === undefined || root === undefined) {
    throw new Error(
      `The checkpoint kept in ${file} is incomplete: the disk lost it, or somebody changed it.`,
    );
  }
  return { size: Number(size), root: Buffer.from(root, 'base64') };
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
