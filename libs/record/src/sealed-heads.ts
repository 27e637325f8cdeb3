import type { CoalitionId } from '#kernel';
import { SEALING_KEY, unpackValue } from './privacy-values.js';
import type { Vault } from '#platform';
import type { SealedDisclosure } from '#transparency';
import type { EntityManager } from 'typeorm';

/** The last entry of a subject. */
export interface StreamHead {
  readonly version: number;
  readonly leafHash: Uint8Array;
}

/** The last sealed entry of a subject; null before the first. */
export async function sealedHead(
  db: EntityManager,
  coalitionId: CoalitionId,
  stream: string,
): Promise<StreamHead | null> {
  const [row] = await db.query<StreamHead[]>(
    `SELECT sealed.stream_version AS version, event.leaf_hash AS "leafHash"
     FROM record_sealed sealed
     JOIN record_event event ON event.coalition_id = sealed.coalition_id
       AND event.stream = sealed.entry_stream AND event.stream_version = sealed.entry_version
     WHERE sealed.coalition_id = $1 AND sealed.stream = $2 ORDER BY sealed.stream_version DESC LIMIT 1`,
    [coalitionId, stream],
  );
  return row ?? null;
}

/** A sealed entry as it stands in the record, and what opens it; the disclosure is null where it was erased. */
export interface OpenedEntry {
  readonly bytes: Buffer;
  readonly leafHash: Buffer;
  readonly disclosure: SealedDisclosure | null;
}

/**
 * The whole sealed history of a subject, oldest first: for whoever is a party of the matter, which the caller has
 * checked.
 */
export async function openSealed(
  db: EntityManager,
  vault: Vault,
  { coalitionId, stream }: { readonly coalitionId: CoalitionId; readonly stream: string },
): Promise<OpenedEntry[]> {
  const rows = await db.query<{ entry: Buffer; leafHash: Buffer; sealed: Buffer | null }[]>(
    `SELECT event.entry, event.leaf_hash AS "leafHash", sealing.key || private.sealed AS sealed
     FROM record_sealed place
     JOIN record_event event ON event.coalition_id = place.coalition_id
       AND event.stream = place.entry_stream AND event.stream_version = place.entry_version
     LEFT JOIN record_private private ON private.coalition_id = place.coalition_id
       AND private.stream = place.entry_stream AND private.stream_version = place.entry_version
     LEFT ${SEALING_KEY}
     WHERE place.coalition_id = $1 AND place.stream = $2 ORDER BY place.stream_version`,
    [coalitionId, stream],
  );
  return rows.map(({ entry, leafHash, sealed }) => ({
    bytes: entry,
    leafHash,
    disclosure: sealed && disclosureIn(vault, sealed),
  }));
}

function disclosureIn(vault: Vault, sealed: Buffer): SealedDisclosure {
  const { salt, json } = unpackValue(vault, sealed);
  return { salt, content: JSON.parse(json) as SealedDisclosure['content'] };
}
