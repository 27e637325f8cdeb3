import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const GOLDEN = fileURLToPath(new URL('../../../../../shared/golden/', import.meta.url));

/** A suite over golden data that lies beside the project; skipped, with the reason in its name, where it does not. */
export function describeGolden(name: string, folder: string, suite: () => void): void {
  if (existsSync(join(GOLDEN, folder))) describe(name, suite);
  else describe.skip(`${name} (skipped: no folder ../shared/golden/${folder})`, suite);
}

export function readGolden(path: string): Uint8Array {
  return readFileSync(join(GOLDEN, path));
}

/** The paths of all files below a golden folder that end so, sorted; none where the folder is missing. */
export function listGolden(folder: string, ending: string): string[] {
  if (!existsSync(join(GOLDEN, folder))) return [];
  return readdirSync(join(GOLDEN, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .sort();
}
