import { isRefusal } from '#kernel';
import {
  appendLeaf,
  emptyFrontier,
  encodeFrontier,
  equalBytes,
  frontierRoot,
  openCheckpoint,
  parseCheckpoint,
  splitNote,
  TILE_WIDTH,
  tileRoot,
  type Frontier,
} from '#transparency';
import type { Audit } from './audit.js';

const BATCH = 5000;

interface LeafRow {
  readonly leaf_index: string;
  readonly leaf_hash: Buffer;
  readonly of_entry: Buffer | null;
}

interface CheckpointRow {
  readonly size: string;
  readonly root: Buffer;
  readonly note: string;
}

/**
 * Builds the tree again from the leaves and compares all that is kept of it: that each leaf is its entry's, that
 * every entry has one place or waits for it, the full tiles, the head, and every checkpoint that was ever signed.
 */
export async function auditTree(audit: Audit): Promise<void> {
  const { db, coalitionId, plan } = audit;
  const checkpoints: CheckpointRow[] = await db.query(
    'SELECT size, root, note FROM record_checkpoint WHERE coalition_id = $1 ORDER BY size',
    [coalitionId],
  );
  const roots = new Map<number, Uint8Array>();
  const wanted = new Set(checkpoints.map(({ size }) => Number(size)));
  if (plan.signed) wanted.add(plan.signed.checkpoint.size);

  const tiles = new TileAudit(audit);
  let frontier = emptyFrontier();
  for (;;) {
    const rows: LeafRow[] = await db.query(NEXT_LEAVES, [coalitionId, frontier.size, BATCH]);
    for (const row of rows) {
      auditLeaf(audit, row, frontier.size);
      frontier = appendLeaf(frontier, row.leaf_hash);
      await tiles.take(0, row.leaf_hash);
      if (wanted.has(frontier.size)) roots.set(frontier.size, frontierRoot(frontier));
    }
    if (rows.length < BATCH) break;
  }
  await tiles.finish();
  await auditPlaces(audit);
  await auditHead(audit, frontier);
  for (const row of checkpoints) auditCheckpoint(audit, row, roots.get(Number(row.size)));
  auditSigned(audit, roots);
}

const NEXT_LEAVES = `
SELECT leaf.leaf_index, leaf.leaf_hash, event.leaf_hash AS of_entry FROM record_leaf leaf
LEFT JOIN record_event event ON event.coalition_id = leaf.coalition_id AND event.event_id = leaf.event_id
WHERE leaf.coalition_id = $1 AND leaf.leaf_index >= $2 ORDER BY leaf.leaf_index LIMIT $3`;

function auditLeaf(audit: Audit, row: LeafRow, index: number): void {
  audit.count('leaves');
  const place = `leaf ${row.leaf_index}`;
  if (Number(row.leaf_index) !== index) {
    audit.differs('record_leaf', place, `It stands where leaf ${index} belongs.`);
  }
  if (!row.of_entry || !equalBytes(row.of_entry, row.leaf_hash)) {
    audit.differs('record_leaf', place, 'Its hash is not that of its entry.');
  }
}

/** Every entry is in the tree or waits for its place, and not both. */
async function auditPlaces(audit: Audit): Promise<void> {
  const lost: { id: string; is_pending: boolean }[] = await audit.db.query(
    `SELECT event.id, pending.event_id IS NOT NULL AS is_pending FROM record_event event
     LEFT JOIN record_leaf leaf USING (coalition_id, event_id)
     LEFT JOIN record_pending pending USING (coalition_id, event_id)
     WHERE event.coalition_id = $1 AND (leaf.event_id IS NULL) = (pending.event_id IS NULL)`,
    [audit.coalitionId],
  );
  for (const { id, is_pending } of lost) {
    const because = is_pending
      ? 'It waits for a place that it has.'
      : 'It has no place in the tree and waits for none.';
    audit.differs('record_pending', `entry ${id}`, because);
  }
  const [stray]: { count: string }[] = await audit.db.query(
    `SELECT count(*) FROM record_pending LEFT JOIN record_event event USING (coalition_id, event_id)
     WHERE coalition_id = $1 AND event.id IS NULL`,
    [audit.coalitionId],
  );
  if (Number(stray?.count) > 0) {
    audit.differs('record_pending', 'rows', `${stray?.count ?? ''} wait that are no entries.`);
  }
}

async function auditHead(audit: Audit, frontier: Frontier): Promise<void> {
  const [head]: { size: string; frontier: Buffer }[] = await audit.db.query(
    'SELECT size, frontier FROM record_head WHERE coalition_id = $1',
    [audit.coalitionId],
  );
  const holds = head && Number(head.size) === frontier.size;
  if (!holds || !equalBytes(head.frontier, encodeFrontier(frontier))) {
    const because = `It is not that of the tree, which has ${frontier.size} leaves.`;
    audit.differs('record_head', 'the head', because);
  }
}

function auditCheckpoint(
  audit: Audit,
  { size, root, note }: CheckpointRow,
  built: Uint8Array | undefined,
): void {
  audit.count('checkpoints');
  const place = `checkpoint of size ${size}`;
  if (!built || !equalBytes(root, built)) {
    audit.differs('record_checkpoint', `${place}, root`, 'The leaves lead to another root.');
  }
  const { signed } = audit.plan;
  const split = splitNote(note);
  const body = isRefusal(split) ? split : parseCheckpoint(split.body);
  if (isRefusal(body)) {
    audit.differs('record_checkpoint', `${place}, note`, body.because);
    return;
  }
  if (body.size !== Number(size) || !equalBytes(body.root, root)) {
    audit.differs('record_checkpoint', `${place}, note`, 'It says another size or root than its row.');
  }
  if (!signed) {
    audit.leaveOut('The signatures of the checkpoints: no key of the log was given.');
    return;
  }
  if (body.origin !== signed.checkpoint.origin && audit.origins.includes(body.origin)) {
    audit.leaveOut(`The signatures under the origin ${body.origin}, whose key is trusted no longer.`);
    return;
  }
  const opened = openCheckpoint(note, signed.keys);
  if (isRefusal(opened)) audit.differs('record_checkpoint', `${place}, note`, opened.because);
}

/** The tables lead to the very root that strangers hold. */
function auditSigned(audit: Audit, roots: ReadonlyMap<number, Uint8Array>): void {
  const { signed } = audit.plan;
  if (!signed) return;
  const { size, root } = signed.checkpoint;
  const built = roots.get(size);
  if (size === 0 || (built && equalBytes(built, root))) return;
  audit.differs('record_leaf', `leaves 0 to ${size - 1}`, 'They do not lead to the root that is served.');
}

/** Compares the full tiles as the leaves pass by: it holds the hashes of one unfinished tile a level. */
class TileAudit {
  private readonly levels: { index: number; hashes: Uint8Array[] }[] = [];
  private full = 0;

  constructor(private readonly audit: Audit) {}

  async take(level: number, hash: Uint8Array): Promise<void> {
    const current = (this.levels[level] ??= { index: 0, hashes: [] });
    current.hashes.push(hash);
    if (current.hashes.length < TILE_WIDTH) return;
    const bytes = Buffer.concat(current.hashes);
    const { index } = current;
    this.levels[level] = { index: index + 1, hashes: [] };
    this.full += 1;
    this.audit.count('tiles');
    const root = tileRoot(bytes);
    const [stored]: { hashes: Buffer; root: Buffer | null }[] = await this.audit.db.query(
      'SELECT hashes, root FROM record_tile WHERE coalition_id = $1 AND level = $2 AND idx = $3',
      [this.audit.coalitionId, level, index],
    );
    if (!stored || !equalBytes(stored.hashes, bytes) || (stored.root && !equalBytes(stored.root, root))) {
      const because = stored ? 'Its hashes are not those of the tree.' : 'It is missing.';
      this.audit.differs('record_tile', `tile ${level}/${index}`, because);
    }
    await this.take(level + 1, root);
  }

  async finish(): Promise<void> {
    const [stored]: { count: string }[] = await this.audit.db.query(
      'SELECT count(*) FROM record_tile WHERE coalition_id = $1',
      [this.audit.coalitionId],
    );
    if (Number(stored?.count) > this.full) {
      this.audit.differs(
        'record_tile',
        'tiles',
        `The tree has ${this.full}, and ${stored?.count ?? ''} are stored.`,
      );
    }
  }
}
