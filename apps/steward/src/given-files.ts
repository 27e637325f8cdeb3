import { readFile } from 'node:fs/promises';
import { isRefusal } from '#kernel';
import { parsePolicy, type Policy } from '#transparency';
import { UsageProblem } from './problems.js';

/** The policy in a file that was named. Throws UsageProblem when it holds none. */
export async function readPolicy(file: string): Promise<Policy> {
  const policy = parsePolicy(await readGiven(file));
  if (isRefusal(policy)) throw new UsageProblem(`${file} holds no policy: ${policy.because}`);
  return policy;
}

/** The bytes of a file that was named. Throws UsageProblem when it cannot be read. */
export async function readGiven(file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: unknown) => {
    throw new UsageProblem(`${file} cannot be read.`, { cause: error });
  });
}
