import { type CheckReport } from './record-check.js';
import { type OpenedCheckpoint } from './checkpoint.js';
import { type Policy } from './policy.js';
import { type VerdictCode } from './verdict-code.js';

/** One reason to refuse a record, and the item that it is about. */
export interface Verdict {
  readonly code: VerdictCode;
  /** The finer code of what was found, such as `STREAM_VERSION_GAP`; null where there is none. */
  readonly reason: string | null;
  /** One sentence. */
  readonly because: string;
  /** The file of the log, or the name of the check. */
  readonly place: string;
  /** The entry, where one alone is wrong. */
  readonly index: number | null;
}

/** What a check of a module found, under its name. */
export interface NamedReport extends CheckReport {
  readonly name: string;
}

/** All that was verified of a record. It is good when there is no verdict. */
export interface Verification {
  readonly verdicts: readonly Verdict[];
  /** The checkpoint as it was served. */
  readonly note: Uint8Array;
  /** What the checkpoint says, and who has signed it; null where it could not be opened. */
  readonly opened: OpenedCheckpoint | null;
  /** The policy that it was opened by; null where the one that the log serves cannot be read. */
  readonly policy: Policy | null;
  /** False where the policy came from the log itself: then it proves nothing about whose record this is. */
  readonly policyHeld: boolean;
  /** Sizes of the checkpoints held beforehand with which this one is consistent. */
  readonly consistentWith: readonly number[];
  /** Entries that are under the signed root, well formed and in their streams. */
  readonly entries: number;
  /** Documents whose bytes have the hash that an entry names. */
  readonly documents: number;
  /** Disclosed values that are what their entries committed to. */
  readonly disclosures: number;
  /** Kinds whose form this verifier does not know, and how many entries each has. */
  readonly unknownKinds: ReadonlyMap<string, number>;
  readonly reports: readonly NamedReport[];
}
