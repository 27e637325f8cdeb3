import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MANDATES = fileURLToPath(new URL('../../../../../shared/golden/mandates/', import.meta.url));

/** A suite over the histories of real bodies beside the project; skipped, with the reason in its name, without them. */
export function describeHistory(name: string, suite: () => void): void {
  if (existsSync(MANDATES)) describe(name, suite);
  else describe.skip(`${name} (skipped: no folder ../shared/golden/mandates)`, () => it.todo('is replayed'));
}

/** One file of the histories, as text. */
export function readHistory(path: string): string {
  return readFileSync(`${MANDATES}${path}`, 'utf8');
}
