import { canonicalize, parseCanonical, type Entry, type JsonValue } from '#transparency';
import { SEALING_KEY, unpackDocument } from '../privacy-values.js';
import { isBy, valueKey, type Audit } from './audit.js';
import type { KeptTable, RecordedSubject, StateRow } from './kept-table.js';
import * as said from './said.js';

const BATCH = 1000;
/** Columns that tie a row to its entry; the engine itself compares them. */
const TIES = ['coalition_id', 'id', 'version', 'entry_stream', 'entry_version'];

interface Column {
  readonly name: string;
  readonly is_instant: boolean;
  readonly in_key: boolean;
}

/**
 * Compares a table of state with the entries of its rows' subjects: every row stands at its subject's last version,
 * every column holds what the entries say, and no entry has lost the row that it brought.
 */
export async function auditTable(audit: Audit, kept: KeptTable): Promise<void> {
  const { db, coalitionId } = audit;
  const columns = await columnsOf(audit, kept.table);
  const uncompared = columns.filter(
    ({ name }) => !TIES.includes(name) && !(name in kept.columns) && !(name in (kept.unsaid ?? {})),
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

function subjectOf(audit: Audit, entries: readonly Entry[]): RecordedSubject {
  const last = (field: string) => {
    const entry = entries.findLast(({ commit }) => Object.hasOwn(commit, field));
    return entry ? audit.values.get(valueKey(entry.stream, entry.ver, field)) : NOTHING;
  };
  return {
    entries,
    committed: (field) => last(field)?.value,
    saltOf: (field) => last(field)?.salt,
    document: (digest) => readDocument(audit, digest),
    isBegunBy: (person) => entries[0] && isBy(audit, person, entries[0]),
    other: (stream) =>
      subjectOf(
        audit,
        (audit.subjects.get(stream) ?? []).flatMap((entry) => entry ?? []),
      ),
  };
}

/** What was never committed to. */
const NOTHING = { value: null, salt: null };

async function readDocument(
  { db, coalitionId, plan }: Audit,
  digest: string,
): Promise<JsonValue | undefined> {
  const hash = Buffer.from(digest, 'base64');
  const [stored]: { content: Buffer | null; sealed: Buffer | null }[] = await db.query(DOCUMENT, [
    coalitionId,
    hash,
    `docs/${hash.toString('hex')}`,
  ]);
  if (!stored) return undefined;
  const content = stored.content ?? (stored.sealed && unpackDocument(plan.vault, stored.sealed).content);
  return content ? (parseCanonical(content) ?? undefined) : undefined;
}

const DOCUMENT = `
SELECT content, NULL::bytea AS sealed FROM record_doc WHERE coalition_id = $1 AND sha256 = $2
UNION ALL (
  SELECT NULL, sealing.key || private.sealed FROM record_private private
  ${SEALING_KEY}
  WHERE private.coalition_id = $1 AND private.field = $3 LIMIT 1
)
LIMIT 1`;

async function columnsOf({ db }: Audit, table: string): Promise<Column[]> {
  return db.query(
    `SELECT attname AS name, atttypid = 'timestamptz'::regtype AS is_instant,
            coalesce(attnum = ANY (conkey), false) AS in_key
     FROM pg_attribute LEFT JOIN pg_constraint ON conrelid = attrelid AND contype = 'p'
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
}

/** The row with its instants as entries write them. */
function inUtc(row: StateRow, columns: readonly Column[]): StateRow {
  const instants = new Set(columns.flatMap(({ name, is_instant }) => (is_instant ? [name] : [])));
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      instants.has(name) && typeof value === 'string' ? new Date(value).toISOString() : value,
    ]),
  );
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
