import { refuse, type CoalitionId, type LegalBasis, type Refusal } from '#kernel';
import { becomeRole } from '#platform';
import { ERASED_KIND } from '#transparency';
import type { EntityManager } from 'typeorm';
import type { Act, Appended, Capacity } from './act.js';

/** What is erased, and why. */
export interface Erasing {
  /** A person, with all that is sealed under their key; or a thing, with what its entries commit to. */
  readonly ref: string;
  /** The names of the fields; null for all of them, and the key with them. */
  readonly fields: readonly string[] | null;
  readonly basis: LegalBasis;
  /** Where the reasons are to be found: the request, the file, the provision. */
  readonly reference: string;
  /** The decision by which it was resolved; null where the one who acts decided it in their capacity. */
  readonly decidedBy: string | null;
}

/** What became of it. */
export interface ErasedCount {
  readonly commitments: number;
  readonly documents: number;
}

interface Found {
  readonly stream: string;
  readonly version: number;
  readonly field: string;
}

/**
 * A counted vote cannot be counted again without its ballots, and whoever holds a seat casts them in office: they stay
 * (GDPR article 17(3)(d)). The reason given with one can be erased.
 */
const STAYS = ['ballot'];

/**
 * Erases committed values inside a running act: their rows, and the key where all of its values go. Appends the entry
 * that says on which ground and by whom, whose body suffices to erase them again after a restore; commitments, proofs and digests stay as they are.
 *
 * @returns the entry with the counts, or a refusal when nothing of it is left (`NOTHING_TO_ERASE`)
 */
export async function eraseValues(
  act: Act,
  erasing: Erasing,
  capacity: Capacity,
): Promise<{ readonly entry: Appended; readonly erased: ErasedCount } | Refusal> {
  if (erasing.fields === null) await act.db.query(TAKE_KEY, [erasing.ref]);
  const found = await findValues(act.db, act.coalitionId, erasing);
  if (found.length === 0) {
    return refuse(
      'NOTHING_TO_ERASE',
      'Nothing of this is held that could be erased, or it was erased before.',
    );
  }
  const documents = found.flatMap(({ field }) => (field.startsWith(DOCUMENT) ? [digestIn(field)] : []));
  const commitments = found.length - documents.length;
  const { ref, fields, basis, reference, decidedBy } = erasing;
  const entry = act.append({
    stream: act.newId<'Erasure'>(),
    kind: ERASED_KIND,
    capacity,
    body: { ref, fields, commitments, documents, legalBasis: basis, decidedBy },
    commit: { reference },
  });
  await removeValues(act.db, act.coalitionId, { found, erasing, at: act.now, entry });
  return { entry, erased: { commitments, documents: documents.length } };
}

/** Waits until nobody is sealing anything under a subject's key, and lets nobody begin; see `record_held_keys`. */
const TAKE_KEY = 'SELECT pg_advisory_xact_lock(hashtextextended($1, 4))';

/** Lets work on the rows that only the privacy role may delete be done inside an act. */
export async function asPrivacy<Result>(
  { db, coalitionId }: Pick<Act, 'db' | 'coalitionId'>,
  work: () => Promise<Result>,
): Promise<Result> {
  await becomeRole(db, 'quorate_privacy', coalitionId);
  const result = await work();
  await becomeRole(db, 'quorate_app', coalitionId);
  return result;
}

const DOCUMENT = 'docs/';

function digestIn(field: string): string {
  return Buffer.from(field.slice(DOCUMENT.length), 'hex').toString('base64');
}

/**
 * The values that are still held of what is to be erased.
 *
 * @param before only those that were committed to by an entry before this event; null for all
 */
export function findValues(
  db: EntityManager,
  coalitionId: CoalitionId,
  { ref, fields }: Pick<Erasing, 'ref' | 'fields'>,
  before: string | null = null,
): Promise<Found[]> {
  return db.query<Found[]>(
    `SELECT private.stream, private.stream_version AS version, private.field
     FROM record_private private
     JOIN record_event event ON event.coalition_id = private.coalition_id AND event.stream = private.stream
       AND event.stream_version = private.stream_version
     WHERE private.coalition_id = $1 AND (private.subject = $2 OR private.stream = $2)
       AND private.field <> ALL ($3::text[]) AND ($4::text[] IS NULL OR private.field = ANY ($4::text[]))
       AND ($5::bigint IS NULL OR event.event_id < $5::bigint)
     ORDER BY private.stream, private.stream_version, private.field`,
    [coalitionId, ref, STAYS, fields, before],
  );
}

/** Notes each value as erased by an entry, and deletes it; the database refuses the one without the other. */
export async function removeValues(
  db: EntityManager,
  coalitionId: CoalitionId,
  {
    found,
    erasing,
    at,
    entry,
  }: {
    readonly found: readonly Found[];
    readonly erasing: Pick<Erasing, 'ref' | 'fields' | 'basis'>;
    readonly at: Date;
    readonly entry: Pick<Appended, 'stream' | 'version'>;
  },
): Promise<void> {
  const places = [
    found.map(({ stream }) => stream),
    found.map(({ version }) => version),
    found.map(({ field }) => field),
  ];
  await db.query(
    `INSERT INTO record_erasure
       (coalition_id, stream, stream_version, field, legal_basis, erased_at, entry_stream, entry_version)
     SELECT $1, erased.*, $5, $6, $7, $8
     FROM unnest($2::uuid[], $3::integer[], $4::text[]) AS erased (stream, stream_version, field)`,
    [coalitionId, ...places, erasing.basis, at, entry.stream, entry.version],
  );
  await asPrivacy({ db, coalitionId }, async () => {
    await db.query(
      `DELETE FROM record_private WHERE coalition_id = $1 AND (stream, stream_version, field) IN (
         SELECT * FROM unnest($2::uuid[], $3::integer[], $4::text[]))`,
      [coalitionId, ...places],
    );
    if (erasing.fields !== null) return;
    await db.query(
      `DELETE FROM record_subject_key sealing WHERE coalition_id = $1 AND subject = $2 AND NOT EXISTS (
         SELECT FROM record_private private
         WHERE private.coalition_id = sealing.coalition_id AND private.subject = sealing.subject)`,
      [coalitionId, erasing.ref],
    );
  });
}
