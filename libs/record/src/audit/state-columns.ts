import type { EntityManager } from 'typeorm';
import type { StateRow } from './kept-table.js';

/** The columns that tie a row to its entry; the engine itself compares them. A line may have an id beside them. */
const TIES = {
  row: ['coalition_id', 'id', 'version'],
  line: ['coalition_id', 'entry_stream', 'entry_version'],
};

/** A column of a table of state. */
export interface Column {
  readonly name: string;
  readonly is_instant: boolean;
  readonly in_key: boolean;
}

/** Whether each row of a table is a line that one entry brought. */
export function isOfLines(columns: readonly Column[]): boolean {
  return columns.some(({ name }) => name === 'entry_stream');
}

/** The columns that tie a row of a table to its entry. */
export function tiesIn(columns: readonly Column[]): readonly string[] {
  return isOfLines(columns) ? TIES.line : TIES.row;
}

/** The columns of a table of state, in their order. */
export async function columnsOf(db: EntityManager, table: string): Promise<Column[]> {
  return db.query(
    `SELECT attname AS name, atttypid = 'timestamptz'::regtype AS is_instant,
            coalesce(attnum = ANY (conkey), false) AS in_key
     FROM pg_attribute LEFT JOIN pg_constraint ON conrelid = attrelid AND contype = 'p'
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
}

/** The row with its instants as entries write them. */
export function inUtc(row: StateRow, columns: readonly Column[]): StateRow {
  const instants = new Set(columns.flatMap(({ name, is_instant }) => (is_instant ? [name] : [])));
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      instants.has(name) && typeof value === 'string' ? new Date(value).toISOString() : value,
    ]),
  );
}
