import type { Entry, JsonValue } from '#transparency';

/** A row of a state table as JSON: instants as entries write them, in UTC with milliseconds. */
export type StateRow = Readonly<Record<string, JsonValue>>;

/** What the record holds of the subject of a row, up to the version at which the row stands. */
export interface RecordedSubject {
  /** From version 1; for a line that is written once, the one entry that brought it. */
  readonly entries: readonly Entry[];
  /** The last value that was committed to under this name; null when none was, undefined when it was erased. */
  readonly committed: (field: string) => JsonValue | undefined;
  /** The salt of that value in base64; null and undefined as for the value. */
  readonly saltOf: (field: string) => JsonValue | undefined;
  /** A document that entries name, as JSON; undefined when it was erased or is missing. */
  readonly document: (sha256: string) => Promise<JsonValue | undefined>;
  /** Whether a person is the one whose pseudonym the first entry bears; undefined when their key was erased. */
  readonly isBegunBy: (person: string) => boolean | undefined;
  /** Another subject of the record, with all its entries. */
  readonly other: (stream: string) => RecordedSubject;
}

/**
 * What the record says that a column holds. `undefined` where it cannot tell any more, as of what was erased: then
 * the column is not compared.
 */
export type Said = (
  subject: RecordedSubject,
  row: StateRow,
) => JsonValue | undefined | Promise<JsonValue | undefined>;

/**
 * What a module knows about one of its tables: how its columns follow from the entries. The comparison of a database
 * with its record is made from these, as a verification is made from each module's checks.
 */
export interface KeptTable {
  readonly table: string;
  /** How many rows an entry of each kind brings; of other kinds none. */
  readonly brought: Readonly<Record<string, (entry: Entry) => number>>;
  readonly columns: Readonly<Record<string, Said>>;
  /** Columns of which the record tells nothing, each with the reason, as the end of a sentence. */
  readonly unsaid?: Readonly<Record<string, string>>;
  /**
   * Whether a row that a database lost is whole again once these last entries of its subject are written into its
   * columns: true where the acts behind them wrote nothing else that no entry tells, such as a plan of what is due.
   * Without it lost rows are only told.
   */
  readonly isWholeBy?: (lost: readonly Entry[]) => boolean;
}
