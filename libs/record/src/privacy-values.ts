import type { CoalitionId, Sealed } from '#kernel';
import type { Vault } from '#platform';
import { SALT_BYTES, utf8 } from '#transparency';
import type { EntityManager } from 'typeorm';

/** Where a committed value is: the entry that commits to it, and under which name. */
export interface ValuePlace {
  readonly stream: string;
  readonly version: number;
  readonly field: string;
}

/** A value to be stored, as clear as it will never be again. */
export interface PrivateValue extends ValuePlace {
  /** Whose key seals it; null for the coalition's, which is never erased. */
  readonly subject: string | null;
  readonly plain: Uint8Array;
  readonly disclosed: boolean;
}

/** A value as it goes into `record_private`. */
export interface SealedRow extends ValuePlace {
  readonly subject: string | null;
  readonly sealed: Buffer;
  readonly disclosed: boolean;
}

/** Salt and canonical JSON, as they are sealed together. */
export function packValue(salt: Uint8Array, json: string): Buffer {
  return Buffer.concat([salt, utf8(json)]);
}

/** The salt and the canonical JSON of a value that a statement has read. */
export function unpackValue(vault: Vault, read: Uint8Array): { salt: Buffer; json: string } {
  const plain = vault.openRead(read);
  return { salt: plain.subarray(0, SALT_BYTES), json: plain.toString('utf8', SALT_BYTES) };
}

/** A value that a statement has read by `sealedValue`; null stays null: it was erased. */
export function openValue<Value>(vault: Vault, sealed: Sealed<Value> | null): Value | null {
  return sealed && (JSON.parse(unpackValue(vault, sealed).json) as Value);
}

/** Media type and bytes of a document, as they are sealed together. */
export function packDocument(mediaType: string, content: Uint8Array): Buffer {
  return Buffer.concat([utf8(`${mediaType}\n`), content]);
}

export function unpackDocument(vault: Vault, read: Uint8Array): { mediaType: string; content: Buffer } {
  const plain = vault.openRead(read);
  const end = plain.indexOf('\n');
  return { mediaType: plain.toString('latin1', 0, end), content: plain.subarray(end + 1) };
}

/** SQL that joins a row of `record_private`, called `private`, with the key that seals it. */
export const SEALING_KEY = `JOIN record_subject_key sealing ON sealing.coalition_id = private.coalition_id
    AND sealing.subject = coalesce(private.subject, private.coalition_id)`;

/**
 * SQL that reads a committed value together with the key that opens it, for `openValue`; NULL when it was erased.
 *
 * @param at the coalition, the stream and the version of the entry, and the name of the field, each as SQL
 */
export function sealedValue(at: {
  readonly coalition: string;
  readonly stream: string;
  readonly version: string;
  readonly field: string;
}): string {
  return `(
  SELECT sealing.key || private.sealed FROM record_private private
  ${SEALING_KEY}
  WHERE private.coalition_id = ${at.coalition} AND private.stream = ${at.stream}
    AND private.stream_version = ${at.version} AND private.field = '${at.field}'
)`;
}

/** Milliseconds for which a coalition's key, which is never erased, is not asked for again. */
const REMEMBERED = 3_600_000;

/** The keys of coalitions as the database has them: what is about nobody is sealed often, and under these. */
export class CoalitionKeys {
  readonly #known = new Map<string, { readonly key: Buffer; readonly until: number }>();

  find(coalitionId: CoalitionId): Buffer | null {
    const known = this.#known.get(coalitionId);
    return known && performance.now() < known.until ? known.key : null;
  }

  remember(coalitionId: CoalitionId, key: Buffer): void {
    this.#known.set(coalitionId, { key, until: performance.now() + REMEMBERED });
  }
}

/** What an act has gathered to be sealed. */
interface Sealing {
  readonly db: EntityManager;
  readonly coalitionId: CoalitionId;
  readonly values: readonly PrivateValue[];
  /** Who has got a key by this act; those who get one now are added. */
  readonly subjects: { readonly id: string; readonly key: Buffer }[];
}

/**
 * Seals what an act committed to, each value under the key of whom it is about. A subject that has no key gets one;
 * nobody erases the others before the act ends.
 */
export async function sealValues(
  { db, values, subjects, coalitionId }: Sealing,
  { vault, coalitionKeys }: { vault: Vault; coalitionKeys: CoalitionKeys },
): Promise<SealedRow[]> {
  const keys = new Map<string, Buffer>(subjects.map(({ id, key }) => [id, key]));
  const remembered = coalitionKeys.find(coalitionId);
  if (remembered) keys.set(coalitionId, remembered);
  const begun = new Set(values.filter(({ version }) => version === 1).map(({ stream }) => stream));
  const owners = new Set(values.map(({ subject }) => subject ?? coalitionId));
  const missing = [...owners].filter((owner) => !keys.has(owner));
  const standing = missing.filter((subject) => !begun.has(subject));
  if (standing.length > 0) {
    const rows: { subject: string; key: Buffer }[] = await db.query(
      'SELECT subject, key FROM record_held_keys($1, $2)',
      [coalitionId, standing],
    );
    for (const { subject, key } of rows) keys.set(subject, key);
    const own = rows.find(({ subject }) => subject === coalitionId);
    if (own) coalitionKeys.remember(coalitionId, own.key);
  }
  return values.map(({ subject, plain, ...place }) => {
    const owner = subject ?? coalitionId;
    const known = keys.get(owner);
    const key = known ?? vault.newKey();
    if (!known) {
      keys.set(owner, key);
      subjects.push({ id: owner, key });
    }
    return { ...place, subject, sealed: vault.seal(key, plain) };
  });
}
