import { randomBytes } from 'node:crypto';
import { link, mkdir, open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from './error-code.js';

/**
 * Writes a file that is there whole or not at all and is never overwritten: a temporary file is flushed to the
 * disk, then linked to its name. Returns false when the name was taken.
 */
export async function writeOnce(file: string, content: string): Promise<boolean> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
    await link(temporary, file);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await handle.close();
    await unlink(temporary);
  }
  await syncFolder(folder);
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
