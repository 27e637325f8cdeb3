import { canonicalize, type Entry, type JsonValue } from '#transparency';
import type { Audit } from './audit.js';
import type { KeptTable, StateRow } from './kept-table.js';
import { subjectOf } from './recorded-subject.js';
import * as said from './said.js';
import { columnsOf, inUtc, tiesIn } from './state-columns.js';

const BATCH = 1000;

/**
 * Compares a table of state with the entries of its rows' subjects: every row stands at its subject's last version,
 * every column holds what the entries say, and no entry has lost the row that it brought.
 */
export async function auditTable(audit: Audit, kept: KeptTable): Promise<void> {
  const { db, coalitionId } = audit;
  const columns = await columnsOf(db, kept.table);
  const ties = tiesIn(columns);
  const uncompared = columns.filter(
    ({ name }) => !ties.includes(name) && !(name in kept.columns) && !(name in (kept.unsaid ?? {})),
  );
  for (const { name } of uncompared) {
    audit.differs(kept.table, `column ${name}`, 'Nobody has said how it follows from the record.');
  }
  for (const [name, reason] of Object.entries(kept.unsaid ?? {})) {
    audit.leaveOut(`The column ${kept.table}.${name}: ${reason}.`);
  }
  const key = columns.filter(({ in_key }) => in_key).map(({ name }) => name);
  const brought = new Map<Entry, number>();
  for (let offset = 0; ; offset += BATCH) {
    const rows: { row: StateRow }[] = await db.query(
      `SELECT to_jsonb(kept) AS row FROM ${kept.table} kept WHERE coalition_id = $1
       ORDER BY ${key.join(', ')} LIMIT ${BATCH} OFFSET ${offset}`,
      [coalitionId],
    );
    for (const { row } of rows) {
      const entry = await auditRow(audit, kept, inUtc(row, columns), key);
      if (entry) brought.set(entry, (brought.get(entry) ?? 0) + 1);
    }
    if (rows.length < BATCH) break;
  }
  auditLost(audit, kept, brought);
}

/** Returns the entry that brought the row. */
async function auditRow(
  audit: Audit,
  kept: KeptTable,
  row: StateRow,
  key: readonly string[],
): Promise<Entry | undefined> {
  audit.count(kept.table);
  const place = key.flatMap((name) => (name === 'coalition_id' ? [] : [shownKey(row[name])])).join(' ');
  const isLine = 'entry_stream' in row;
  const stream = said.text(isLine ? row.entry_stream : row.id);
  const version = Number(isLine ? row.entry_version : row.version);
  const entries = audit.subjects.get(stream) ?? [];
  const entry = entries[version - 1];
  if (!entry) {
    audit.differs(
      kept.table,
      place,
      `It stands at version ${version} of ${stream}, of which there is no entry.`,
    );
    return undefined;
  }
  if (!isLine && entries.length !== version) {
    audit.differs(
      kept.table,
      `${place}, version`,
      `It stands at ${version}, and its last entry is ${entries.length}.`,
    );
  }
  const subject = subjectOf(audit, isLine ? [entry] : entries.slice(0, version).flatMap((one) => one ?? []));
  for (const [column, said] of Object.entries(kept.columns)) {
    const expected = await said(subject, row);
    const held = row[column];
    if (expected === undefined || held === undefined || isSame(held, expected)) continue;
    const because = `It holds ${shown(held)}, and the record says ${shown(expected)}.`;
    audit.differs(kept.table, `${place}, ${column}`, because);
  }
  return isLine ? entry : entries.find((first) => first !== undefined && first.kind in kept.brought);
}

/** Whatever an entry brought is still there, as often as it was brought. */
function auditLost(audit: Audit, { table, brought }: KeptTable, found: ReadonlyMap<Entry, number>): void {
  for (const entries of audit.subjects.values()) {
    for (const entry of entries) {
      const wanted = entry ? (brought[entry.kind]?.(entry) ?? 0) : 0;
      const held = entry ? (found.get(entry) ?? 0) : 0;
      if (!entry || held === wanted) continue;
      const because = `Entry ${entry.id} (${entry.kind}) brought ${wanted}, and there are ${held}.`;
      audit.differs(table, `rows of ${entry.stream}`, because);
    }
  }
}

function isSame(held: JsonValue, expected: JsonValue): boolean {
  return canonicalize(held) === canonicalize(expected);
}

/** A part of a key: a text as it is, anything else as JSON. */
function shownKey(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function shown(value: JsonValue | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
