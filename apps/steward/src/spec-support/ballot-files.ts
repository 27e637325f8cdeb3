import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

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
