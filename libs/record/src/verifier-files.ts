import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '#platform';

/** The verifier for browsers, and what tells this one from others. */
export interface VerifierBundle {
  readonly script: Buffer;
  readonly etag: string;
}

/** Where the build puts the bundle: in the project, outside of what is compiled. */
export function builtVerifier(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'package.json'))) folder = path.dirname(folder);
  return path.join(folder, 'dist', 'verifier', 'verifier.js');
}

/** Reads the bundle from its file; null when it has not been built. */
export async function readVerifier(file: string): Promise<VerifierBundle | null> {
  try {
    const script = await readFile(file);
    return { script, etag: `W/"${createHash('sha256').update(script).digest('base64url')}"` };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
