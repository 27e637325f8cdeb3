import { ERASED_KIND, SEALED_FIELD, SEALED_KIND, type Entry, type JsonValue } from '#transparency';
import { valueKey, type Audit } from './audit.js';
import { memberOf } from './said.js';

interface ErasureRow {
  readonly stream: string;
  readonly stream_version: number;
  readonly field: string;
  readonly legal_basis: string;
  readonly erased_at: Date;
  readonly entry_stream: string;
  readonly entry_version: number;
}

/**
 * Every value that is said to be erased was erased by an entry that says so, on its ground, and as many as it says.
 * After a restore that brought values back, the same entries erase them again.
 */
export async function auditErasures(audit: Audit): Promise<void> {
  const rows: ErasureRow[] = await audit.db.query(
    'SELECT * FROM record_erasure WHERE coalition_id = $1 ORDER BY stream, stream_version, field',
    [audit.coalitionId],
  );
  const erased = new Map<Entry, number>();
  for (const row of rows) {
    audit.count('erasures');
    const by = audit.entry(row.entry_stream, row.entry_version);
    if (by) erased.set(by, (erased.get(by) ?? 0) + 1);
    const because = faultOf(row, by, audit.entry(row.stream, row.stream_version));
    if (because === null) continue;
    const place = `${row.field} of ${row.stream}, version ${row.stream_version}`;
    audit.differs('record_erasure', place, because);
  }
  for (const entry of audit.entries()) {
    if (entry.kind !== ERASED_KIND) continue;
    const { commitments, documents } = entry.body;
    const wanted = Number(commitments) + (Array.isArray(documents) ? documents.length : 0);
    const held = erased.get(entry) ?? 0;
    if (held === wanted) continue;
    const because = `Entry ${entry.id} erased ${wanted}, and there are ${held}.`;
    audit.differs('record_erasure', `rows of ${entry.stream}`, because);
  }
}

function faultOf(row: ErasureRow, by: Entry | undefined, of: Entry | undefined): string | null {
  if (by?.kind !== ERASED_KIND) return 'The entry that it names erased nothing.';
  if (!of) return 'The record has no entry that commits to it.';
  const name = row.field.startsWith('docs/')
    ? of.docs.some(({ sha256 }) => row.field === `docs/${Buffer.from(sha256, 'base64').toString('hex')}`)
    : Object.hasOwn(of.commit, row.field);
  if (!name) return 'Its entry commits to no such field.';
  const { fields, legalBasis } = by.body;
  if (Array.isArray(fields) && !fields.includes(row.field))
    return `Entry ${by.id} does not erase this field.`;
  if (row.legal_basis !== legalBasis) return `Entry ${by.id} gives another ground.`;
  if (row.erased_at.toISOString() !== by.at) return `Entry ${by.id} erased it at ${by.at}.`;
  return null;
}

interface SealedRow {
  readonly stream: string;
  readonly stream_version: number;
  readonly entry_stream: string;
  readonly entry_version: number;
}

/** Every sealed entry belongs to the matter that its content names, where that was not erased. */
export async function auditSealed(audit: Audit): Promise<void> {
  const rows: SealedRow[] = await audit.db.query(
    'SELECT * FROM record_sealed WHERE coalition_id = $1 ORDER BY stream, stream_version',
    [audit.coalitionId],
  );
  const placed = new Set<Entry>();
  for (const row of rows) {
    audit.count('sealed entries');
    const entry = audit.entry(row.entry_stream, row.entry_version);
    if (entry) placed.add(entry);
    const content = audit.values.get(valueKey(row.entry_stream, row.entry_version, SEALED_FIELD))?.value;
    if (entry?.kind === SEALED_KIND && isOf(row, content)) continue;
    const place = `version ${row.stream_version} of ${row.stream}`;
    audit.differs('record_sealed', place, 'The entry that it names is not of this matter.');
  }
  for (const entry of audit.entries()) {
    if (entry.kind !== SEALED_KIND || placed.has(entry)) continue;
    audit.differs('record_sealed', `entry ${entry.id}`, 'Nobody knows of which matter it is.');
  }
}

function isOf({ stream, stream_version }: SealedRow, content: JsonValue | undefined): boolean {
  if (content === undefined) return true; // erased
  return memberOf(content, 'stream') === stream && memberOf(content, 'ver') === stream_version;
}
