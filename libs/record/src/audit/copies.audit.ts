import { isRefusal } from '#kernel';
import { bodyOf, openNote, parseVerifierKey, type Entry } from '#transparency';
import type { Audit } from './audit.js';
import { memberOf, text } from './said.js';

/** What lies beside the tree to serve it: the log's public name, what entries are found by, and what witnesses said. */
export async function auditCopies(audit: Audit): Promise<void> {
  await auditName(audit);
  await auditSearch(audit);
  await auditCosignatures(audit);
}

/** An origin ends in the name under which the log is served, also when it has succeeded another. */
async function auditName(audit: Audit): Promise<void> {
  const [log]: { slug: string }[] = await audit.db.query(
    'SELECT slug FROM record_log WHERE coalition_id = $1',
    [audit.coalitionId],
  );
  const first = audit.entry(audit.coalitionId, 1);
  if (!log || !first || first.log.endsWith(`/log/${log.slug}`)) return;
  audit.differs('record_log', 'slug', `It is ${log.slug}, and the log began as ${first.log}.`);
}

interface FoundBy {
  readonly leaf_index: string;
  readonly stream: string;
  readonly stream_version: number;
  readonly at: Date;
  readonly kind: string;
  readonly role: string;
  readonly body: string | null;
}

async function auditSearch(audit: Audit): Promise<void> {
  const rows: FoundBy[] = await audit.db.query(
    `SELECT leaf.leaf_index, event.stream, event.stream_version, leaf.at, leaf.kind, leaf.role, leaf.body
     FROM record_leaf leaf JOIN record_event event USING (coalition_id, event_id)
     WHERE coalition_id = $1 ORDER BY leaf.leaf_index`,
    [audit.coalitionId],
  );
  for (const { leaf_index, stream, stream_version, at, kind, role, body } of rows) {
    const entry = audit.entry(stream, stream_version);
    const isIts =
      entry !== undefined &&
      at.toISOString() === entry.at &&
      kind === entry.kind &&
      role === entry.actor.role &&
      body === bodyIn(entry);
    if (isIts) continue;
    audit.differs('record_leaf', `leaf ${leaf_index}`, 'What it is found by is not what the entry says.');
  }
}

/** The body that an entry is about; the sequencer reads the same by SQL. */
function bodyIn({ kind, stream, body }: Entry): string | null {
  if (kind.startsWith('body.')) return stream;
  const said = text(body.body) || text(memberOf(body.terms, 'body'));
  return /^[0-9a-f-]{36}$/.test(said) ? said : null;
}

async function auditCosignatures(audit: Audit): Promise<void> {
  const rows: { size: string; witness_key: string; line: string; cosigned_at: Date; note: string | null }[] =
    await audit.db.query(
      `SELECT said.size, said.witness_key, said.line, said.cosigned_at, checkpoint.note
       FROM record_cosignature said LEFT JOIN record_checkpoint checkpoint USING (coalition_id, size)
       WHERE coalition_id = $1 ORDER BY said.size, said.witness_key`,
      [audit.coalitionId],
    );
  for (const { size, witness_key, line, cosigned_at, note } of rows) {
    audit.count('cosignatures');
    if (note !== null && timeOf(bodyOf(note) + '\n' + line, witness_key) === cosigned_at.getTime() / 1000)
      continue;
    const because = 'The witness has not signed this checkpoint at this time.';
    audit.differs('record_cosignature', `checkpoint of size ${size}, ${witness_key}`, because);
  }
}

/** When a witness signed a note, in seconds since 1970; null where it did not. */
function timeOf(note: string, witnessKey: string): number | null {
  const key = parseVerifierKey(witnessKey);
  if (isRefusal(key)) return null;
  const opened = openNote(note, [key]);
  return isRefusal(opened) ? null : (opened.verified[0]?.time ?? null);
}
