import type { CoalitionId } from '#kernel';
import type { Vault } from '#platform';
import type { EntityManager } from 'typeorm';
import { CoalitionKeys, packDocument, sealValues, type PrivateValue } from './privacy-values.js';

/** A document that an entry names. */
export interface NamedDocument {
  readonly kind: string;
  readonly stream: string;
  readonly version: number;
  /** Base64. */
  readonly sha256: string;
  readonly mediaType: string;
  /** True for somebody's words, which are stored sealed. */
  readonly isErasable: boolean;
}

interface Owner {
  readonly coalitionId: CoalitionId;
  readonly vault: Vault;
}

/**
 * Stores documents again. Words are sealed under the key of whom the values of the same subject are about, so that
 * they can be erased like those; under the coalition's where nobody is known.
 *
 * @returns how many there were
 */
export async function restoreDocuments(
  db: EntityManager,
  owner: Owner,
  documents: readonly NamedDocument[],
  read: (sha256: string) => Promise<Uint8Array | null>,
): Promise<number> {
  let restored = 0;
  for (const document of documents) {
    const content = await read(document.sha256);
    if (content === null) continue;
    restored += 1;
    await (document.isErasable
      ? sealDocument(db, owner, document, content)
      : keepDocument(db, owner, document, content));
  }
  return restored;
}

async function keepDocument(
  db: EntityManager,
  { coalitionId }: Owner,
  { sha256, mediaType }: NamedDocument,
  content: Uint8Array,
): Promise<void> {
  await db.query(
    'INSERT INTO record_doc (coalition_id, sha256, media_type, content) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [coalitionId, Buffer.from(sha256, 'base64'), mediaType, content],
  );
}

async function sealDocument(
  db: EntityManager,
  { coalitionId, vault }: Owner,
  { stream, version, sha256, mediaType }: NamedDocument,
  content: Uint8Array,
): Promise<void> {
  const field = `docs/${Buffer.from(sha256, 'base64').toString('hex')}`;
  const [about]: { subject: string | null; stands: boolean }[] = await db.query(
    `SELECT subject, bool_or(stream_version = $3 AND field = $4) OVER () AS stands FROM record_private
     WHERE coalition_id = $1 AND stream = $2 ORDER BY stream_version LIMIT 1`,
    [coalitionId, stream, version, field],
  );
  if (about?.stands) return;
  const value: PrivateValue = {
    stream,
    version,
    field,
    subject: about?.subject ?? null,
    plain: packDocument(mediaType, content),
    disclosed: true,
  };
  const subjects: { id: string; key: Buffer }[] = [];
  const sealing = { db, coalitionId, values: [value], subjects };
  const [row] = await sealValues(sealing, { vault, coalitionKeys: new CoalitionKeys() });
  for (const { id, key } of subjects) {
    await db.query('INSERT INTO record_subject_key (coalition_id, subject, key) VALUES ($1, $2, $3)', [
      coalitionId,
      id,
      key,
    ]);
  }
  await db.query(
    `INSERT INTO record_private (coalition_id, stream, stream_version, field, subject, sealed, disclosed)
     VALUES ($1, $2, $3, $4, $5, $6, true)`,
    [coalitionId, stream, version, field, value.subject, row?.sealed],
  );
}
