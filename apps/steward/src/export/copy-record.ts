import { isRefusal } from '#kernel';
import { provingSortition } from '#rotation';
import {
  MissingFile,
  parsePolicy,
  verifyRecord,
  type FetchBytes,
  type Policy,
  type Verification,
} from '#transparency';
import { CommandProblem } from '../problems.js';
import { RECORD_KINDS, recordChecks } from '../record-checks.js';
import { RecordFolder } from './record-folder.js';

/** A record that is to be copied, and how. */
export interface RecordToCopy {
  readonly fetchBytes: FetchBytes;
  readonly folder: string;
  /**
   * The text of the policy held beforehand; null takes the one in the folder, which was pinned there at the first
   * copy, when it was the one that the log serves.
   */
  readonly policy: Uint8Array | null;
  readonly onProgress?: (verified: number, size: number) => void;
}

/** A verified record, and how many files came into the folder; none where it is refused. */
export interface CopiedRecord {
  readonly verification: Verification;
  readonly written: number;
}

/**
 * Copies a record into a folder, so that any web server can serve it. Everything is verified on its way, together with
 * the checkpoint that the folder held before; where anything is refused the folder stays as it was. Tiles never change,
 * so those that are there are not fetched again: a second copy only adds.
 */
export async function copyRecord({
  fetchBytes,
  folder,
  policy,
  onProgress,
}: RecordToCopy): Promise<CopiedRecord> {
  const copy = await RecordFolder.open(folder);
  try {
    const held = await copy.read('checkpoint');
    const verification = await verifyRecord({
      fetchBytes: gathering(fetchBytes, copy),
      policy: readPolicy(policy ?? (await copy.read('policy')), folder),
      prior: held === null ? [] : [held],
      checks: recordChecks(provingSortition()),
      kinds: RECORD_KINDS,
      ...(onProgress && { onProgress }),
    });
    if (verification.verdicts.length > 0) return { verification, written: 0 };
    if (policy !== null) await copy.gather('policy', policy);
    return { verification, written: await copy.publish() };
  } finally {
    await copy.close();
  }
}

/** Reads tiles from the folder where it has them; everything else, which may have changed, from the log. */
function gathering(fetchBytes: FetchBytes, copy: RecordFolder): FetchBytes {
  return async (file) => {
    const there = file.startsWith('tile/') ? await copy.read(file) : null;
    if (there) return there;
    try {
      const bytes = await fetchBytes(file);
      await copy.gather(file, bytes);
      return bytes;
    } catch (error) {
      // What was erased at the log does not live on in its copies.
      if (error instanceof MissingFile) copy.forget(file);
      throw error;
    }
  };
}

function readPolicy(text: Uint8Array | null, folder: string): Policy | null {
  const policy = text && parsePolicy(text);
  if (policy && isRefusal(policy)) {
    throw new CommandProblem(`The policy for ${folder} cannot be read: ${policy.because}`);
  }
  return policy;
}
