import { Injectable } from '@nestjs/common';
import type { CoalitionId, Erasure } from '#kernel';
import { queryPrepared, Vault } from '#platform';
import {
  consistencyProof,
  encodeBundle,
  inclusionProof,
  nodesFromTiles,
  TILE_WIDTH,
  type DisclosedValue,
  type EntryBundle,
  type HashTile,
  type JsonValue,
} from '#transparency';
import { DataSource } from 'typeorm';
import { SEALING_KEY, unpackDocument, unpackValue } from './privacy-values.js';
import { TreeReader } from './tree.queries.js';

/** A log and what is published of it. */
export interface PublishedLog {
  readonly coalitionId: CoalitionId;
  readonly slug: string;
  readonly origin: string;
  /** Leaves under the last checkpoint; 0 before the first. */
  readonly size: number;
  readonly root: Uint8Array | null;
  /** The last checkpoint as a signed note; null before the first. */
  readonly note: string | null;
}

/** One published entry as it stands in the tree. */
export interface PublishedEntry {
  readonly coalitionId: CoalitionId;
  readonly id: string;
  readonly index: number;
  readonly stream: string;
  readonly version: number;
  readonly kind: string;
  readonly at: Date;
  readonly bytes: Buffer;
  readonly leafHash: Buffer;
}

/** Where an entry is: its place in the tree, if it has one. */
export interface EntryPlace {
  readonly id: string;
  readonly leafIndex: number | null;
}

interface LogRow {
  readonly coalition_id: CoalitionId;
  readonly slug: string;
  readonly origin: string;
  readonly size: string | null;
  readonly root: Buffer | null;
  readonly note: string | null;
}

/** An entry as statements read it. */
export interface EntryRow {
  readonly id: string;
  readonly leaf_index: string;
  readonly stream: string;
  readonly stream_version: number;
  readonly kind: string;
  readonly recorded_at: Date;
  readonly entry: Buffer;
  readonly leaf_hash: Buffer;
}

/** Reads what is public of the logs: checkpoints, tiles, bundles, documents, entries and proofs. */
@Injectable()
export class LogQueries {
  constructor(
    private readonly dataSource: DataSource,
    private readonly vault: Vault,
  ) {}

  /** The log with this slug; null when there is none. */
  async bySlug(slug: string): Promise<PublishedLog | null> {
    return this.one('log.slug = $1', slug);
  }

  /** The log of this coalition; null when there is none. */
  async byCoalition(coalitionId: CoalitionId): Promise<PublishedLog | null> {
    return this.one('log.coalition_id = $1', coalitionId);
  }

  private async one(
    condition: 'log.slug = $1' | 'log.coalition_id = $1',
    value: string,
  ): Promise<PublishedLog | null> {
    const [row] = await queryPrepared<LogRow>(
      this.dataSource.manager,
      `SELECT log.coalition_id, log.slug, log.origin, last.size, last.root, last.note
       FROM record_log log
       LEFT JOIN LATERAL (
         SELECT size, root, note FROM record_checkpoint WHERE coalition_id = log.coalition_id ORDER BY size DESC LIMIT 1
       ) last ON true
       WHERE ${condition}`,
      [value],
    );
    return row ? { ...row, coalitionId: row.coalition_id, size: Number(row.size ?? 0) } : null;
  }

  /** The slugs of all logs, in their order. */
  async slugs(): Promise<string[]> {
    const rows: { slug: string }[] = await this.dataSource.query('SELECT slug FROM record_log ORDER BY slug');
    return rows.map(({ slug }) => slug);
  }

  /** The bytes of a tile; the caller has checked that the published tree holds it. */
  async tile(coalitionId: CoalitionId, tile: HashTile): Promise<Uint8Array> {
    return new TreeReader(this.dataSource, coalitionId).tile(tile);
  }

  /** The bytes of a bundle; the caller has checked that the published tree holds it. */
  async bundle(coalitionId: CoalitionId, { index, width }: EntryBundle): Promise<Uint8Array> {
    const entries = await this.entries(coalitionId, index * TILE_WIDTH, width);
    return encodeBundle(entries.map((entry) => entry.bytes));
  }

  /** Entries in the order of the tree, from the index `start` on. */
  async entries(coalitionId: CoalitionId, start: number, count: number): Promise<PublishedEntry[]> {
    const rows: EntryRow[] = await this.dataSource.query(
      `${SELECT_ENTRIES} AND leaf.leaf_index >= $2 AND leaf.leaf_index < $3 ORDER BY leaf.leaf_index`,
      [coalitionId, start, start + count],
    );
    return rows.map((row) => toEntry(coalitionId, row));
  }

  /** Entries of one subject in the order of its versions, from `version` on; published ones only. */
  async history(
    coalitionId: CoalitionId,
    stream: string,
    { from, count, size }: { from: number; count: number; size: number },
  ): Promise<PublishedEntry[]> {
    const rows: EntryRow[] = await this.dataSource.query(
      `${SELECT_ENTRIES} AND event.stream = $2 AND event.stream_version >= $3 AND leaf.leaf_index < $5
       ORDER BY event.stream_version LIMIT $4`,
      [coalitionId, stream, from, count, size],
    );
    return rows.map((row) => toEntry(coalitionId, row));
  }

  /** The leaf hash of an entry, wherever it is on its way; null when the coalition has none of this id. */
  async leafHash(coalitionId: CoalitionId, entryId: string): Promise<Uint8Array | null> {
    const [row]: { leaf_hash: Buffer }[] = await this.dataSource.query(
      'SELECT leaf_hash FROM record_event WHERE coalition_id = $1 AND id = $2',
      [coalitionId, entryId],
    );
    return row?.leaf_hash ?? null;
  }

  /** Where entries are, by their ids; those that are unknown are left out. */
  async places(coalitionId: CoalitionId, ids: readonly string[]): Promise<EntryPlace[]> {
    const rows = await queryPrepared<{ id: string; leaf_index: string | null }>(
      this.dataSource.manager,
      `SELECT event.id, leaf.leaf_index FROM record_event event
       LEFT JOIN record_leaf leaf ON leaf.coalition_id = event.coalition_id AND leaf.event_id = event.event_id
       WHERE event.coalition_id = $1 AND event.id = ANY($2::uuid[])`,
      [coalitionId, ids],
    );
    return rows.map((row) => ({
      id: row.id,
      leafIndex: row.leaf_index === null ? null : Number(row.leaf_index),
    }));
  }

  /** What committed fields of an entry were disclosed: field, salt and canonical JSON of the value. */
  async disclosures(coalitionId: CoalitionId, entryIds: readonly string[]): Promise<Disclosure[]> {
    const rows: { entryId: string; field: string; sealed: Buffer }[] = await this.dataSource.query(
      `SELECT event.id AS "entryId", private.field, sealing.key || private.sealed AS sealed
       FROM record_event event
       JOIN record_private private ON private.coalition_id = event.coalition_id AND private.stream = event.stream
         AND private.stream_version = event.stream_version
       ${SEALING_KEY}
       WHERE event.coalition_id = $1 AND event.id = ANY($2::uuid[]) AND private.disclosed
         AND private.field NOT LIKE 'docs/%' ORDER BY event.id, private.field`,
      [coalitionId, entryIds],
    );
    return rows.map(({ entryId, field, sealed }) => {
      const { salt, json } = unpackValue(this.vault, sealed);
      return { entryId, field, salt, value: json };
    });
  }

  /** What was erased of entries: the names of the fields, `docs/<SHA-256>` for documents, on which ground, and when. */
  async erasures(coalitionId: CoalitionId, entryIds: readonly string[]): Promise<EntryErasure[]> {
    return this.dataSource.query(
      `SELECT event.id AS "entryId", erasure.field, erasure.legal_basis AS basis, erasure.erased_at AS at
       FROM record_event event
       JOIN record_erasure erasure ON erasure.coalition_id = event.coalition_id
         AND erasure.stream = event.stream AND erasure.stream_version = event.stream_version
       WHERE event.coalition_id = $1 AND event.id = ANY($2::uuid[]) ORDER BY event.id, erasure.field`,
      [coalitionId, entryIds],
    );
  }

  /** What was disclosed of the entries from the index `start` on, in the order of the tree and of the fields. */
  async disclosedIn(coalitionId: CoalitionId, start: number, count: number): Promise<DisclosedValue[]> {
    const places: { id: string; leaf_index: string }[] = await this.dataSource.query(
      `SELECT event.id, leaf.leaf_index FROM record_leaf leaf
       JOIN record_event event ON event.coalition_id = leaf.coalition_id AND event.event_id = leaf.event_id
       WHERE leaf.coalition_id = $1 AND leaf.leaf_index >= $2 AND leaf.leaf_index < $3`,
      [coalitionId, start, start + count],
    );
    const indexes = new Map(places.map(({ id, leaf_index }) => [id, Number(leaf_index)]));
    const disclosed = await this.disclosures(coalitionId, [...indexes.keys()]);
    return disclosed
      .map(({ entryId, field, salt, value }) => ({
        index: indexes.get(entryId) ?? 0,
        field,
        salt,
        value: JSON.parse(value) as JsonValue,
      }))
      .sort((a, b) => a.index - b.index || (a.field < b.field ? -1 : 1));
  }

  /** A document by its SHA-256, or why it was erased; null when the log has none. */
  async document(coalitionId: CoalitionId, sha256: Uint8Array): Promise<LogDocument | Erasure | null> {
    const [row]: DocumentRow[] = await this.dataSource.query(DOCUMENT, [
      coalitionId,
      sha256,
      `docs/${Buffer.from(sha256).toString('hex')}`,
    ]);
    if (!row) return null;
    const { content, sealed, basis, at } = row;
    if (content) return { mediaType: row.mediaType ?? '', content };
    if (sealed) return unpackDocument(this.vault, sealed);
    return basis && at && { basis, at };
  }

  /** The inclusion proof of a leaf in the tree of `size` leaves (RFC 6962 order). */
  async inclusionProof(coalitionId: CoalitionId, index: number, size: number): Promise<Uint8Array[]> {
    return inclusionProof(index, size, this.nodes(coalitionId, size));
  }

  /** The proof that the tree of `to` leaves begins with that of `from` leaves. */
  async consistencyProof(coalitionId: CoalitionId, from: number, to: number): Promise<Uint8Array[]> {
    return consistencyProof(from, to, this.nodes(coalitionId, to));
  }

  private nodes(coalitionId: CoalitionId, size: number) {
    return nodesFromTiles(size, new TreeReader(this.dataSource, coalitionId).tiles);
  }
}

/** A committed value that anybody may see, with the salt that opens its commitment. */
export interface Disclosure {
  readonly entryId: string;
  readonly field: string;
  readonly salt: Buffer;
  readonly value: string;
}

/** A document that entries name. */
export interface LogDocument {
  readonly mediaType: string;
  readonly content: Buffer;
}

/** What was erased of an entry. */
export interface EntryErasure extends Erasure {
  readonly entryId: string;
  readonly field: string;
}

interface DocumentRow {
  readonly mediaType: string | null;
  readonly content: Buffer | null;
  readonly sealed: Buffer | null;
  readonly basis: Erasure['basis'] | null;
  readonly at: Date | null;
}

/** A document for ever, or one that can be erased and still stands, or one that was erased: the first that there is. */
const DOCUMENT = `
SELECT media_type AS "mediaType", content, NULL::bytea AS sealed, NULL AS basis, NULL::timestamptz AS at
FROM record_doc WHERE coalition_id = $1 AND sha256 = $2
UNION ALL (
  SELECT NULL, NULL, sealing.key || private.sealed, NULL, NULL FROM record_private private
  ${SEALING_KEY}
  WHERE private.coalition_id = $1 AND private.field = $3 AND private.field LIKE 'docs/%' LIMIT 1
)
UNION ALL (
  SELECT NULL, NULL, NULL, legal_basis, erased_at FROM record_erasure
  WHERE coalition_id = $1 AND field = $3 AND field LIKE 'docs/%' ORDER BY erased_at DESC LIMIT 1
)
LIMIT 1`;

/** What an `EntryRow` is read from, of an event and its leaf. */
export const ENTRY_COLUMNS = `event.id, leaf.leaf_index, event.stream, event.stream_version, event.kind,
       event.recorded_at, event.entry, event.leaf_hash`;

const SELECT_ENTRIES = `
SELECT ${ENTRY_COLUMNS}
FROM record_event event
JOIN record_leaf leaf ON leaf.coalition_id = event.coalition_id AND leaf.event_id = event.event_id
WHERE event.coalition_id = $1`;

/** A published entry of such a row. */
export function toEntry(coalitionId: CoalitionId, row: EntryRow): PublishedEntry {
  return {
    coalitionId,
    id: row.id,
    index: Number(row.leaf_index),
    stream: row.stream,
    version: row.stream_version,
    kind: row.kind,
    at: row.recorded_at,
    bytes: row.entry,
    leafHash: row.leaf_hash,
  };
}
