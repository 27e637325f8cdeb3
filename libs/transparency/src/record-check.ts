import { type Entry } from './entry.js';
import { type VerdictCode } from './verdict-code.js';

/** Fetches a document that an entry names, by the base64 of its SHA-256. What it answers has that hash. */
export type ReadDocument = (sha256: string) => Promise<Uint8Array>;

/**
 * What a module knows how to check again from the entries alone: its counts, its draws, its terms. It sees every
 * entry of the log once, in order, each one already proved to be under the signed root and in its stream.
 */
export interface RecordCheck {
  /** What is checked, in the plural: `boxes`. */
  readonly name: string;
  /** Takes in one entry; it keeps those that it needs. */
  see(entry: Entry, index: number, leafHash: Uint8Array): void;
  /**
   * Checks what it has taken in. A rejection of `documents` is passed on, never swallowed: what could not be read
   * has not been checked.
   */
  finish(documents: ReadDocument): Promise<CheckReport>;
}

/** What a check found. */
export interface CheckReport {
  /** How many things were checked and hold or fail. */
  readonly checked: number;
  /** What they are and what was done with them, in the plural: `boxes recounted`. */
  readonly what: string;
  readonly failures: readonly CheckFailure[];
  /** What could not be checked and why, one sentence each. */
  readonly skipped: readonly string[];
}

/** Something that does not follow from the entries as the record says it does. */
export interface CheckFailure {
  readonly code: string;
  /** One sentence that names the thing. */
  readonly because: string;
  /** The entry that says so; null where it is no single one. */
  readonly index: number | null;
  /** What it means for the record; `COUNT` unless told. */
  readonly verdict?: VerdictCode;
}
