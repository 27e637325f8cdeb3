import { isRefusal, type Refusal } from '#kernel';
import { readGolden } from '../../../../test/support/golden.js';
import { readBallotFile, type BallotFile, type FormatId } from '../index.js';

export function goldenBytes(path: string): Uint8Array {
  return readGolden(`ballots/${path}`);
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
