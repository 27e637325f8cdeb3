import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const GOLDEN = path.resolve(import.meta.dirname, '../../../shared/golden');

/** Where a golden file or folder lies, or would lie: beside the project, never in it. */
export function goldenPath(file: string): string {
  return path.join(GOLDEN, file);
}

/** A suite over golden data beside the project; where its folder is missing, one skipped test that says so in its name. */
export function describeGolden(name: string, folder: string, suite: () => void): void {
  if (existsSync(goldenPath(folder))) describe(name, suite);
  else it.skip(`${name} (skipped: no folder ../shared/golden/${folder})`, suite);
}

export function readGolden(file: string): Uint8Array {
  return readFileSync(goldenPath(file));
}

/** A golden file as text. */
export function readGoldenText(file: string): string {
  return readFileSync(goldenPath(file), 'utf8');
}

/** The paths of all files below a golden folder that end so, sorted; none where the folder is missing. */
export function listGolden(folder: string, ending: string): string[] {
  if (!existsSync(goldenPath(folder))) return [];
  return readdirSync(goldenPath(folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .sort();
}
