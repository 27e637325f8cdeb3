import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const GOLDEN = path.resolve(import.meta.dirname, '../../../../../shared/golden/ballots');

/** Published ballots and outcomes lie beside the project. Where they do not, their tests say so and are skipped. */
export const describeGolden: (title: string, tests: () => void) => void = existsSync(GOLDEN)
  ? describe
  : (title, tests) => describe.skip(`${title} (skipped: no golden ballots beside the project)`, tests);

export function goldenPath(file: string): string {
  return path.join(GOLDEN, file);
}

/** Files that live as long as the tests of one specification. */
export function scratchFiles(): { write(name: string, text: string): Promise<string> } {
  const folder = mkdtemp(path.join(tmpdir(), 'quorate-ballots-'));
  afterAll(async () => rm(await folder, { recursive: true }));
  return {
    async write(name, text) {
      const file = path.join(await folder, name);
      await writeFile(file, text);
      return file;
    },
  };
}
