import type { CoalitionId } from '#kernel';
import { isUniqueViolation, OperatorProblem, type Vault } from '#platform';
import {
  appendLeaf,
  decodeFrontier,
  emptyFrontier,
  encodeFrontier,
  equalBytes,
  frontierRoot,
  type Checkpoint,
  type Entry,
  type Frontier,
} from '#transparency';
import type { EntityManager } from 'typeorm';
import type { KeptTable } from './audit/kept-table.js';
import { restoreDocuments, type NamedDocument } from './restoration-documents.js';
import { restoreRows } from './restoration-rows.js';
import {
  COMPARE_LEAVES,
  laggingRows,
  PLACE_EVENTS,
  RESTORE_CHECKPOINT,
  RESTORE_HEAD,
  type LaggingRow,
} from './restoration.sql.js';
import { PLACE_LEAVES, storeFullTiles } from './sequencer.service.js';

/** An entry of a copy of the record, verified up to the signed root. */
export interface CopiedEntry {
  readonly index: number;
  readonly leafHash: Uint8Array;
  readonly bytes: Uint8Array;
  readonly entry: Entry;
}

/** A verified copy of a record. */
export interface RecordCopy {
  readonly checkpoint: Checkpoint;
  /** The checkpoint as its log signed it. */
  readonly note: string;
  /** In the order of the tree, from the first. */
  readonly entries: AsyncIterable<CopiedEntry>;
  /** The bytes of a document by the base64 of its SHA-256; null where it was erased. */
  readonly document: (sha256: string) => Promise<Uint8Array | null>;
  /** True for a kind of entries whose documents are somebody's words, which may have to be erased. */
  readonly isErasable: (kind: string) => boolean;
}

/** Where a copy is put back. */
interface Target {
  readonly coalitionId: CoalitionId;
  readonly vault: Vault;
  /** What the modules say of their tables. */
  readonly tables: readonly KeptTable[];
}

/** What came back into the database, and what did not. */
export interface Restored {
  /** Entries that the database had under its tree before, and has now. */
  readonly from: number;
  readonly size: number;
  readonly documents: number;
  /** Subjects whose rows were written again from their entries. */
  readonly rows: number;
  /** Subjects whose rows stand behind their record. */
  readonly lagging: readonly LaggingRow[];
}

/** Entries that are put back by one statement. */
const BATCH = 1000;

/**
 * Puts back what a database that was set back has lost of its record: entries, leaves, tiles, documents and the
 * signed head, in the caller's transaction. What it has must be the beginning of the copy, and what comes out must
 * have the signed root. Rows of state that their entries tell whole are written again; the others that stand behind are told.
 *
 * @param db a transaction of the owner of the tables
 * @throws OperatorProblem when the copy is not of this record, or a later one than the database
 */
export async function restoreFromCopy(
  db: EntityManager,
  { tables, ...owner }: Target,
  copy: RecordCopy,
): Promise<Restored> {
  const { coalitionId } = owner;
  await db.query(
    'SELECT pg_advisory_xact_lock(hashtextextended($1, 2)), pg_advisory_xact_lock(hashtextextended($1, 3))',
    [coalitionId],
  );
  const head = await readHead(db, coalitionId);
  if (head.size > copy.checkpoint.size) {
    throw new OperatorProblem(
      `The database has ${head.size} entries and the copy ${copy.checkpoint.size}: there is nothing to put back.`,
    );
  }
  const restoration = new Restoration(db, coalitionId, head.size);
  for await (const entry of copy.entries) await restoration.take(entry);
  const tree = await restoration.finish();
  if (!equalBytes(frontierRoot(tree), copy.checkpoint.root)) {
    throw new OperatorProblem('What was put back does not have the signed root; nothing was changed.');
  }
  await storeFullTiles(db, coalitionId, head.size, tree.size);
  await db.query(RESTORE_HEAD, [coalitionId, tree.size, encodeFrontier(tree)]);
  const { size, root } = copy.checkpoint;
  await db.query(RESTORE_CHECKPOINT, [coalitionId, size, root, copy.note]);
  const named = restoration.documents.map((document) => ({
    ...document,
    isErasable: copy.isErasable(document.kind),
  }));
  const documents = await restoreDocuments(db, owner, named, copy.document);
  const rows = await restoreRows(db, owner, tables, await laggingRows(db, coalitionId));
  const lagging = await laggingRows(db, coalitionId);
  return { from: head.size, size: tree.size, documents, rows, lagging };
}

async function readHead(db: EntityManager, coalitionId: CoalitionId): Promise<Frontier> {
  const [row]: { size: string; frontier: Buffer }[] = await db.query(
    'SELECT size, frontier FROM record_head WHERE coalition_id = $1',
    [coalitionId],
  );
  const frontier = row ? decodeFrontier(Number(row.size), row.frontier) : null;
  if (!frontier) {
    throw new OperatorProblem(
      'The database has no record of this coalition: restore a backup that has its beginning first.',
    );
  }
  return frontier;
}

/** One way through a copy: compares what the database has, and puts back what it has not. */
class Restoration {
  readonly documents: Omit<NamedDocument, 'isErasable'>[] = [];
  private tree = emptyFrontier();
  private batch: CopiedEntry[] = [];

  constructor(
    private readonly db: EntityManager,
    private readonly coalitionId: CoalitionId,
    private readonly standing: number,
  ) {}

  async take(copied: CopiedEntry): Promise<void> {
    this.tree = appendLeaf(this.tree, copied.leafHash);
    this.batch.push(copied);
    const isBoundary = copied.index + 1 === this.standing || this.batch.length === BATCH;
    if (isBoundary) await this.flush();
  }

  async finish(): Promise<Frontier> {
    await this.flush();
    return this.tree;
  }

  private async flush(): Promise<void> {
    const [first] = this.batch;
    if (first === undefined) return;
    const { batch } = this;
    this.batch = [];
    await (first.index < this.standing ? this.compare(first.index, batch) : this.place(first.index, batch));
  }

  private async compare(start: number, batch: readonly CopiedEntry[]): Promise<void> {
    const hashes = batch.map(({ leafHash }) => leafHash);
    const [differing]: { leaf_index: string }[] = await this.db.query(COMPARE_LEAVES, [
      this.coalitionId,
      start,
      hashes,
    ]);
    if (differing) {
      throw new OperatorProblem(
        `Entry ${differing.leaf_index} of the database is another one than that of the copy: it does not begin the same record.`,
      );
    }
  }

  private async place(start: number, batch: readonly CopiedEntry[]): Promise<void> {
    const rows: { event_id: string; leaf_hash: Buffer }[] = await this.events(batch);
    await this.db.query(PLACE_LEAVES, [
      this.coalitionId,
      start,
      rows.map((row) => row.event_id),
      rows.map((row) => row.leaf_hash),
    ]);
    for (const { entry } of batch) {
      const { kind, stream, ver: version } = entry;
      this.documents.push(
        ...entry.docs.map(({ sha256, mediaType }) => ({ kind, stream, version, sha256, mediaType })),
      );
    }
  }

  /** An entry that was committed before the backup and not yet in the tree is there already. */
  private async events(batch: readonly CopiedEntry[]): Promise<{ event_id: string; leaf_hash: Buffer }[]> {
    try {
      return await this.db.query(PLACE_EVENTS, [
        this.coalitionId,
        batch.map(({ entry }) => entry.id),
        batch.map(({ entry }) => entry.stream),
        batch.map(({ entry }) => entry.ver),
        batch.map(({ entry }) => entry.kind),
        batch.map(({ bytes }) => bytes),
        batch.map(({ leafHash }) => leafHash),
        batch.map(({ entry }) => entry.at),
      ]);
    } catch (error) {
      if (!isUniqueViolation(error, 'record_event_stream_version')) throw error;
      throw new OperatorProblem(
        'Acts were carried out on this database after it was set back; they contradict the copy, so nothing was changed.',
      );
    }
  }
}
