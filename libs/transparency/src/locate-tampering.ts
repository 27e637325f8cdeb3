import { concat, equalBytes } from './bytes.js';
import { type Checkpoint } from './checkpoint.js';
import { type FetchBytes } from './client.js';
import { decodeBundle } from './entry-bundle.js';
import { appendLeaf, emptyFrontier, frontierRoot, HASH_BYTES, leafHash } from './merkle.js';
import { TILE_WIDTH, tilePath, type HashTile } from './tile-path.js';
import { bundlesFor, tileRoot } from './tiles.js';

/** Where a log that does not lead to its signed root was changed, as far as it can be told. */
export interface TamperedPlace {
  readonly because: string;
  readonly place: string;
  readonly index: number | null;
}

interface Difference {
  readonly tile: HashTile;
  /** The hash within the tile. */
  readonly position: number;
}

/**
 * Looks for what was changed in a log whose tiles do not make up its signed root: rebuilds the whole tree from the
 * entries that are served, and compares it with the tiles that are. Where the entries do lead to the signed root, the
 * first tile that differs from the rebuilt one is false; where they do not, it is the first entry that differs from
 * its tile. Null when entries and tiles agree and only the root is another.
 *
 * Rejects with whatever `fetchBytes` does.
 */
export async function locateTampering(
  fetchBytes: FetchBytes,
  { size, root }: Checkpoint,
): Promise<TamperedPlace | null> {
  const tree = new RebuiltTree(fetchBytes);
  let frontier = emptyFrontier();
  for (const bundle of bundlesFor(size)) {
    const path = tilePath(bundle);
    const entries = decodeBundle(await fetchBytes(path), bundle.width);
    if (entries === null) {
      return { because: `${path} does not hold exactly ${bundle.width} entries.`, place: path, index: null };
    }
    for (const entry of entries) {
      const hash = leafHash(entry);
      frontier = appendLeaf(frontier, hash);
      await tree.add(0, hash);
    }
  }
  const difference = await tree.finish();
  if (difference === null) return null;
  const { tile, position } = difference;
  const index = tile.level === 0 ? tile.index * TILE_WIDTH + position : null;
  if (equalBytes(frontierRoot(frontier), root)) {
    const place = tilePath(tile);
    return {
      because: `${place} is not what the entries hash to, which lead to the signed root.`,
      place,
      index,
    };
  }
  if (index === null) return null;
  const width = tile.width;
  const place = tilePath({ level: 'entries', index: tile.index, width });
  return {
    because: `Entry ${index} in ${place} is not the one in its tile, or its tile is false.`,
    place,
    index,
  };
}

/** The tiles of a tree, computed row by row from its leaves and compared with those that are served. */
class RebuiltTree {
  /** By level: the hashes of the tile that is not full yet, and its index. */
  private readonly rows: { index: number; hashes: Uint8Array[] }[] = [];
  private first: Difference | null = null;

  constructor(private readonly fetchBytes: FetchBytes) {}

  async add(level: number, hash: Uint8Array): Promise<void> {
    const row = (this.rows[level] ??= { index: 0, hashes: [] });
    row.hashes.push(hash);
    if (row.hashes.length < TILE_WIDTH) return;
    const { index, hashes } = row;
    this.rows[level] = { index: index + 1, hashes: [] };
    await this.compare(level, index, hashes);
    await this.add(level + 1, tileRoot(concat(hashes)));
  }

  /** Compares the tiles at the edge too. Answers the first difference from below and from the left. */
  async finish(): Promise<Difference | null> {
    for (const [level, { index, hashes }] of this.rows.entries()) {
      if (hashes.length > 0) await this.compare(level, index, hashes);
    }
    return this.first;
  }

  private async compare(level: number, index: number, hashes: readonly Uint8Array[]): Promise<void> {
    if (this.first !== null && this.first.tile.level <= level) return;
    const tile = { level, index, width: hashes.length };
    const served = await this.fetchBytes(tilePath(tile));
    const position = hashes.findIndex(
      (hash, at) => !equalBytes(hash, served.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)),
    );
    if (position !== -1) this.first = { tile, position };
  }
}
