import { isRefusal } from '#kernel';
import { MissingFile, parsePolicy, verifyRecord, type JsonValue, type Policy } from '#transparency';
import { RECORD_KINDS, recordChecks } from '../../steward/src/record-checks.js';
import { documentOf, textOf } from '../../steward/src/verification.js';

/** A log, and what whoever verifies it has kept. */
export interface LogToVerify {
  /** Answers the bytes below the log's prefix, uncompressed; null where the log has no such file. */
  readonly read: (file: string) => Promise<Uint8Array | null>;
  /** The text of a policy that was kept; null or absent takes the one that the log serves. */
  readonly policy?: string | null;
  /** Checkpoints that were kept. */
  readonly prior?: readonly string[];
  /** Told how many entries have been verified, of how many. */
  readonly onProgress?: (verified: number, size: number) => void;
}

/** What was found: whether the record is good, as text for people and as a document for programs. */
export interface Found {
  readonly verified: boolean;
  readonly text: string;
  readonly document: JsonValue;
}

/**
 * Verifies a whole record, as `steward verify` does, wherever JavaScript runs: it asks for nothing but a way to read
 * the log's files. Rejects when they cannot be read, and with a RangeError for a policy that cannot.
 */
export async function verify({ read, policy = null, prior = [], onProgress }: LogToVerify): Promise<Found> {
  const verification = await verifyRecord({
    async fetchBytes(file) {
      const bytes = await read(file);
      if (bytes === null) throw new MissingFile(file);
      return bytes;
    },
    policy: policy === null ? null : policyIn(policy),
    prior,
    checks: recordChecks(null),
    kinds: RECORD_KINDS,
    ...(onProgress && { onProgress }),
  });
  return {
    verified: verification.verdicts.length === 0,
    text: textOf(verification),
    document: documentOf(verification),
  };
}

function policyIn(text: string): Policy {
  const policy = parsePolicy(text);
  if (isRefusal(policy)) throw new RangeError(policy.because);
  return policy;
}
