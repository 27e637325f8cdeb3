import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isRefusal, type Refusal } from '#kernel';
import { readBallotFile, type BallotFile, type FormatId } from '../index.js';

const FOLDER = fileURLToPath(new URL('../../../../../shared/golden/ballots/', import.meta.url));

/** Published ballots and outcomes lie beside the project. Where they do not, their tests say so and are skipped. */
export const describeGolden: (title: string, tests: () => void) => void = existsSync(FOLDER)
  ? describe
  : (title, tests) => describe.skip(`${title} (skipped: no golden ballots beside the project)`, tests);

export function goldenBytes(path: string): Uint8Array {
  return readFileSync(FOLDER + path);
}

/** A value that must not be a refusal; the test fails with the refusal's own sentence. */
export function accepted<Value>(value: Value | Refusal): Value {
  if (isRefusal(value)) throw new Error(`${value.code}: ${value.because}`);
  return value;
}

/** Reads a golden ballot file that must have no problems. */
export async function goldenFile(path: string, format?: FormatId): Promise<BallotFile> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const openCompanion = (name: string) => Promise.resolve(goldenBytes(folder + name));
  const options = { name: path, openCompanion, ...(format === undefined ? {} : { format }) };
  const file = accepted(await readBallotFile(goldenBytes(path), options));
  if (file.problems.length > 0) throw new Error(JSON.stringify(file.problems));
  return file;
}
