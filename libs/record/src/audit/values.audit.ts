import { opensCommitment, SEALED_KIND, sha256, toBase64, type Entry, type JsonValue } from '#transparency';
import { SEALING_KEY, unpackDocument, unpackValue } from '../privacy-values.js';
import { isBy, valueKey, type Audit } from './audit.js';

interface ValueRow {
  readonly stream: string;
  readonly stream_version: number;
  readonly field: string;
  readonly sealed: Buffer | null;
}

/** The name under which a document that can be erased lies among the values. */
const DOCUMENT = 'docs/';

/**
 * Opens every value and compares it with the commitment in its entry, every document with its digest, and every
 * pseudonym with the key of whom it stands for. What neither stands nor was erased by an entry is missing.
 */
export async function auditValues(audit: Audit): Promise<void> {
  const { db, coalitionId } = audit;
  await openKeys(audit);
  const seen = new Set<string>();
  const values: ValueRow[] = await db.query(
    `SELECT private.stream, private.stream_version, private.field, sealing.key || private.sealed AS sealed
     FROM record_private private
     LEFT ${SEALING_KEY}
     WHERE private.coalition_id = $1 ORDER BY private.stream, private.stream_version, private.field`,
    [coalitionId],
  );
  for (const row of values) {
    audit.count('committed values');
    seen.add(valueKey(row.stream, row.stream_version, row.field));
    const because = faultOfValue(audit, row, audit.entry(row.stream, row.stream_version));
    if (because !== null) {
      audit.differs(
        'record_private',
        `${row.field} of ${row.stream}, version ${row.stream_version}`,
        because,
      );
    }
  }
  const erased: Omit<ValueRow, 'sealed'>[] = await db.query(
    'SELECT stream, stream_version, field FROM record_erasure WHERE coalition_id = $1',
    [coalitionId],
  );
  for (const { stream, stream_version, field } of erased) seen.add(valueKey(stream, stream_version, field));
  await auditDocuments(audit, seen);
  auditMissing(audit, seen);
  await auditActs(audit);
}

function faultOfValue(
  { plan: { vault }, values }: Audit,
  { stream, stream_version, field, sealed }: ValueRow,
  entry: Entry | undefined,
): string | null {
  if (!entry) return 'The record has no such entry.';
  if (!sealed) return 'The key that seals it is missing.';
  try {
    if (field.startsWith(DOCUMENT)) {
      const digest = toBase64(sha256(unpackDocument(vault, sealed).content));
      const isIts = digest === toBase64(Buffer.from(field.slice(DOCUMENT.length), 'hex'));
      return isIts && entry.docs.some((document) => document.sha256 === digest)
        ? null
        : 'It is not the document that the entry names.';
    }
    const { salt, json } = unpackValue(vault, sealed);
    const value = JSON.parse(json) as JsonValue;
    const commitment = entry.commit[field];
    if (commitment === undefined || !opensCommitment(commitment, value, salt)) {
      return 'It does not open the commitment in the entry.';
    }
    values.set(valueKey(stream, stream_version, field), { value, salt: toBase64(salt) });
    return null;
  } catch {
    return 'It cannot be opened: it, or the key that seals it, was changed.'; // the seal tells no more
  }
}

/** Documents that stay for ever; those that are found are added to what was seen, under each entry that names them. */
async function auditDocuments(audit: Audit, seen: Set<string>): Promise<void> {
  const named = new Map<
    string,
    { readonly entry: Entry; readonly mediaType: string; readonly size: number }[]
  >();
  for (const entry of audit.entries()) {
    for (const { sha256: digest, ...document } of entry.docs) {
      named.set(digest, [...(named.get(digest) ?? []), { entry, ...document }]);
    }
  }
  const stored: { sha256: Buffer; media_type: string; digest: Buffer; size: number }[] = await audit.db.query(
    `SELECT sha256, media_type, sha256(content) AS digest, octet_length(content) AS size FROM record_doc
     WHERE coalition_id = $1`,
    [audit.coalitionId],
  );
  for (const document of stored) {
    audit.count('documents');
    const place = `document ${document.sha256.toString('hex')}`;
    const namings = named.get(toBase64(document.sha256)) ?? [];
    if (namings.length === 0) audit.differs('record_doc', place, 'No entry names it.');
    if (!document.digest.equals(document.sha256)) {
      audit.differs('record_doc', `${place}, content`, 'Its bytes have another digest.');
    }
    for (const { entry, mediaType, size } of namings) {
      seen.add(valueKey(entry.stream, entry.ver, `${DOCUMENT}${document.sha256.toString('hex')}`));
      if (mediaType !== document.media_type || size !== document.size) {
        audit.differs(
          'record_doc',
          `${place}, media_type`,
          `Entry ${entry.id} names ${mediaType} of ${size} bytes.`,
        );
      }
    }
  }
}

/** What an entry commits to or names stands somewhere, or was erased. */
function auditMissing(audit: Audit, seen: ReadonlySet<string>): void {
  const documents = new Set([...seen].flatMap((key) => /docs\/[0-9a-f]{64}$/.exec(key)?.[0] ?? []));
  for (const { stream, ver, commit, docs } of audit.entries()) {
    for (const field of Object.keys(commit)) {
      if (seen.has(valueKey(stream, ver, field))) continue;
      audit.differs(
        'record_private',
        `${field} of ${stream}, version ${ver}`,
        'It is missing, and was not erased.',
      );
    }
    for (const { sha256: digest } of docs) {
      const name = `${DOCUMENT}${Buffer.from(digest, 'base64').toString('hex')}`;
      if (documents.has(name)) continue;
      audit.differs('record_doc', name, `Entry ${stream}, version ${ver} names it, and it is missing.`);
    }
  }
}

/** Every key opens under the keys that wrap it. */
async function openKeys(audit: Audit): Promise<void> {
  const rows: { subject: string; key: Buffer }[] = await audit.db.query(
    'SELECT subject, key FROM record_subject_key WHERE coalition_id = $1',
    [audit.coalitionId],
  );
  for (const { subject, key } of rows) {
    audit.count('subject keys');
    try {
      audit.keys.set(subject, audit.plan.vault.unwrap(key));
    } catch {
      // The seal tells no more than that.
      audit.differs('record_subject_key', `subject ${subject}`, 'It does not open: it was changed.');
    }
  }
}

/** Kept answers name an entry, and whoever acted bears in it the pseudonym that their key makes. */
async function auditActs(audit: Audit): Promise<void> {
  const acts: { actor: string; key: string; stream: string | null; version: number }[] = await audit.db.query(
    `SELECT act.actor, act.key, event.stream, event.stream_version AS version FROM record_act act
     LEFT JOIN record_event event ON event.coalition_id = act.coalition_id AND event.id = act.entry_id
     WHERE act.coalition_id = $1`,
    [audit.coalitionId],
  );
  for (const { actor, key, stream, version } of acts) {
    audit.count('acts');
    const entry = stream === null ? undefined : audit.entry(stream, version);
    if (!entry) {
      audit.differs('record_act', `act ${key} of ${actor}`, 'The record has no entry of it.');
    } else if (
      entry.kind !== SEALED_KIND && // it hides who acted
      isBy(audit, actor, entry) === false &&
      actor !== audit.coalitionId
    ) {
      audit.differs('record_act', `act ${key} of ${actor}`, `Entry ${entry.id} is by somebody else.`);
    }
  }
  audit.leaveOut('The answers that are kept for repeated requests, beyond the entry that they name.');
}
