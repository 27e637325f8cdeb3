import { isRefusal } from '#kernel';
import { decodeEntry, leafHash, LOG_SUCCEEDED, toBase64, type Entry } from '#transparency';
import { logSubject } from '../log-subject.js';
import type { Audit } from './audit.js';

const BATCH = 2000;

interface EventRow {
  readonly id: string;
  readonly stream: string;
  readonly stream_version: number;
  readonly kind: string;
  readonly entry: Buffer;
  readonly leaf_hash: Buffer;
  readonly recorded_at: Date;
}

interface StreamEnd {
  readonly version: number;
  readonly leafHash: Uint8Array;
  readonly at: string;
}

/** Compares the columns beside each entry with its bytes, and each subject's entries with one another. */
export async function auditEntries(audit: Audit): Promise<void> {
  const { db, coalitionId } = audit;
  audit.origins = await originsOf(audit);
  const ends = new Map<string, StreamEnd>();
  for (let after: readonly [string, number] = ['00000000-0000-0000-0000-000000000000', 0]; ;) {
    const rows: EventRow[] = await db.query(NEXT_ENTRIES, [coalitionId, ...after, BATCH]);
    for (const row of rows) auditEntry(audit, row, ends);
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) break;
    after = [last.stream, last.stream_version];
  }
  audit.count('subjects', ends.size);
}

/** The log's origin and, where it succeeded others, theirs; which entry carries which is checked by the verifier. */
async function originsOf({ db, coalitionId }: Audit): Promise<string[]> {
  const rows: { origin: string }[] = await db.query(
    `SELECT origin FROM record_log WHERE coalition_id = $1
     UNION ALL
     SELECT convert_from(entry, 'UTF8')::jsonb #>> '{body,origin}' FROM record_event
     WHERE coalition_id = $1 AND stream = $2 AND kind = $3`,
    [coalitionId, logSubject(coalitionId), LOG_SUCCEEDED],
  );
  return rows.map(({ origin }) => origin);
}

const NEXT_ENTRIES = `
SELECT id, stream, stream_version, kind, entry, leaf_hash, recorded_at FROM record_event
WHERE coalition_id = $1 AND (stream, stream_version) > ($2, $3) ORDER BY stream, stream_version LIMIT $4`;

function auditEntry(audit: Audit, row: EventRow, ends: Map<string, StreamEnd>): void {
  audit.count('entries');
  const place = `entry ${row.id}`;
  const entry = decodeEntry(row.entry);
  if (isRefusal(entry)) {
    audit.differs('record_event', place, entry.because);
    return;
  }
  for (const [column, held, said] of [
    ['leaf_hash', toBase64(row.leaf_hash), toBase64(leafHash(row.entry))],
    ['id', row.id, entry.id],
    ['stream', row.stream, entry.stream],
    ['stream_version', String(row.stream_version), String(entry.ver)],
    ['kind', row.kind, entry.kind],
    ['recorded_at', row.recorded_at.toISOString(), entry.at],
  ] as const) {
    if (held !== said) {
      audit.differs('record_event', `${place}, ${column}`, `It holds ${held}, and the entry says ${said}.`);
    }
  }
  if (!audit.origins.includes(entry.log)) {
    audit.differs('record_event', `${place}, entry`, `It belongs to another log, ${entry.log}.`);
  }
  auditStep(audit, row, entry, ends.get(row.stream));
  ends.set(row.stream, { version: row.stream_version, leafHash: row.leaf_hash, at: entry.at });
  const entries = audit.subjects.get(row.stream) ?? [];
  entries[row.stream_version - 1] = entry;
  audit.subjects.set(row.stream, entries);
}

function auditStep(audit: Audit, row: EventRow, entry: Entry, before: StreamEnd | undefined): void {
  const place = `entry ${row.id}`;
  if (row.stream_version !== (before?.version ?? 0) + 1) {
    audit.differs('record_event', place, `Version ${row.stream_version} follows ${before?.version ?? 0}.`);
  } else if (entry.prev !== (before ? toBase64(before.leafHash) : null)) {
    audit.differs('record_event', place, 'It does not name the entry before it.');
  } else if (before && entry.at < before.at) {
    audit.differs('record_event', place, `It is dated ${entry.at}, before ${before.at}.`);
  }
}
