import { readdir, readFile, unlink } from 'node:fs/promises';
import path from 'node:path';
import { isRefusal } from '#kernel';
import { parseCheckpoint, splitNote, type WitnessedCheckpoint } from '#transparency';
import { makeFolder, placeFile } from './durable.js';
import { isCode } from './problem.js';

/** What is kept of a log: the last checkpoint that was cosigned, and how often it has been replaced. */
export interface Kept {
  readonly generation: number;
  readonly last: WitnessedCheckpoint | null;
}

/**
 * Remembers the last checkpoint of each log: in a folder a log, one file that is named by its generation and holds
 * the log's own note. The next generation is placed beside it before it is removed, under a name that can be taken
 * only once; so a checkpoint replaces exactly the one it was compared with, however many processes share the folder
 * and whenever one of them is killed. There is no lock that a dead process could leave behind.
 */
export class StateFiles {
  constructor(private readonly folder: string) {}

  /** @param log the SHA-256 of the log's origin, in hex */
  async read(log: string): Promise<Kept> {
    for (;;) {
      const generation = Math.max(0, ...(await this.generations(log)));
      if (generation === 0) return { generation, last: null };
      const text = await this.textOf(log, generation);
      // It is gone when a newer one took its place meanwhile.
      if (text !== null) return { generation, last: parseKept(text, this.fileOf(log, generation)) };
    }
  }

  /** Keeps `next` in place of `kept`, for good. False when another one has taken that place: then read again. */
  async replace(log: string, kept: Kept, next: WitnessedCheckpoint): Promise<boolean> {
    const generation = kept.generation + 1;
    await makeFolder(path.join(this.folder, log));
    if (!(await placeFile(this.fileOf(log, generation), next.note))) return false;
    // The name may be free because newer ones came and went. The newest is never removed, so it tells.
    const generations = await this.generations(log);
    const isNewest = Math.max(...generations) === generation;
    if (isNewest) for (const older of generations) if (older < generation) await this.remove(log, older);
    return isNewest;
  }

  private async generations(log: string): Promise<number[]> {
    try {
      const names = await readdir(path.join(this.folder, log));
      return names.filter((name) => /^[1-9]\d{0,15}$/.test(name)).map(Number);
    } catch (error) {
      if (isCode(error, 'ENOENT')) return [];
      throw error;
    }
  }

  private async textOf(log: string, generation: number): Promise<string | null> {
    try {
      return await readFile(this.fileOf(log, generation), 'utf8');
    } catch (error) {
      if (isCode(error, 'ENOENT')) return null;
      throw error;
    }
  }

  private async remove(log: string, generation: number): Promise<void> {
    try {
      await unlink(this.fileOf(log, generation));
    } catch (error) {
      if (!isCode(error, 'ENOENT')) throw error; // another process has removed it
    }
  }

  private fileOf(log: string, generation: number): string {
    return path.join(this.folder, log, String(generation));
  }
}

/** A file that cannot be read stops the witness for that log: to begin anew would be to forget what it vouched for. */
function parseKept(note: string, file: string): WitnessedCheckpoint {
  const split = splitNote(note);
  const checkpoint = isRefusal(split) ? split : parseCheckpoint(split.body);
  if (isRefusal(checkpoint)) throw new Error(`What was cosigned last, in ${file}, is damaged.`);
  return { checkpoint, note };
}
