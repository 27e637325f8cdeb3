import type { CoalitionId } from '#kernel';
import type { Vault } from '#platform';
import { pseudonym, type Checkpoint, type Entry, type JsonValue, type VerifierKey } from '#transparency';
import type { EntityManager } from 'typeorm';
import type { KeptTable } from './kept-table.js';

/** Something in a table that is not what the record says. */
export interface Difference {
  readonly table: string;
  /** The row by its key, and the column where it is one: `mandate 0190…, ends_at`. */
  readonly row: string;
  /** One sentence. */
  readonly because: string;
}

/** What a comparison of a coalition's tables with its record found. */
export interface AuditReport {
  /** How many things of each kind were compared, differing ones included. */
  readonly compared: readonly { readonly what: string; readonly count: number }[];
  readonly differences: readonly Difference[];
  /** What could not be compared and why, one sentence each. */
  readonly notCompared: readonly string[];
}

/** What a database is compared with. */
export interface AuditPlan {
  readonly coalitionId: CoalitionId;
  readonly vault: Vault;
  /** What the modules say of their tables. */
  readonly tables: readonly KeptTable[];
  /** Tables of which the record tells nothing, each with the reason, as the end of a sentence. */
  readonly unrecorded: Readonly<Record<string, string>>;
  /** A checkpoint that was verified, with the keys of its log; the tables must lead to its root. */
  readonly signed: { readonly checkpoint: Checkpoint; readonly keys: readonly VerifierKey[] } | null;
}

/** Differences that are told of one table; whatever follows is only counted. */
const TOLD_OF_A_TABLE = 20;

/** One comparison as it goes on: what its steps share, and what they have found. Holds all entries of the coalition. */
export class Audit {
  /** The entries of each subject in the order of their versions, gaps left empty. */
  readonly subjects = new Map<string, (Entry | undefined)[]>();
  /** The log's origin, and those that it has succeeded. */
  origins: readonly string[] = [];
  /** Every value that was opened, by `valueKey`. */
  readonly values = new Map<string, { readonly value: JsonValue; readonly salt: string }>();
  /** The keys of subjects, by which their pseudonyms are made. */
  readonly keys = new Map<string, Uint8Array>();
  private readonly counts = new Map<string, number>();
  private readonly found = new Map<string, Difference[]>();
  private readonly silent = new Set<string>();

  /** @param db a transaction that sees one state of the database from beginning to end */
  constructor(
    readonly db: EntityManager,
    readonly plan: AuditPlan,
  ) {}

  get coalitionId(): CoalitionId {
    return this.plan.coalitionId;
  }

  /** The entry of a subject at a version. */
  entry(stream: string, version: number): Entry | undefined {
    return this.subjects.get(stream)?.[version - 1];
  }

  /** Every entry that could be read, subject by subject. */
  *entries(): Generator<Entry> {
    for (const entries of this.subjects.values()) {
      for (const entry of entries) if (entry) yield entry;
    }
  }

  count(what: string, by = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + by);
  }

  differs(table: string, row: string, because: string): void {
    this.found.set(table, [...(this.found.get(table) ?? []), { table, row, because }]);
  }

  /** Notes once why something is not compared. */
  leaveOut(because: string): void {
    this.silent.add(because);
  }

  get report(): AuditReport {
    return {
      compared: [...this.counts].map(([what, count]) => ({ what, count })),
      differences: [...this.found].flatMap(([table, found]) => [
        ...found.slice(0, TOLD_OF_A_TABLE),
        ...(found.length > TOLD_OF_A_TABLE
          ? [{ table, row: 'more rows', because: `${found.length - TOLD_OF_A_TABLE} more differ.` }]
          : []),
      ]),
      notCompared: [...this.silent],
    };
  }
}

/**
 * Whether an entry bears the pseudonym of this subject of the record; undefined when the key that makes it was erased.
 */
export function isBy(
  { keys, subjects }: Audit,
  person: string,
  { stream, actor }: Entry,
): boolean | undefined {
  const key = keys.get(person);
  if (key) return pseudonym(key, stream) === actor.commit;
  return subjects.has(person) ? undefined : false;
}

/** Names a committed value by the entry that commits to it. */
export function valueKey(stream: string, version: number, field: string): string {
  return `${stream} ${version} ${field}`;
}
