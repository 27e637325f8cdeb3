// The server's own writing of such files comes with the platform, and that with packages; a witness needs none.
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { isCode } from './problem.js';

/** Makes a folder, and returns only when it would be there after a power failure. Nobody else may look into it. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; made !== path.dirname(first); made = path.dirname(made)) {
    await syncFolder(path.dirname(made));
  }
}

/**
 * Writes a file that is there whole or not at all, and returns only when it would be there after a power failure.
 * False when the name was taken: of two that place the same name at once, one succeeds.
 */
export async function placeFile(file: string, content: string | Uint8Array): Promise<boolean> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
    await link(temporary, file);
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await handle.close();
    await unlink(temporary);
  }
  await syncFolder(path.dirname(file));
  return true;
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // Windows gives no handle by which a folder could be flushed
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
